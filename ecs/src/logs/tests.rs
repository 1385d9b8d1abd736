//! The way from bytes to CloudWatch Logs, against an endpoint of the tests.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::deliver::Pace;
use super::fake::{FakeLogs, error};
use super::stream::ROOM;
use super::{LogStream, Logs, LogsError};
use crate::gateway::Upstream;
use crate::localstack::LocalStack;
use crate::place::Place;
use crate::runtime::AwsLogs;

/// What never comes fails a test by then.
const PATIENCE: Duration = Duration::from_secs(60);

async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it comes in time")
}

fn place() -> Place {
    Place::new("111122223333", "us-east-1")
}

fn options(create_group: bool) -> AwsLogs {
    AwsLogs {
        region: "eu-west-1".to_owned(),
        group: "/ecs/worker".to_owned(),
        stream: "worker/main/0123".to_owned(),
        create_group,
    }
}

/// Short pauses, and no end before the test's.
fn pace() -> Pace {
    Pace {
        gather: Duration::from_millis(20),
        first_pause: Duration::from_millis(10),
        close_within: 2 * PATIENCE,
    }
}

fn texts(fake: &FakeLogs) -> Vec<String> {
    fake.texts("/ecs/worker", "worker/main/0123")
}

/// The stream, once it has been created.
async fn opened(logs: &Logs, create_group: bool) -> Result<LogStream, LogsError> {
    let stream = logs.begin(&place(), &options(create_group));
    stream.opened().await?;
    Ok(stream)
}

/// Writes all that the reader gives, in portions like those of a pipe.
async fn copy(stream: &LogStream, mut reader: impl AsyncRead + Unpin) {
    let mut writer = stream.writer();
    let mut portion = vec![0; 16 * 1024];
    while let Ok(read) = reader.read(&mut portion).await
        && read > 0
    {
        writer.write(&portion[..read]).await;
    }
    writer.end().await;
}

#[tokio::test]
async fn output_arrives_in_order_and_complete_in_the_account_and_the_options_region() {
    let fake = FakeLogs::start().await;
    fake.group("/ecs/worker");
    let logs = Logs::new(fake.localstack.clone());
    let stream = soon(opened(&logs, false)).await.expect("opened");
    let lines: Vec<String> = (0..25_000).map(|number| format!("line {number}")).collect();
    let output = lines.join("\n");
    soon(copy(&stream, output.as_bytes())).await;
    soon(stream.close()).await;
    assert!(texts(&fake) == lines, "{} of {}", texts(&fake).len(), lines.len());
    let events = fake.events("/ecs/worker", "worker/main/0123").expect("a stream");
    assert!(events.is_sorted_by_key(|(at, _)| *at));
    let age = super::stream::now() - events[0].0;
    assert!((0..120_000).contains(&age), "stamped {age} ms ago");
    let calls = fake.calls();
    assert_eq!(calls[0], "CreateLogStream 111122223333 eu-west-1");
    // No request for a line, and none that is above the limits: how many depends on how long the writing takes.
    assert!((4..1000).contains(&calls.len()), "{} calls", calls.len());
}

#[tokio::test]
async fn a_single_line_arrives_without_close() {
    let fake = FakeLogs::start().await;
    fake.group("/ecs/worker");
    let logs = Logs::new(fake.localstack.clone());
    let stream = soon(opened(&logs, false)).await.expect("opened");
    let mut writer = stream.writer();
    soon(writer.write(b"ready\nand half a")).await;
    soon(fake.wait_for("PutLogEvents", 1)).await;
    assert_eq!(texts(&fake), ["ready"]);
    soon(writer.end()).await;
    soon(stream.close()).await;
    assert_eq!(texts(&fake), ["ready", "and half a"]);
}

