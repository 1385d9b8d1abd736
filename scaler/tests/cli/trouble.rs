//! A single pass in which something fails.

use std::thread;
use std::time::Instant;

use serde_json::json;
use testing::{PATIENCE, Reply, lines};

use super::pipeline::{Pipeline, arns, assert_not_called, counts, ran, run_tasks};
use super::process::{Ended as _, assert_code, told};

/// The last line on stderr, which says why the scaler failed.
fn last(output: &std::process::Output) -> String {
    lines(&output.stderr).pop().unwrap_or_default()
}

#[test]
fn a_partial_failure_is_told_and_the_rest_is_tried() {
    let aws = Pipeline::new(300, 0)
        .with("PIPELINE_ECS_MAX_TASKS", "25")
        .start_with(|call, before| {
            (call.operation == "RunTask" && before == 1)
                .then(|| ran(&arns("second", 8), &["RESOURCE:FARGATE", "RESOURCE:FARGATE"]))
        });
    let output = run_tasks(&aws).ended();
    assert_code(&output, 1);
    assert_eq!(counts(&aws), [10, 10, 5]);
    assert_eq!(
        lines(&output.stdout),
        [arns("call-0", 10), arns("second", 8), arns("call-2", 5)].concat()
    );
    let told = told(&output);
    assert_eq!(
        told.matches("a task was not started: RESOURCE:FARGATE (says the test)")
            .count(),
        2,
        "{told}"
    );
    assert_eq!(
        last(&output),
        "scaler: error: 23 of 25 tasks were started: RESOURCE:FARGATE (says the test)"
    );
}

#[test]
fn after_a_call_that_started_nothing_no_other_is_made() {
    let capacity =
        "Capacity is unavailable at this time. Please try again later or in a different availability zone";
    let aws = Pipeline::new(300, 0)
        .with("PIPELINE_ECS_MAX_TASKS", "30")
        .start_with(move |call, before| {
            (call.operation == "RunTask" && before == 1).then(|| ran(&[], &[capacity; 10]))
        });
    let output = run_tasks(&aws).ended();
    assert_code(&output, 1);
    assert_eq!(counts(&aws), [10, 10]);
    assert_eq!(
        last(&output),
        format!("scaler: error: 10 of 30 tasks were started: {capacity} (says the test)")
    );
}

#[test]
fn tasks_that_are_missing_without_a_reason_are_told_too() {
    let aws = Pipeline::new(30, 0)
        .start_with(|call, _| (call.operation == "RunTask").then(|| ran(&arns("only", 1), &[])));
    let output = run_tasks(&aws).ended();
    assert_code(&output, 1);
    assert!(
        last(&output).ends_with("1 of 3 tasks were started: ECS started 1 of 3 tasks and gave no reason")
    );
}

#[test]
fn a_call_that_is_refused_ends_the_pass_and_what_did_start_is_told() {
    let aws = Pipeline::new(300, 0)
        .with("PIPELINE_ECS_MAX_TASKS", "30")
        .start_with(|call, before| {
            (call.operation == "RunTask" && before == 1).then(|| Reply::error(400, "AccessDeniedException"))
        });
    let output = run_tasks(&aws).ended();
    assert_code(&output, 1);
    assert_eq!(counts(&aws), [10, 10], "a refusal is not tried again");
    assert_eq!(lines(&output.stdout), arns("call-0", 10));
    assert_eq!(
        last(&output),
        "scaler: error: 10 of 30 tasks were started: AccessDeniedException: says the test"
    );
}

#[test]
fn throttling_and_trouble_on_the_side_of_aws_are_tried_again_with_the_same_token() {
    for (status, code) in [
        (400, "ThrottlingException"),
        (500, "ServerException"),
        (503, "ServiceUnavailable"),
    ] {
        let aws = Pipeline::new(27, 0).start_with(move |call, before| {
            (call.operation == "RunTask" && before < 2).then(|| Reply::error(status, code))
        });
        let output = run_tasks(&aws).ended();
        assert_eq!(output.status.code(), Some(0), "{code}: {}", told(&output));
        assert_eq!(counts(&aws), [3, 3, 3]);
        assert_eq!(lines(&output.stdout), arns("call-2", 3));
        let calls = aws.calls("RunTask");
        let token = &calls[0].input["clientToken"];
        assert!(calls.iter().all(|call| &call.input["clientToken"] == token));
    }
}

#[test]
fn throttling_without_end_fails_the_pass() {
    let aws = Pipeline::new(27, 0).start_with(|call, _| {
        (call.operation == "RunTask").then(|| Reply::error(400, "ThrottlingException"))
    });
    let output = run_tasks(&aws).ended();
    assert_code(&output, 1);
    assert_eq!(counts(&aws).len(), 3, "as the SDKs do in their standard mode");
    assert_eq!(
        last(&output),
        "scaler: error: 0 of 3 tasks were started: ThrottlingException: says the test"
    );
}

