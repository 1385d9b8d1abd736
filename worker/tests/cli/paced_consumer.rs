//! `paced-consumer`, beside a queue and a CloudWatch that answer as a test scripts them.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use testing::{Call, FakeAws, PROTECTION, Reply, Running, lines};

use super::{assert_names_each, assert_names_setting, told, worker};

/// The worker on a queue of the endpoint, known by its name.
fn paced_consumer(aws: &FakeAws) -> Command {
    let mut command = worker();
    command
        .arg("paced-consumer")
        .env("AWS_ENDPOINT_URL", &aws.url)
        .env("queue_name", "work.fifo")
        .env("STOP_TIMEOUT", "10s")
        .stdout(Stdio::piped());
    command
}

/// An endpoint whose queue holds these messages, one a receive, and which answers all else so.
fn with_messages(
    bodies: &'static [&str],
    answer: impl Fn(&Call, usize) -> Option<Reply> + Send + Sync + 'static,
) -> FakeAws {
    FakeAws::start(move |call, before| match call.operation.as_str() {
        "GetQueueUrl" => {
            let name = call.input["QueueName"].as_str().unwrap_or_default();
            let host = "http://sqs.test/000000000000";
            Some(Reply::json(&json!({"QueueUrl": format!("{host}/{name}")})))
        }
        "ReceiveMessage" => bodies
            .get(before)
            .map(|body| Reply::messages(&[(&format!("m{before}"), body)])),
        _ => answer(call, before),
    })
}

/// All that was published, in order.
fn published(aws: &FakeAws) -> Vec<Value> {
    let data = aws.calls("PutMetricData").into_iter().map(|call| {
        let data = call.input["MetricData"].as_array().cloned();
        data.unwrap_or_default()
    });
    data.flatten().collect()
}

fn values(aws: &FakeAws) -> Vec<f64> {
    let values = published(aws).into_iter().map(|datum| datum["Value"].as_f64());
    values.map(|value| value.expect("a number")).collect()
}

/// Runs it until so many receives have been made, and stops it.
fn run_until(command: &mut Command, aws: &FakeAws, receives: usize) -> Output {
    let running = Running::start(command);
    aws.wait_for("ReceiveMessage", receives);
    running.stop()
}

#[test]
fn every_setting_that_is_missing_or_unusable_is_named() {
    let aws = FakeAws::start(|_, _| None);
    let settings = [
        ("queue_name", None),
        ("queue_name", Some("")),
        ("queue_name", Some("no name")),
        ("QUEUE_URI", Some("work.fifo")),
        ("QUEUE_REGION", Some("somewhere")),
        ("app_metric_name", Some(":duration")),
        ("metric_type", Some("größe")),
        ("metric_namespace", Some("AWS/SQS")),
        ("METRIC_DELAY", Some("2m")),
        ("CONCURRENCY", Some("0")),
        ("CONCURRENCY", Some("1001")),
        ("RECEIVERS", Some("101")),
        ("TASK_PROTECTION", Some("yes")),
        ("WAIT_TIME_SECONDS", Some("21")),
    ];
    assert_names_each(|| paced_consumer(&aws), &settings);
    let mut command = paced_consumer(&aws);
    command.env("ECS_AGENT_URI", "somewhere");
    assert_names_setting(&command.output().expect("run"), "ECS_AGENT_URI");
    assert!(aws.calls("ReceiveMessage").is_empty());
}