#[tokio::test]
async fn lines_of_two_writers_stay_whole() {
    let fake = FakeLogs::start().await;
    fake.group("/ecs/worker");
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let stream = soon(opened(&logs, false)).await.expect("opened");
    let (mut stdout, mut stderr) = (stream.writer(), stream.writer());
    soon(stdout.write(b"out ")).await;
    soon(stderr.write(b"err\n")).await;
    soon(stdout.write(b"and more\n")).await;
    soon(stdout.end()).await;
    soon(stderr.end()).await;
    soon(stream.close()).await;
    assert_eq!(texts(&fake), ["err", "out and more"]);
}

#[tokio::test]
async fn a_missing_group_is_told_in_the_drivers_words() {
    let fake = FakeLogs::start().await;
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let refused = soon(opened(&logs, false)).await.expect_err("no group");
    assert_eq!(
        refused.to_string(),
        "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist."
    );
    assert_eq!(fake.calls().len(), 1, "{:?}", fake.calls());
    assert!(!logs.knows(&place(), &options(false)));
}

#[tokio::test]
async fn a_missing_group_is_created_if_the_options_say_so_and_known_from_then_on() {
    let fake = FakeLogs::start().await;
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let stream = soon(opened(&logs, true)).await.expect("created");
    soon(copy(&stream, &b"made"[..])).await;
    soon(stream.close()).await;
    assert_eq!(texts(&fake), ["made"]);
    assert!(logs.knows(&place(), &options(false)));
    // A stream that is there already is used on.
    let again = soon(opened(&logs, false)).await.expect("opened");
    soon(copy(&again, &b"again"[..])).await;
    soon(again.close()).await;
    assert_eq!(texts(&fake), ["made", "again"]);
    fake.remove_group("/ecs/worker");
    soon(opened(&logs, false)).await.expect_err("gone");
    assert!(!logs.knows(&place(), &options(false)));
}

#[tokio::test]
async fn a_group_that_cannot_be_created_is_told() {
    let fake = FakeLogs::scripted(|operation, _| {
        (operation == "CreateLogGroup").then(|| (400, error("LimitExceededException", "too many")))
    })
    .await;
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let refused = soon(opened(&logs, true)).await.expect_err("refused");
    let expected = LogsError::Group("LimitExceededException: too many".to_owned());
    assert_eq!(refused, expected);
    assert_eq!(
        refused.reason(),
        "ResourceInitializationError: failed to validate logger args: failed to create Cloudwatch log group: \
         LimitExceededException: too many"
    );
}

#[tokio::test]
async fn what_is_written_while_the_stream_is_being_created_is_kept() {
    let fake = FakeLogs::start().await;
    fake.group("/ecs/worker");
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let stream = logs.begin(&place(), &options(false));
    soon(copy(&stream, &b"early\n"[..])).await;
    assert!(fake.calls().is_empty());
    soon(stream.opened()).await.expect("created");
    soon(stream.close()).await;
    assert_eq!(texts(&fake), ["early"]);
}

#[tokio::test]
async fn trouble_of_cloudwatch_logs_is_waited_out_without_loss() {
    let fake = FakeLogs::scripted(|operation, before| match (operation, before) {
        ("PutLogEvents", 0..3) => Some((503, json!({}))),
        ("PutLogEvents", 3..6) => Some((400, error("ThrottlingException", "Rate exceeded"))),
        _ => None,
    })
    .await;
    fake.group("/ecs/worker");
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let stream = soon(opened(&logs, false)).await.expect("opened");
    soon(copy(&stream, &b"one\ntwo\n"[..])).await;
    soon(stream.close()).await;
    assert_eq!(texts(&fake), ["one", "two"]);
    assert!(fake.calls().len() > 7, "{:?}", fake.calls());
}