#[test]
fn what_cannot_be_looked_at_is_named_and_nothing_is_started() {
    for (operation, code, named) in [
        (
            "GetParameters",
            "AccessDeniedException",
            "the parameters in SSM could not be read: AccessDeniedException: says the test",
        ),
        (
            "GetQueueAttributes",
            "QueueDoesNotExist",
            "the messages in http://sqs.us-east-1.localhost/000000000000/images could not be counted: \
             QueueDoesNotExist: says the test",
        ),
        (
            "ListTasks",
            "ClusterNotFoundException",
            "the tasks of image-resizer in the cluster pipeline could not be counted: \
             ClusterNotFoundException: says the test",
        ),
    ] {
        let aws = Pipeline::new(27, 0)
            .start_with(move |call, _| (call.operation == operation).then(|| Reply::error(400, code)));
        let output = run_tasks(&aws).ended();
        assert_eq!(output.status.code(), Some(1), "{operation}");
        assert_eq!(last(&output), format!("scaler: error: {named}"));
        assert_not_called(&aws, &["RunTask"]);
    }
}

#[test]
fn an_answer_without_the_number_is_no_empty_queue() {
    for attributes in [json!({}), json!({"ApproximateNumberOfMessages": "many"})] {
        let aws = Pipeline::new(0, 0).start_with(move |call, _| {
            (call.operation == "GetQueueAttributes").then(|| Reply::json(&json!({"Attributes": attributes})))
        });
        let output = run_tasks(&aws).ended();
        assert_code(&output, 1);
        assert!(
            last(&output).contains("ApproximateNumberOfMessages is "),
            "{}",
            last(&output)
        );
    }
}

#[test]
fn an_endpoint_that_never_answers_holds_a_pass_up_no_longer_than_its_limit() {
    let held_up = |operation: &'static str, named: &str| {
        let aws = Pipeline::new(27, 0).start_with(move |call, _| {
            (call.operation == operation).then(|| Reply::json(&json!({})).after(PATIENCE * 2))
        });
        let begin = Instant::now();
        let output = run_tasks(&aws)
            // Time enough for the calls before that one, also on a machine that stands still for a moment.
            .args(["--pass-timeout", "5s"])
            // It is the limit of the pass that counts, not that of the attempts.
            .env("AWS_MAX_ATTEMPTS", "50")
            .ended();
        let took = begin.elapsed();
        assert_eq!(output.status.code(), Some(1), "{operation}");
        assert!(last(&output).contains(named), "{}", last(&output));
        assert!(last(&output).contains("Timeout: "), "{}", last(&output));
        assert!(took < PATIENCE / 2, "{operation} took {took:?}");
    };
    thread::scope(|side_by_side| {
        for (operation, named) in [
            ("GetParameters", "the parameters in SSM"),
            ("GetQueueAttributes", "the messages in http://"),
            ("ListTasks", "the tasks of image-resizer"),
            ("RunTask", "0 of 3 tasks were started"),
        ] {
            side_by_side.spawn(move || held_up(operation, named));
        }
    });
}

#[test]
fn a_call_whose_first_attempt_hangs_is_made_again_within_the_pass() {
    let made_again = |operation: &'static str| {
        let aws = Pipeline::new(27, 0).start_with(move |call, before| {
            (call.operation == operation && before == 0).then(|| Reply::json(&json!({})).after(PATIENCE * 2))
        });
        // A quarter of it for an attempt: so long that only the one that hangs takes longer.
        let output = run_tasks(&aws).args(["--pass-timeout", "24s"]).ended();
        assert_eq!(output.status.code(), Some(0), "{operation}: {}", told(&output));
        assert_eq!(aws.calls(operation).len(), 2, "{operation}");
        assert_eq!(lines(&output.stdout).len(), 3, "{operation}");
    };
    thread::scope(|side_by_side| {
        for operation in ["GetParameters", "GetQueueAttributes", "ListTasks", "RunTask"] {
            side_by_side.spawn(move || made_again(operation));
        }
    });
}

#[test]
fn an_endpoint_that_is_not_there_is_told() {
    let aws = Pipeline::new(27, 0).start();
    let output = run_tasks(&aws)
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        .ended();
    assert_code(&output, 1);
    assert!(
        last(&output)
            .starts_with("scaler: error: the parameters in SSM could not be read: ConnectionFailure: "),
        "{}",
        last(&output)
    );
}
