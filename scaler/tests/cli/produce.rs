//! `produce`, beside a queue that takes what a test says.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use testing::{Call, FakeAws, PATIENCE, Reply, Running, lines};

use super::process::{Ended as _, assert_code, assert_each_is_refused, assert_told, beside, told};

const URL: &str = "http://sqs.test/000000000000/work.fifo";

/// A queue that takes all messages; what a test answers itself comes first.
fn queue(answer: impl Fn(&Call, usize) -> Option<Reply> + Send + Sync + 'static) -> FakeAws {
    FakeAws::start(move |call, before| {
        answer(call, before).or_else(|| match call.operation.as_str() {
            "GetQueueUrl" => Some(Reply::json(&json!({ "QueueUrl": URL }))),
            "SendMessageBatch" => Some(taken(call, &[])),
            _ => None,
        })
    })
}

/// An answer that took all but those of these places, each with whether it is the sender's fault.
fn taken(call: &Call, but: &[(usize, bool)]) -> Reply {
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries_of(call) {
        let id = entry["Id"].as_str().expect("an id").to_owned();
        match but.iter().find(|(index, _)| index.to_string() == id) {
            None => successful.push(json!({
                "Id": id,
                "MessageId": format!("m{id}"),
                "MD5OfMessageBody": "00000000000000000000000000000000",
            })),
            Some((_, fault)) => failed.push(json!({
                "Id": id, "Code": "InternalError", "Message": "says the test", "SenderFault": fault,
            })),
        }
    }
    Reply::json(&json!({"Successful": successful, "Failed": failed}))
}

fn entries_of(call: &Call) -> Vec<Value> {
    call.input["Entries"].as_array().cloned().unwrap_or_default()
}

/// All entries that were sent, also in vain, in order.
fn entries(aws: &FakeAws) -> Vec<Value> {
    let calls = aws.calls("SendMessageBatch");
    calls.iter().flat_map(entries_of).collect()
}

fn bodies(entries: &[Value]) -> Vec<String> {
    let bodies = entries.iter().map(|entry| entry["MessageBody"].as_str());
    bodies.map(|body| body.expect("a body").to_owned()).collect()
}

fn texts(entries: &[Value], name: &str) -> Vec<String> {
    let texts = entries.iter().map(|entry| entry[name].as_str());
    texts.map(|text| text.expect(name).to_owned()).collect()
}

fn produce(aws: &FakeAws) -> Command {
    let mut command = beside(aws, "produce");
    command.env("queue_name", "work.fifo");
    command
}

fn documented(count: usize) -> Vec<String> {
    (1..=count)
        .map(|id| format!(r#"{{"id":{id},"duration":5}}"#))
        .collect()
}

/// A file's path that no other test has.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.csv", std::process::id()))
}

#[test]
fn one_run_sends_the_documented_messages_ten_a_call() {
    let aws = queue(|_, _| None);
    let output = produce(&aws).ended();
    assert_code(&output, 0);
    assert_eq!(lines(&output.stdout), documented(50));
    let calls = aws.calls("SendMessageBatch");
    let sizes: Vec<_> = calls.iter().map(|call| entries_of(call).len()).collect();
    assert_eq!(sizes, [10; 5]);
    assert!(calls.iter().all(|call| call.input["QueueUrl"] == URL));
    assert_eq!(bodies(&entries(&aws)), documented(50));
    assert_told(&output, "50 of 50 messages were sent");
}

#[test]
fn of_several_runs_within_five_minutes_no_message_is_a_duplicate_of_another() {
    let aws = queue(|_, _| None);
    let mut command = produce(&aws);
    let running = Running::start(command.args(["--every", "100ms", "--enabled", "1", "--messages", "12"]));
    aws.wait_for("SendMessageBatch", 6);
    let output = running.stop();
    assert_code(&output, 0);
    let mut all = entries(&aws);
    let other = produce(&aws).env("number_of_messages", "3").ended();
    assert_eq!(other.status.code(), Some(0));
    all.extend(entries(&aws).split_off(all.len()));
    let ids = texts(&all, "MessageDeduplicationId");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), all.len(), "{ids:?}");
    // Nor does one wait for another.
    assert_eq!(texts(&all, "MessageGroupId"), ids);
    assert!(all.len() >= 39);
}

