//! The command line of `worker`, from outside: help, settings, exit codes, and the documented output.
#![allow(clippy::unwrap_used, clippy::panic)]

mod image_resizer;
mod job_consumer;
mod paced_consumer;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::assert::OutputAssertExt;
use predicates::prelude::*;
use predicates::str::contains;
use testing::{Call, FakeAws, PATIENCE, Reply, Running, lines};

/// The binary with nothing of this process's environment but credentials and a region.
fn worker() -> Command {
    testing::binary(env!("CARGO_BIN_EXE_worker"))
}

/// `log-consumer` on a queue of the endpoint, with a short stop timeout so that nothing here takes long.
fn log_consumer(aws: &FakeAws) -> Command {
    let mut command = worker();
    command
        .arg("log-consumer")
        .env("AWS_ENDPOINT_URL", &aws.url)
        .env("QUEUE_URI", aws.queue("one"))
        .env("QUEUE_REGION", "eu-west-1")
        .env("STOP_TIMEOUT", "10s");
    command
}

/// One line on stderr that begins with the setting's name, nothing on stdout, exit code 2.
fn assert_names_setting(output: &Output, setting: &str) {
    let told = lines(&output.stderr);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with(&format!("worker: error: {setting} ")),
        "{setting} is not named: {}",
        told[0]
    );
    assert_eq!(output.status.code(), Some(2), "{told:?}");
    assert!(output.stdout.is_empty());
}

/// Each of these variables is named where it has this value, or is missing, beside usable ones.
fn assert_names_each(usable: impl Fn() -> Command, settings: &[(&str, Option<&str>)]) {
    for (name, value) in settings {
        let mut command = usable();
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
        assert_names_setting(&command.output().expect("run"), name);
    }
}

/// What it said on stderr.
fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn help_lists_the_workers() {
    worker()
        .arg("--help")
        .assert()
        .success()
        .stdout(
            contains("log-consumer")
                .and(contains("image-resizer"))
                .and(contains("job-consumer"))
                .and(contains("paced-consumer"))
                .and(contains("ping"))
                .and(contains("websocket-server")),
        )
        .stderr("");
}

#[test]
fn help_of_each_worker_tells_every_variable_and_its_default() {
    let protection = [
        "ECS_AGENT_URI",
        "DESIRED_PROTECTION_DURATION_IN_MINS",
        "MAINTAIN_PROTECTION_PERCENTAGE",
        "REFRESH_PROTECTION_PERCENTAGE",
        "PROTECTION_ADJUST_INTERVAL",
        "STOP_TIMEOUT",
        "LOG",
    ];
    let job_consumer = [
        "COPILOT_QUEUE_URI",
        "QUEUE_REGION",
        "CONCURRENCY",
        "LONGEST_JOB",
        "IDLE_PAUSE",
        "AWS_ENDPOINT_URL",
    ];
    let websocket_server = [
        "PORT",
        "PING_INTERVAL",
        "IDLE_TIMEOUT",
        "MAX_CONNECTIONS",
        "MAX_MESSAGE_BYTES",
    ];
    let paced_consumer = [
        "queue_name",
        "QUEUE_URI",
        "QUEUE_REGION",
        "app_metric_name",
        "metric_type",
        "metric_namespace",
        "METRIC_DELAY",
        "CONCURRENCY",
        "RECEIVERS",
        "TASK_PROTECTION",
    ];
    let parallel = ["CONCURRENCY", "RECEIVERS"];
    let polling = [
        "WAIT_TIME_SECONDS",
        "VISIBILITY_TIMEOUT",
        "MAX_IN_HAND",
        "RETRY_DELAY",
        "RETRY_DELAY_MAX",
        "STOP_TIMEOUT",
        "QUEUE_MISSING_TIMEOUT",
    ];
    let log_consumer = [
        "QUEUE_URI",
        "QUEUE_NAME",
        "QUEUE_REGION",
        "AWS_ENDPOINT_URL",
        "FAIL_ON",
        "LOG",
    ];
    let ping = [
        "SNS_TOPIC_ARN",
        "PING_INTERVAL",
        "PING_ONCE",
        "AWS_ENDPOINT_URL",
        "LOG",
    ];
    for (name, variables) in [
        (
            "log-consumer",
            [&parallel[..], &polling[..], &log_consumer[..]].concat(),
        ),
        (
            "job-consumer",
            [&protection[..], &polling[..], &job_consumer[..]].concat(),
        ),
        (
            "paced-consumer",
            [&protection[..], &polling[..], &paced_consumer[..]].concat(),
        ),
        (
            "websocket-server",
            [&protection[..], &websocket_server[..]].concat(),
        ),
        ("ping", ping.to_vec()),
    ] {
        let output = worker().args([name, "--help"]).output().expect("run");
        // Wrapped to the terminal's width.
        let help = String::from_utf8(output.stdout).expect("UTF-8");
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for variable in variables {
            assert!(
                help.contains(&format!("[env: {variable}=")),
                "{name}: {variable} in {help}"
            );
        }
    }
    worker()
        .args(["log-consumer", "--help"])
        .assert()
        .success()
        .stdout(
            contains("[default: 10]")
                .and(contains("[default: 20s]"))
                .and(contains("[default: 30s]")),
        );
}