#[tokio::test]
async fn what_is_refused_for_good_does_not_keep_the_rest() {
    let fake = FakeLogs::scripted(|operation, before| {
        (operation == "PutLogEvents" && before == 0).then(|| (400, error("InvalidParameterException", "no")))
    })
    .await;
    fake.group("/ecs/worker");
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let stream = soon(opened(&logs, false)).await.expect("opened");
    soon(copy(&stream, &b"refused\n"[..])).await;
    soon(fake.wait_for("PutLogEvents", 1)).await;
    soon(copy(&stream, &b"taken\n"[..])).await;
    soon(stream.close()).await;
    assert_eq!(texts(&fake), ["taken"]);
}

/// An address where nothing listens, and how something can.
async fn nowhere() -> (LocalStack, std::net::SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let upstream = Upstream::parse(&format!("http://{address}")).expect("an address");
    (LocalStack::at(&upstream), address)
}

#[tokio::test]
async fn without_localstack_nothing_opens() {
    let (localstack, _) = nowhere().await;
    let logs = Logs::with_pace(localstack, pace());
    let refused = soon(opened(&logs, true)).await.expect_err("absent");
    assert!(
        refused
            .to_string()
            .starts_with("failed to create Cloudwatch log stream: ")
            && refused.to_string().contains("refused"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_writer_waits_while_too_much_is_undelivered_and_nothing_is_lost_in_the_end() {
    let (gate, open) = tokio::sync::watch::channel(false);
    let fake = FakeLogs::scripted(move |operation, _| {
        (operation == "PutLogEvents" && !*open.borrow()).then(|| (500, json!({})))
    })
    .await;
    fake.group("/ecs/worker");
    let logs = Logs::with_pace(fake.localstack.clone(), pace());
    let stream = soon(opened(&logs, false)).await.expect("opened");
    let (mut pipe, output) = tokio::io::duplex(64 * 1024);
    let line = [vec![b'x'; 1023], b"\n".to_vec()].concat();
    let (length, lines) = (line.len(), 2 * ROOM / line.len());
    let copying = tokio::spawn({
        let stream = stream.clone();
        async move { copy(&stream, output).await }
    });
    let (taken, written) = tokio::sync::watch::channel(0);
    let writing = tokio::spawn(async move {
        for _ in 0..lines {
            pipe.write_all(&line).await.expect("taken");
            taken.send_modify(|bytes| *bytes += line.len());
        }
        pipe.write_all(b"the last").await.expect("taken");
    });
    // The writes stop when the room is taken: long before the end of the output.
    let stopped = async {
        let mut before = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = *written.borrow();
            if now == before && now >= ROOM / 2 {
                return now;
            }
            before = now;
        }
    };
    let bytes = soon(stopped).await;
    assert!(bytes < ROOM + 256 * 1024, "{bytes} bytes were taken");
    gate.send_replace(true);
    soon(writing).await.expect("written");
    soon(copying).await.expect("copied");
    soon(stream.close()).await;
    let texts = texts(&fake);
    assert_eq!(texts.len(), lines + 1);
    assert!(texts[..lines].iter().all(|text| text.len() == length - 1));
    assert_eq!(texts.last().map(String::as_str), Some("the last"));
}

#[tokio::test]
async fn closing_gives_up_after_its_time_limit() {
    let fake =
        FakeLogs::scripted(|operation, _| (operation == "PutLogEvents").then(|| (500, json!({})))).await;
    fake.group("/ecs/worker");
    let pace = Pace {
        close_within: Duration::from_millis(300),
        ..pace()
    };
    let logs = Logs::with_pace(fake.localstack.clone(), pace);
    let stream = soon(opened(&logs, false)).await.expect("opened");
    soon(copy(&stream, &b"lost\n"[..])).await;
    let begun = Instant::now();
    soon(stream.close()).await;
    let took = begun.elapsed();
    assert!((Duration::from_millis(300)..PATIENCE).contains(&took), "{took:?}");
    // Whoever still writes is let go, and so is a second close.
    soon(copy(&stream, &vec![b'x'; 2 * ROOM][..])).await;
    soon(stream.close()).await;
    assert!(texts(&fake).is_empty());
}