#[test]
fn groups_and_deduplication_are_as_they_are_set() {
    let aws = queue(|_, _| None);
    let words = ["--messages", "5", "--groups", "2", "--deduplication", "content"];
    let output = produce(&aws).args(words).ended();
    assert_code(&output, 0);
    let sent = entries(&aws);
    let groups = ["group-1", "group-2", "group-1", "group-2", "group-1"];
    assert_eq!(texts(&sent, "MessageGroupId"), groups);
    assert!(sent.iter().all(|entry| entry["MessageDeduplicationId"].is_null()));

    let aws = queue(|_, _| None);
    produce(&aws).env("MESSAGE_GROUP", "only").ended();
    assert_eq!(texts(&entries(&aws), "MessageGroupId"), ["only"; 50]);
}

#[test]
fn a_standard_queue_by_its_url_gets_neither_groups_nor_deduplication_ids() {
    let aws = queue(|_, _| None);
    let output = produce(&aws)
        .env("QUEUE_URI", aws.queue("work"))
        .env("default_msg_proc_duration", "0.25")
        .args(["--messages", "1"])
        .ended();
    assert_code(&output, 0);
    assert!(aws.calls("GetQueueUrl").is_empty());
    let sent = entries(&aws);
    assert_eq!(
        sent,
        [json!({"Id": "0", "MessageBody": r#"{"id":1,"duration":0.25}"#})]
    );
}

#[test]
fn durations_are_drawn_from_the_distribution() {
    let aws = queue(|_, _| None);
    let words = ["--messages", "200", "--duration", "uniform:2s..8s"];
    let output = produce(&aws).args(words).ended();
    assert_code(&output, 0);
    let durations: Vec<f64> = bodies(&entries(&aws))
        .iter()
        .map(|body| {
            serde_json::from_str::<Value>(body).expect("JSON")["duration"]
                .as_f64()
                .expect("a number")
        })
        .collect();
    assert!(durations.iter().all(|seconds| (2.0..=8.0).contains(seconds)));
    let mean = durations.iter().sum::<f64>() / 200.0;
    assert!((4.0..6.0).contains(&mean), "{mean}");
}

#[test]
fn what_sqs_does_not_take_is_sent_again_and_nothing_is_there_twice() {
    let aws = queue(|call, before| {
        let but: &[_] = match before {
            0 => &[(2, false), (7, false)],
            1 => &[(1, false)],
            _ => return None,
        };
        (call.operation == "SendMessageBatch").then(|| taken(call, but))
    });
    let output = produce(&aws).args(["--messages", "20"]).ended();
    assert_code(&output, 0);
    let sizes: Vec<_> = aws
        .calls("SendMessageBatch")
        .iter()
        .map(|call| entries_of(call).len())
        .collect();
    assert_eq!(sizes, [10, 2, 1, 10]);
    let sent = entries(&aws);
    assert_eq!(
        bodies(&sent[10..13]),
        [2, 7, 7].map(|index: usize| documented(8)[index].clone())
    );
    let ids = texts(&sent, "MessageDeduplicationId");
    // Under the same id: what SQS has taken after all is no second message.
    assert_eq!((&ids[10], &ids[11], &ids[12]), (&ids[2], &ids[7], &ids[7]));
    let mut told_of = lines(&output.stdout);
    told_of.sort_unstable();
    let mut all = documented(20);
    all.sort_unstable();
    assert_eq!(told_of, all);
    assert!(told(&output).contains("was not sent, trying again: InternalError: says the test"));
}

#[test]
fn what_sqs_says_nothing_of_counts_as_not_sent() {
    let aws = queue(|call, before| {
        let silent = call.operation == "SendMessageBatch" && before == 0;
        silent.then(|| Reply::json(&json!({"Successful": [], "Failed": []})))
    });
    let output = produce(&aws).args(["--messages", "2"]).ended();
    assert_code(&output, 0);
    assert_eq!(aws.calls("SendMessageBatch").len(), 2);
    assert_eq!(lines(&output.stdout), documented(2));
    assert_told(&output, "SQS did not say what became of it");
}

#[test]
fn what_sqs_never_takes_is_told_and_counted_and_the_rest_is_sent() {
    let aws = queue(|call, before| {
        (call.operation == "SendMessageBatch" && before == 0).then(|| taken(call, &[(3, true)]))
    });
    let output = produce(&aws).args(["--messages", "20"]).ended();
    assert_code(&output, 1);
    assert_eq!(aws.calls("SendMessageBatch").len(), 2);
    assert_eq!(lines(&output.stdout).len(), 19);
    let told = told(&output);
    assert!(
        told.contains(r#"19 of 20 messages were sent: InternalError: says the test ({"id":4,"duration":5})"#),
        "{told}"
    );
}

#[test]
fn a_queue_that_is_not_there_or_may_not_be_used_is_told() {
    for operation in ["GetQueueUrl", "SendMessageBatch"] {
        let aws =
            queue(move |call, _| (call.operation == operation).then(|| Reply::error(400, "AccessDenied")));
        let output = produce(&aws).ended();
        assert_code(&output, 1);
        assert_told(&output, "AccessDenied: says the test");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_call_that_fails_is_made_again() {
    let aws = queue(|call, before| {
        (call.operation == "SendMessageBatch" && before < 3).then(|| Reply::error(503, "ServiceUnavailable"))
    });
    let output = produce(&aws).args(["--messages", "10"]).ended();
    assert_code(&output, 0);
    assert_eq!(lines(&output.stdout), documented(10));
    let ids = texts(&entries(&aws), "MessageDeduplicationId");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 10);
}

#[test]
fn a_run_that_takes_too_long_is_given_up() {
    let aws = queue(|call, _| (call.operation == "SendMessageBatch").then(|| taken(call, &[(0, false)])));
    let output = produce(&aws)
        // Time enough to send the others, also on a machine that stands still for a moment.
        .args(["--messages", "3", "--pass-timeout", "6s"])
        .ended();
    assert_code(&output, 1);
    let told = told(&output);
    assert!(
        told.contains("2 of 3 messages were sent: the run took longer than 6s"),
        "{told}"
    );
}

#[test]
fn a_schedule_is_off_until_it_is_enabled() {
    let aws = queue(|_, _| None);
    for words in [
        &["--every", "1m"][..],
        &["--every", "1m", "--enabled", "0"],
        &["--enabled", "0"],
    ] {
        let output = produce(&aws).args(words).ended();
        assert_code(&output, 0);
        assert_told(&output, "off: nothing is sent");
    }
    assert!(aws.calls("SendMessageBatch").is_empty());
    let running = Running::start(produce(&aws).env("EVERY", "1m").env("PRODUCER_ENABLED", "1"));
    aws.wait_for("SendMessageBatch", 5);
    let output = running.stop();
    assert_code(&output, 0);
    assert_told(&output, "every 1m");
    assert_eq!(lines(&output.stdout), documented(50));
}

#[test]
fn a_run_that_fails_is_told_and_the_next_goes_on() {
    let aws = queue(|call, before| {
        (call.operation == "SendMessageBatch" && before == 0).then(|| Reply::error(400, "AccessDenied"))
    });
    let mut command = produce(&aws);
    let running = Running::start(command.args(["--every", "100ms", "--enabled", "1", "--messages", "1"]));
    aws.wait_for("SendMessageBatch", 3);
    let output = running.stop();
    assert_code(&output, 0);
    assert_told(&output, "0 of 1 messages were sent: AccessDenied");
}

#[test]
fn a_stop_lets_the_call_under_way_end_and_makes_no_other() {
    // The second takes longer than it may take until the signal is there.
    let aws = queue(|call, before| {
        (call.operation == "SendMessageBatch" && before == 1)
            .then(|| taken(call, &[]).after(Duration::from_secs(4)))
    });
    let mut command = produce(&aws);
    let mut running = Running::start(&mut command);
    aws.wait_for("SendMessageBatch", 2);
    running.signal(Signal::SIGTERM);
    let output = running.wait();
    assert_code(&output, 0);
    assert_eq!(aws.calls("SendMessageBatch").len(), 2);
    assert_eq!(lines(&output.stdout), documented(20));
    assert_told(&output, "a stop was asked for: 20 of 50");
}

#[test]
fn a_stop_does_not_wait_for_the_look_up() {
    let aws = queue(|call, _| {
        (call.operation == "GetQueueUrl").then(|| Reply::json(&json!({})).after(PATIENCE * 2))
    });
    let mut command = produce(&aws);
    let running = Running::start(&mut command);
    aws.wait_for("GetQueueUrl", 1);
    assert_eq!(running.stop().status.code(), Some(0));
    assert!(aws.calls("SendMessageBatch").is_empty());
}

#[test]
fn what_was_sent_is_recorded_for_the_simulator() {
    let path = file("sent");
    let aws = queue(|_, _| None);
    let mut command = produce(&aws);
    command
        .args([
            "--every",
            "300ms",
            "--enabled",
            "1",
            "--messages",
            "2",
            "--duration",
            "1.5s",
            "--csv",
        ])
        .arg(&path);
    let begun = Instant::now();
    let running = Running::start(&mut command);
    let calls = aws.wait_for("SendMessageBatch", 4);
    let text = std::fs::read_to_string(&path).expect("recorded");
    assert!(text.lines().count() >= 7, "three runs are over: {text}");
    let output = running.stop();
    assert_code(&output, 0);
    let text = std::fs::read_to_string(&path).expect("recorded");
    std::fs::remove_file(&path).expect("removed");
    let rows: Vec<_> = text.lines().collect();
    assert_eq!(rows[0], "at,duration");
    assert_eq!(rows.len() - 1, lines(&output.stdout).len());
    let at = |row: &str| {
        let (at, duration) = row.split_once(',').expect("two");
        assert_eq!(duration, "1.5");
        at.parse::<f64>().expect("a number")
    };
    let times: Vec<f64> = rows[1..].iter().map(|row| at(row)).collect();
    assert!(times.is_sorted(), "{times:?}");
    // A message counts as sent when its call is answered: after that has come, and before the next comes.
    let seen = |from: usize, to: usize| calls[to].at.duration_since(calls[from].at).as_secs_f64();
    let rounded = 0.002;
    let first = calls[1].at.duration_since(begun).as_secs_f64();
    assert!((0.0..=first).contains(&times[0]), "{times:?}");
    let third = times[4] - times[0];
    assert!(
        (seen(1, 2) - rounded..=seen(0, 3) + rounded).contains(&third),
        "{times:?}"
    );
}

#[test]
fn every_setting_that_is_missing_or_unusable_is_named_and_nothing_is_sent() {
    let aws = queue(|_, _| None);
    let settings = [
        ("queue_name", None),
        ("queue_name", Some("no name")),
        ("QUEUE_URI", Some("work")),
        ("number_of_messages", Some("0")),
        ("number_of_messages", Some("100001")),
        ("number_of_messages", Some("-5")),
        ("default_msg_proc_duration", Some("-1")),
        ("default_msg_proc_duration", Some("13h")),
        ("default_msg_proc_duration", Some("normal:5s")),
        ("EVERY", Some("0")),
        ("PRODUCER_ENABLED", Some("yes")),
        ("PASS_TIMEOUT", Some("2h")),
        ("MESSAGE_GROUP", Some("a b")),
        ("MESSAGE_GROUPS", Some("0")),
        ("DEDUPLICATION", Some("none")),
        ("PRODUCER_CSV", Some("/nonexistent/sent.csv")),
        ("AWS_REGION", None),
    ];
    assert_each_is_refused(|| produce(&aws), &settings);
    assert!(aws.calls("SendMessageBatch").is_empty());
}