#[test]
fn version_is_told() {
    let version = format!("worker {}\n", env!("CARGO_PKG_VERSION"));
    worker().arg("--version").assert().success().stdout(version);
}

#[test]
fn no_worker_and_an_unknown_worker_are_one_line() {
    for words in [&[][..], &["log-consumers"], &["ping", "--evry", "5m"]] {
        let output = worker().args(words).output().expect("run");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(lines(&output.stderr).len(), 1, "{words:?}");
    }
}

#[test]
fn every_setting_of_log_consumer_that_is_missing_or_unusable_is_named() {
    let queue = "http://127.0.0.1:1/000000000000/one";
    for (setting, environment) in [
        ("QUEUE_URI", vec![]),
        ("QUEUE_URI", vec![("QUEUE_URI", ""), ("QUEUE_NAME", "")]),
        ("QUEUE_URI", vec![("QUEUE_URI", "my-queue")]),
        (
            "QUEUE_URI",
            vec![("QUEUE_URI", "http://127.0.0.1:1/000000000000/one,two")],
        ),
        ("QUEUE_NAME", vec![("QUEUE_NAME", "no name")]),
        (
            "QUEUE_REGION",
            vec![("QUEUE_URI", queue), ("QUEUE_REGION", "mars")],
        ),
        ("QUEUE_REGION", vec![("QUEUE_URI", queue), ("AWS_REGION", "")]),
        (
            "AWS_REGION",
            vec![("QUEUE_URI", queue), ("AWS_REGION", "us_east_1")],
        ),
        (
            "AWS_ENDPOINT_URL",
            vec![("QUEUE_URI", queue), ("AWS_ENDPOINT_URL", "localhost")],
        ),
        ("CONCURRENCY", vec![("QUEUE_URI", queue), ("CONCURRENCY", "0")]),
        ("RECEIVERS", vec![("QUEUE_URI", queue), ("RECEIVERS", "many")]),
        (
            "WAIT_TIME_SECONDS",
            vec![("QUEUE_URI", queue), ("WAIT_TIME_SECONDS", "21")],
        ),
        (
            "VISIBILITY_TIMEOUT",
            vec![("QUEUE_URI", queue), ("VISIBILITY_TIMEOUT", "13h")],
        ),
        ("MAX_IN_HAND", vec![("QUEUE_URI", queue), ("MAX_IN_HAND", "13h")]),
        ("RETRY_DELAY", vec![("QUEUE_URI", queue), ("RETRY_DELAY", "soon")]),
        (
            "RETRY_DELAY_MAX",
            vec![("QUEUE_URI", queue), ("RETRY_DELAY_MAX", "-1")],
        ),
        ("STOP_TIMEOUT", vec![("QUEUE_URI", queue), ("STOP_TIMEOUT", "0")]),
        (
            "QUEUE_MISSING_TIMEOUT",
            vec![("QUEUE_URI", queue), ("QUEUE_MISSING_TIMEOUT", "x")],
        ),
        ("LOG", vec![("QUEUE_URI", queue), ("LOG", "worker=loud")]),
        (
            "AWS_SECRET_ACCESS_KEY",
            vec![("QUEUE_URI", queue), ("AWS_SECRET_ACCESS_KEY", "")],
        ),
        (
            "AWS_ACCESS_KEY_ID",
            vec![("QUEUE_URI", queue), ("AWS_ACCESS_KEY_ID", "")],
        ),
    ] {
        let output = worker()
            .arg("log-consumer")
            .envs(environment)
            .output()
            .expect("run");
        assert_names_setting(&output, setting);
    }
}