#[test]
fn a_message_is_worked_on_deleted_and_published_with_the_documented_dimensions() {
    let aws = with_messages(&[r#"{"id": 7, "duration": 0.3}"#], |_, _| None);
    let output = run_until(&mut paced_consumer(&aws), &aws, 2);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(lines(&output.stdout), ["Worked for 0.3 s: id 7, message m0"]);

    let received = &aws.calls("ReceiveMessage")[0];
    assert_eq!(
        received.input["QueueUrl"],
        "http://sqs.test/000000000000/work.fifo"
    );
    assert_eq!(received.input["MaxNumberOfMessages"], 1);
    let deleted = &aws.calls("DeleteMessageBatch")[0];
    let worked = deleted.at.duration_since(received.at);
    assert!(worked >= Duration::from_millis(300), "{worked:?}");
    let put = &aws.wait_for("PutMetricData", 1)[0];
    assert!(put.at > deleted.at);
    assert_eq!(put.region, "us-east-1");
    assert_eq!(put.input["Namespace"], "ECS-SQS-BPI");
    let mut data = published(&aws);
    let at = data[0]["Timestamp"].take().as_f64().expect("a time");
    assert_eq!(
        data,
        [json!({
            "MetricName": "MsgProcessingDuration",
            "Dimensions": [
                {"Name": "Type", "Value": "Single-Queue"},
                {"Name": "QueueName", "Value": "work.fifo"},
            ],
            "Timestamp": null,
            "Value": 0.3,
            "Unit": "Seconds",
            "StorageResolution": 1,
        })]
    );
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    assert!((now.as_secs_f64() - at).abs() < 60.0, "{at}");
}

#[test]
fn the_metric_is_named_as_it_is_set_and_its_queue_as_the_url_says() {
    let aws = with_messages(&[r#"{"duration": 0}"#], |_, _| None);
    let mut command = paced_consumer(&aws);
    command
        .env("queue_name", "another")
        .env("QUEUE_URI", aws.queue("by-url"))
        .env("app_metric_name", "Duration")
        .env("metric_type", "Two Queues")
        .env("metric_namespace", "Mine");
    let output = run_until(&mut command, &aws, 2);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(lines(&output.stdout), ["Worked for 0 s: message m0"]);
    assert!(aws.calls("GetQueueUrl").is_empty());
    let put = &aws.calls("PutMetricData")[0].input;
    assert_eq!(put["Namespace"], "Mine");
    let datum = &put["MetricData"][0];
    assert_eq!(datum["MetricName"], "Duration");
    assert_eq!(datum["Dimensions"][0]["Value"], "Two Queues");
    assert_eq!(datum["Dimensions"][1]["Value"], "by-url");
    assert_eq!(datum["Value"], 0.0);
}

#[test]
fn a_message_without_a_usable_duration_is_an_error_and_comes_again_and_the_next_go_on() {
    let aws = with_messages(
        &[
            r#"{"id": 1}"#,
            r#"{"id": 2, "duration": -1}"#,
            r#"{"id": 3, "duration": "5"}"#,
            r#"{"id": 4, "duration": 50000}"#,
            "duration: 5",
            r#"{"id": 6, "duration": 0.01}"#,
        ],
        |_, _| None,
    );
    let output = run_until(&mut paced_consumer(&aws), &aws, 7);
    assert_eq!(output.status.code(), Some(0));
    let told = told(&output);
    for reason in [
        "it has no `duration`",
        "is -1 s, less than none",
        "is a text, not a number of seconds",
        "is 50000 s, but a message can be kept in hand for 43195 s only",
        "is no JSON",
    ] {
        let line = told.lines().find(|line| line.contains(reason));
        let line = line.unwrap_or_else(|| panic!("{reason} in {told}"));
        assert!(
            line.contains("ERROR") && line.contains("received again in 1 s"),
            "{line}"
        );
    }
    assert_eq!(aws.calls("ChangeMessageVisibilityBatch").len(), 5);
    assert_eq!(aws.calls("DeleteMessageBatch").len(), 1);
    assert_eq!(values(&aws), [0.01]);
    assert_eq!(lines(&output.stdout), ["Worked for 0.01 s: id 6, message m5"]);
}

#[test]
fn a_deletion_that_fails_is_not_published() {
    let aws = with_messages(&[r#"{"id": 1, "duration": 0}"#], |call, _| {
        (call.operation == "DeleteMessageBatch").then(|| {
            let failed = json!({"Id": "0", "Code": "ReceiptHandleIsInvalid", "SenderFault": true});
            Reply::json(&json!({"Successful": [], "Failed": [failed]}))
        })
    });
    let output = run_until(&mut paced_consumer(&aws), &aws, 2);
    assert!(told(&output).contains("was not deleted, and cannot be"));
    assert!(aws.calls("PutMetricData").is_empty());
    assert!(output.stdout.is_empty());
}

#[test]
fn while_cloudwatch_fails_messages_go_on_and_nothing_measured_is_lost() {
    const MESSAGES: [&str; 4] = [
        r#"{"id": 1, "duration": 0.01}"#,
        r#"{"id": 2, "duration": 0.02}"#,
        r#"{"id": 3, "duration": 0.03}"#,
        r#"{"id": 4, "duration": 0.04}"#,
    ];
    let aws = with_messages(&MESSAGES, |call, before| {
        (call.operation == "PutMetricData" && before < 3)
            .then(|| Reply::cbor_error(500, "InternalServiceFault").after(Duration::from_millis(100)))
    });
    let output = run_until(paced_consumer(&aws).env("METRIC_DELAY", "0"), &aws, 5);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(
        told(&output).contains("metrics could not be published"),
        "{}",
        told(&output)
    );
    let taken = aws.calls("PutMetricData").split_off(3);
    let taken = taken
        .iter()
        .map(|call| call.input["MetricData"].as_array().map_or(0, Vec::len));
    assert_eq!(taken.sum::<usize>(), 4);
    assert_eq!(lines(&output.stdout).len(), 4);
}

#[test]
fn metrics_that_cloudwatch_refuses_for_good_are_told_and_given_up() {
    let aws = with_messages(&[r#"{"id": 1, "duration": 0}"#], |call, _| {
        (call.operation == "PutMetricData").then(|| Reply::cbor_error(400, "InvalidParameterValueException"))
    });
    let output = run_until(&mut paced_consumer(&aws), &aws, 2);
    assert_eq!(output.status.code(), Some(0));
    let told = told(&output);
    assert!(
        told.contains("CloudWatch takes no such metrics: 1 are given up"),
        "{told}"
    );
    assert_eq!(aws.calls("PutMetricData").len(), 1, "{told}");
}

#[test]
fn a_stop_finishes_the_work_in_hand_and_publishes_it() {
    let aws = with_messages(&[r#"{"id": 1, "duration": 2}"#], |_, _| None);
    let mut command = paced_consumer(&aws);
    command.env("METRIC_DELAY", "1m").env("CONCURRENCY", "2");
    let mut running = Running::start(&mut command);
    // With the second receive what the first has brought is in hand.
    let received = aws.wait_for("ReceiveMessage", 2)[0].at;
    running.signal(nix::sys::signal::Signal::SIGTERM);
    let output = running.wait();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(received.elapsed() >= Duration::from_secs(2));
    assert_eq!(aws.calls("DeleteMessageBatch").len(), 1);
    assert_eq!(values(&aws), [2.0]);
    assert_eq!(lines(&output.stdout), ["Worked for 2 s: id 1, message m0"]);
}

#[test]
fn beside_an_agent_the_task_is_protected_while_it_works() {
    // So long that a machine that stands still for a moment protects it all the same.
    let aws = with_messages(&[r#"{"id": 1, "duration": 4}"#], |_, _| None);
    let mut command = paced_consumer(&aws);
    command
        .env("ECS_AGENT_URI", &aws.url)
        .env("MAINTAIN_PROTECTION_PERCENTAGE", "0");
    let running = Running::start(&mut command);
    let protection = aws.wait_for(PROTECTION, 2);
    let output = running.stop();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let received = aws.calls("ReceiveMessage")[0].at;
    assert_eq!(protection[0].input["ProtectionEnabled"], true);
    assert!(protection[0].at > received);
    assert_eq!(protection[1].input["ProtectionEnabled"], false);
    // From the receive on: protection may have been asked for late.
    let held = protection[1].at.duration_since(received);
    assert!(held >= Duration::from_secs(4), "{held:?}");
    assert_eq!(aws.calls(PROTECTION).len(), 2);
}

#[test]
fn where_protection_is_rejected_that_is_told_and_work_goes_on() {
    let aws = with_messages(&[r#"{"id": 1, "duration": 0.5}"#], |call, _| {
        (call.operation == PROTECTION).then(|| {
            let failure = json!({"Arn": "arn:t", "Detail": "no service", "Reason": "TASK_NOT_VALID"});
            Reply::json(&json!({ "failure": failure }))
        })
    });
    let mut command = paced_consumer(&aws);
    let output = run_until(command.env("ECS_AGENT_URI", &aws.url), &aws, 2);
    assert_eq!(output.status.code(), Some(0));
    assert!(told(&output).contains("TASK_NOT_VALID"), "{}", told(&output));
    assert_eq!(values(&aws), [0.5]);
}

#[test]
fn without_an_agent_or_with_the_switch_off_it_works_unprotected() {
    for (switch, agent) in [("0", true), ("1", false)] {
        let aws = with_messages(&[r#"{"id": 1, "duration": 0}"#], |_, _| None);
        let mut command = paced_consumer(&aws);
        command.env("TASK_PROTECTION", switch);
        if agent {
            command.env("ECS_AGENT_URI", &aws.url);
        }
        let output = run_until(&mut command, &aws, 2);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert_eq!(values(&aws), [0.0]);
        assert!(aws.calls(PROTECTION).is_empty());
    }
}