#[test]
fn every_setting_of_ping_that_is_missing_or_unusable_is_named() {
    let topics = r#"{"ping":"arn:aws:sns:us-east-1:000000000000:ping"}"#;
    for (setting, environment) in [
        ("SNS_TOPIC_ARN", vec![]),
        (
            "SNS_TOPIC_ARN",
            vec![("SNS_TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:ping")],
        ),
        (
            "SNS_TOPIC_ARN",
            vec![(
                "SNS_TOPIC_ARN",
                r#"{"pong":"arn:aws:sns:us-east-1:000000000000:pong"}"#,
            )],
        ),
        (
            "SNS_TOPIC_ARN",
            vec![(
                "SNS_TOPIC_ARN",
                r#"{"ping":"arn:aws:sqs:us-east-1:000000000000:ping"}"#,
            )],
        ),
        (
            "PING_INTERVAL",
            vec![("SNS_TOPIC_ARN", topics), ("PING_INTERVAL", "0")],
        ),
        (
            "AWS_ENDPOINT_URL",
            vec![("SNS_TOPIC_ARN", topics), ("AWS_ENDPOINT_URL", "localhost")],
        ),
        (
            "AWS_ACCESS_KEY_ID",
            vec![("SNS_TOPIC_ARN", topics), ("AWS_ACCESS_KEY_ID", "")],
        ),
    ] {
        let output = worker().arg("ping").envs(environment).output().expect("run");
        assert_names_setting(&output, setting);
    }
}

#[test]
fn without_any_credentials_the_worker_ends_within_seconds() {
    let begin = Instant::now();
    let output = worker()
        .args(["log-consumer", "--queue-name", "one"])
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .output()
        .expect("run");
    assert_names_setting(&output, "AWS_ACCESS_KEY_ID");
    assert!(begin.elapsed() < PATIENCE, "took {:?}", begin.elapsed());
}

/// A worker as a container of a task with a role: credentials are at the URI in its environment, for its token.
fn as_a_task(command: &mut Command, aws: &FakeAws, token: &str) -> Output {
    command
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .env(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            format!("{}/v2/credentials/the-id", aws.url),
        )
        .env("AWS_CONTAINER_AUTHORIZATION_TOKEN", token)
        .output()
        .expect("run")
}

/// Gives credentials for the right token; they are asked for with no operation.
fn role(call: &Call, _: usize) -> Option<Reply> {
    if !call.operation.is_empty() {
        return None;
    }
    if call.authorization != "the-token" {
        let problem = serde_json::json!({"code": "InvalidAuthorizationToken", "message": "not this task's"});
        return Some(Reply::text(403, problem.to_string()));
    }
    Some(Reply::json(&serde_json::json!({
        "RoleArn": "arn:aws:iam::111122223333:role/worker",
        "AccessKeyId": "LSIAQAAAAAAVNCBMPNSG",
        "SecretAccessKey": "secret",
        "Token": "the-session",
        "Expiration": "2100-01-01T00:00:00Z",
    })))
}

#[test]
fn a_task_calls_with_the_credentials_of_its_role() {
    let aws = FakeAws::start(role);
    let output = as_a_task(ping(&aws).arg("--once"), &aws, "the-token");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let calls = aws.calls("Publish");
    assert_eq!(calls.len(), 1);
    assert!(
        calls[0]
            .authorization
            .contains("Credential=LSIAQAAAAAAVNCBMPNSG/"),
        "{}",
        calls[0].authorization
    );
    assert_eq!(calls[0].token, "the-session");
}

#[test]
fn a_task_whose_role_gives_no_credentials_says_where_it_asked() {
    let aws = FakeAws::start(role);
    let output = as_a_task(ping(&aws).arg("--once"), &aws, "another");
    assert_names_setting(&output, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    output.assert().stderr(contains("/v2/credentials/the-id"));
}

#[test]
fn a_flag_wins_over_its_variable() {
    let output = worker()
        .args(["log-consumer", "--queue-uri", "flag"])
        .env("QUEUE_URI", "variable")
        .output()
        .expect("run");
    assert_names_setting(&output, "QUEUE_URI");
    output.assert().stderr(contains("'flag'"));
}

#[test]
fn a_queue_that_does_not_exist_is_tried_for_a_while_named_and_the_exit_code_is_1() {
    let aws = FakeAws::start(|_, _| Some(Reply::error(400, "QueueDoesNotExist")));
    let output = log_consumer(&aws)
        .env("QUEUE_MISSING_TIMEOUT", "1s")
        .output()
        .expect("run");
    assert_eq!(output.status.code(), Some(1));
    let told = lines(&output.stderr);
    let last = told.last().expect("an error");
    assert!(
        last.starts_with("worker: error: ") && last.contains(&aws.queue("one")),
        "{last}"
    );
    // How many there are within the second depends on the machine; the last is made at its end.
    let tries = aws.calls("GetQueueAttributes").len() + aws.calls("ReceiveMessage").len();
    assert!(tries >= 2, "tried {tries} times only");
}

#[test]
fn a_name_that_leads_to_no_queue_is_named_and_the_exit_code_is_1() {
    let aws = FakeAws::start(|_, _| Some(Reply::error(400, "QueueDoesNotExist")));
    let output = log_consumer(&aws)
        .env_remove("QUEUE_URI")
        .env("QUEUE_NAME", "lost-queue")
        .env("QUEUE_MISSING_TIMEOUT", "0")
        .output()
        .expect("run");
    output.assert().code(1).stderr(contains("lost-queue"));
}

#[test]
fn refused_credentials_end_the_worker_too() {
    let aws = FakeAws::start(|_, _| Some(Reply::error(403, "InvalidClientTokenId")));
    let output = log_consumer(&aws)
        .env("QUEUE_MISSING_TIMEOUT", "1s")
        .output()
        .expect("run");
    output.assert().code(1).stderr(contains("InvalidClientTokenId"));
}

#[test]
fn throttling_server_errors_and_lost_connections_do_not_end_it() {
    let aws = FakeAws::start(|call, before| match (call.operation.as_str(), before) {
        ("GetQueueAttributes", 0) | ("ReceiveMessage", 1) => Some(Reply::error(500, "InternalError")),
        ("GetQueueAttributes", 1) | ("ReceiveMessage", 0) => Some(Reply::error(400, "ThrottlingException")),
        ("ReceiveMessage", 2) => Some(Reply::text(200, "{\"Messages\":")),
        ("ReceiveMessage", 3) => Some(Reply::messages(&[("id-1", "after all")])),
        _ => None,
    });
    let running = Running::start(
        log_consumer(&aws)
            .env("QUEUE_MISSING_TIMEOUT", "0")
            .stdout(Stdio::piped()),
    );
    aws.wait_for("DeleteMessageBatch", 1);
    running.stop().assert().code(0).stdout(contains("after all"));
}

#[test]
fn each_message_is_printed_byte_for_byte_before_it_is_deleted_and_its_deletion_after() {
    const BODY: &str = "{\r\n  \"Message\" : \"Grüße \u{1f980}\",\n\n  \"tab\": \"\t\"\n}";
    let aws = FakeAws::start(|call, before| match (call.operation.as_str(), before) {
        ("ReceiveMessage", 0) => Some(Reply::messages(&[("id-1", BODY)])),
        // Held up, so that what is printed by then was printed before the deletion was confirmed.
        ("DeleteMessageBatch", 0) => Some(Reply::whole_batch(&call.input).after(Duration::from_millis(300))),
        _ => None,
    });
    let mut running = Running::start(log_consumer(&aws).stdout(Stdio::piped()));
    let mut stdout = running.child().stdout.take().expect("piped");
    let deleted = aws.wait_for("DeleteMessageBatch", 1);
    let before = format!("INFO: The message body: {BODY}\nINFO: Deleting message from the queue...\n");
    let mut read = vec![0; before.len()];
    stdout.read_exact(&mut read).expect("the first lines");
    assert_eq!(String::from_utf8_lossy(&read), before);
    assert_eq!(deleted[0].region, "eu-west-1");
    assert_eq!(deleted[0].input["Entries"][0]["ReceiptHandle"], "handle-of-id-1");

    let mut stdout = BufReader::new(stdout);
    let mut after = String::new();
    stdout.read_line(&mut after).expect("the last line");
    assert!(
        deleted[0].at.elapsed() >= Duration::from_millis(300),
        "told before it was confirmed"
    );
    assert_eq!(
        after,
        format!(
            "INFO: Received and deleted message(s) from {} with message id-1\n",
            aws.queue("one")
        )
    );
    running.stop().assert().code(0);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("the end");
    assert_eq!(rest, "");
}

#[test]
fn several_queues_are_consumed() {
    let aws = FakeAws::start(|call, _| {
        let url = call.input["QueueUrl"].as_str().unwrap_or_default().to_owned();
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        (call.operation == "ReceiveMessage")
            .then(|| Reply::messages(&[(&name, &format!("from {name}"))]).after(Duration::from_millis(50)))
    });
    let mut command = log_consumer(&aws);
    command.env("QUEUE_URI", format!("{}, {}", aws.queue("one"), aws.queue("two")));
    let mut running = Running::start(command.stdout(Stdio::piped()));
    let stdout = running.child().stdout.take().expect("piped");
    let mut missing = vec!["from one", "from two"];
    for line in BufReader::new(stdout).lines() {
        let line = line.expect("a line");
        missing.retain(|body| !line.ends_with(body));
        if missing.is_empty() {
            return;
        }
    }
    panic!("never printed: {missing:?}");
}

/// What the worker did to the visibility of a message.
fn visibilities(calls: &[Call]) -> Vec<(String, u64)> {
    calls
        .iter()
        .flat_map(|call| call.input["Entries"].as_array().cloned().unwrap_or_default())
        .map(|entry| {
            (
                entry["ReceiptHandle"].as_str().unwrap_or_default().to_owned(),
                entry["VisibilityTimeout"].as_u64().unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn a_message_that_cannot_be_printed_is_not_deleted() {
    let aws = FakeAws::start(|call, before| {
        (call.operation == "ReceiveMessage" && before == 0)
            .then(|| Reply::messages(&[("id-1", "lost words")]))
    });
    let full = File::options().write(true).open("/dev/full").expect("/dev/full");
    let running = Running::start(log_consumer(&aws).env("RETRY_DELAY", "7s").stdout(full));
    let hidden = visibilities(&aws.wait_for("ChangeMessageVisibilityBatch", 1));
    assert_eq!(hidden, [("handle-of-id-1".to_owned(), 7)]);
    aws.wait_for("ReceiveMessage", 3);
    let output = running.stop();
    assert!(aws.calls("DeleteMessageBatch").is_empty());
    output
        .assert()
        .code(0)
        .stderr(contains("id-1").and(contains("writing to stdout failed")));
}

#[test]
fn the_drill_prints_the_body_and_then_fails_the_message_and_no_other() {
    let aws = FakeAws::start(|call, before| {
        (call.operation == "ReceiveMessage" && before == 0)
            .then(|| Reply::messages(&[("id-1", "healthy"), ("id-2", "poisoned"), ("id-3", "healthy too")]))
    });
    let running = Running::start(
        log_consumer(&aws)
            .args(["--fail-on", "poison", "--retry-delay", "0"])
            .stdout(Stdio::piped()),
    );
    aws.wait_for("ChangeMessageVisibilityBatch", 1);
    aws.wait_for("DeleteMessageBatch", 1);
    aws.wait_for("ReceiveMessage", 3);
    let output = running.stop();
    let told = lines(&output.stdout);
    assert!(
        told.contains(&"INFO: The message body: poisoned".to_owned()),
        "{told:?}"
    );
    assert!(
        !told.iter().any(|line| line.ends_with("with message id-2")),
        "{told:?}"
    );
    for id in ["id-1", "id-3"] {
        assert!(
            told.iter()
                .any(|line| line.ends_with(&format!("with message {id}"))),
            "{told:?}"
        );
    }
    assert_eq!(
        visibilities(&aws.calls("ChangeMessageVisibilityBatch")),
        [("handle-of-id-2".to_owned(), 0)]
    );
    output.assert().code(0).stderr(contains("id-2"));
}

#[test]
fn what_a_poll_in_flight_brings_after_sigterm_is_given_back_unprinted() {
    let aws = FakeAws::start(|call, before| {
        (call.operation == "ReceiveMessage" && before == 0)
            .then(|| Reply::messages(&[("id-1", "too late")]).after(Duration::from_secs(5)))
    });
    let running = Running::start(log_consumer(&aws).stdout(Stdio::piped()));
    aws.wait_for("ReceiveMessage", 1);
    let output = running.stop();
    assert_eq!(
        visibilities(&aws.calls("ChangeMessageVisibilityBatch")),
        [("handle-of-id-1".to_owned(), 0)]
    );
    assert_eq!(aws.calls("ReceiveMessage").len(), 1, "received after SIGTERM");
    output.assert().code(0).stdout("");
}

#[test]
fn a_deletion_that_is_held_up_does_not_hold_up_the_exit() {
    let aws = FakeAws::start(|call, before| match (call.operation.as_str(), before) {
        ("ReceiveMessage", 0) => Some(Reply::messages(&[("id-1", "held up")])),
        ("DeleteMessageBatch", _) => Some(Reply::whole_batch(&call.input).after(PATIENCE)),
        _ => None,
    });
    // Long enough that there is time to give it back, also on a machine that stands still for a moment.
    let running = Running::start(
        log_consumer(&aws)
            .env("STOP_TIMEOUT", "10s")
            .stdout(Stdio::piped()),
    );
    aws.wait_for("DeleteMessageBatch", 1);
    let begin = Instant::now();
    let output = running.stop();
    // To the second this is tested in virtual time.
    assert!(begin.elapsed() < PATIENCE / 2, "SIGKILL would have come");
    assert_eq!(
        visibilities(&aws.calls("ChangeMessageVisibilityBatch")).last(),
        Some(&("handle-of-id-1".to_owned(), 0))
    );
    output.assert().code(0);
}

#[test]
fn a_poll_that_is_never_answered_does_not_hold_up_the_exit() {
    let aws = FakeAws::start(|call, _| {
        (call.operation == "ReceiveMessage").then(|| Reply::no_messages().after(PATIENCE))
    });
    let running = Running::start(log_consumer(&aws).env("STOP_TIMEOUT", "3s"));
    aws.wait_for("ReceiveMessage", 1);
    let begin = Instant::now();
    running.stop();
    // By itself a poll is given up after twelve seconds here. To the second this is tested in virtual time.
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "SIGKILL would have come"
    );
}

fn ping(aws: &FakeAws) -> Command {
    let mut command = worker();
    command
        .arg("ping")
        .env("AWS_ENDPOINT_URL", &aws.url)
        // In another region than the worker's: the topic's is the one to call.
        .env(
            "SNS_TOPIC_ARN",
            r#"{"ping":"arn:aws:sns:eu-north-1:000000000000:ping"}"#,
        );
    command
}

#[test]
fn ping_publishes_once_and_tells_the_id() {
    let aws = FakeAws::start(|_, _| None);
    ping(&aws)
        .arg("--once")
        .assert()
        .success()
        .stdout("Published message: the-id.\n");
    let published = aws.calls("Publish");
    assert_eq!(published.len(), 1);
    assert_eq!(published[0].region, "eu-north-1");
    assert_eq!(
        published[0].input["TopicArn"],
        "arn:aws:sns:eu-north-1:000000000000:ping"
    );
    let text = published[0].input["Message"].as_str().expect("a message");
    let form = r"^Hello! Message [a-z]{5} sent at time (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]+ \d{2} \d{4}, \d{2}:\d{2}:\d{2}$";
    assert!(
        predicate::str::is_match(form).expect("a pattern").eval(text),
        "{text}"
    );
}

#[test]
fn ping_once_that_fails_ends_with_1_and_names_the_topic() {
    let aws = FakeAws::start(|_, _| {
        let body = "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type>\
                    <Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>";
        Some(Reply::text(404, body))
    });
    ping(&aws)
        .arg("--once")
        .assert()
        .code(1)
        .stdout("")
        .stderr(contains("arn:aws:sns:eu-north-1:000000000000:ping").and(contains("Topic does not exist")));
}

#[test]
fn ping_goes_on_at_its_interval_after_a_failure_too_and_ends_at_sigterm() {
    let aws = FakeAws::start(|call, before| {
        (call.operation == "Publish" && before < 3).then(|| Reply::text(503, "<busy/>"))
    });
    let running = Running::start(ping(&aws).args(["--every", "1s"]).stdout(Stdio::piped()));
    aws.wait_for("Publish", 5);
    let output = running.stop();
    let told = lines(&output.stdout);
    assert!(
        !told.is_empty() && told.iter().all(|line| line == "Published message: the-id."),
        "{told:?}"
    );
    output.assert().code(0).stderr(contains("every 1s"));
}

#[test]
fn a_publish_that_takes_longer_than_the_interval_is_told_all_the_same() {
    let slow = || {
        let body = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>\
                    <MessageId>late</MessageId></PublishResult></PublishResponse>";
        Reply::text(200, body).after(Duration::from_millis(1500))
    };
    let aws = FakeAws::start(move |call, _| (call.operation == "Publish").then(slow));
    let running = Running::start(ping(&aws).args(["--every", "1s"]).stdout(Stdio::piped()));
    // The second is published when the first was answered.
    aws.wait_for("Publish", 2);
    let output = running.stop();
    // The second as well, where the signal came late.
    let told = lines(&output.stdout);
    assert!(
        !told.is_empty() && told.iter().all(|line| line == "Published message: late."),
        "{told:?}"
    );
}

#[test]
fn ping_tells_its_usual_interval() {
    let aws = FakeAws::start(|_, _| None);
    let running = Running::start(ping(&aws).stdout(Stdio::piped()));
    aws.wait_for("Publish", 1);
    running.stop().assert().code(0).stderr(contains("every 5m"));
}
