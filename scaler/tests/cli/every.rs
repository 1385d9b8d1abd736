//! One pass after another, and stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;
use testing::{PATIENCE, Reply, Running, lines};

use super::pipeline::{Pipeline, arns, assert_not_called, counts, page, ran, run_tasks};
use super::process::{Ended as _, assert_code, assert_told, told};

/// What happens at once, on a machine with much else to do, and not after minutes.
const AT_ONCE: Duration = Duration::from_secs(30);

#[test]
fn passes_go_on_until_sigterm_the_first_at_once() {
    let aws = Pipeline::new(0, 0).start();
    let begun = Instant::now();
    let running = Running::start(run_tasks(&aws).args(["--every", "200ms"]));
    let calls = aws.wait_for("GetQueueAttributes", 11);
    let output = running.stop();
    assert_code(&output, 0);
    assert!(told(&output).contains("a pass every 200ms"));
    // From before the first pass on: its call may come late, and the next on time.
    let took = calls[10].at.duration_since(begun);
    assert!(took >= Duration::from_secs(2), "ten intervals took {took:?}");
    // The parameters are read for each pass.
    assert!(aws.calls("GetParameters").len() >= 11);
}

#[test]
fn the_documented_schedule_makes_its_first_pass_at_once_and_is_ended_at_once() {
    let aws = Pipeline::new(5, 0).start();
    let running = Running::start(run_tasks(&aws).env("EVERY", "2m"));
    aws.wait_for("RunTask", 1);
    let begin = Instant::now();
    let output = running.stop();
    assert_code(&output, 0);
    assert!(begin.elapsed() < AT_ONCE, "took {:?}", begin.elapsed());
    assert!(told(&output).contains("a pass every 2m"));
    assert_eq!(lines(&output.stdout), arns("call-0", 1));
    assert_eq!(aws.calls("GetQueueAttributes").len(), 1);
}

#[test]
fn a_pass_that_fails_is_told_and_the_next_goes_on() {
    let aws = Pipeline::new(27, 0).start_with(|call, before| match (call.operation.as_str(), before) {
        ("GetQueueAttributes", 0) => Some(Reply::error(400, "QueueDoesNotExist")),
        ("ListTasks", 1) => Some(Reply::error(400, "ClusterNotFoundException")),
        ("RunTask", 0) => Some(ran(&[], &["RESOURCE:FARGATE"])),
        _ => None,
    });
    let running = Running::start(run_tasks(&aws).args(["--every", "100ms"]));
    aws.wait_for("RunTask", 2);
    aws.wait_for("GetParameters", 5);
    let output = running.stop();
    assert_code(&output, 0);
    let told = told(&output);
    for failure in [
        "the pass failed: the messages in http://",
        "the pass failed: the tasks of image-resizer",
        "the pass failed: 0 of 3 tasks were started: RESOURCE:FARGATE",
    ] {
        assert!(told.contains(failure), "{failure} in {told}");
    }
    assert_eq!(lines(&output.stdout)[..3], arns("call-1", 3));
}

#[test]
fn a_change_of_the_parameters_takes_effect_with_the_next_pass() {
    let disabled = Arc::new(AtomicBool::new(false));
    let now = Arc::clone(&disabled);
    let aws = Pipeline::new(0, 0).start_with(move |call, _| {
        let off = call.operation == "GetParameters" && now.load(Ordering::SeqCst);
        off.then(|| {
            let names = call.input["Names"].as_array().cloned().unwrap_or_default();
            let disabled = Pipeline::new(0, 0).with("PIPELINE_ENABLED", "0").parameters;
            let found: Vec<_> = names
                .iter()
                .filter_map(|name| name.as_str())
                .map(|name| json!({"Name": name, "Value": disabled[name]}))
                .collect();
            Reply::json(&json!({"Parameters": found}))
        })
    });
    let running = Running::start(run_tasks(&aws).args(["--every", "100ms"]));
    aws.wait_for("GetQueueAttributes", 2);
    disabled.store(true, Ordering::SeqCst);
    // One pass may have been under way.
    let passes = aws.calls("GetParameters").len();
    aws.wait_for("GetParameters", passes + 2);
    let counted = aws.calls("GetQueueAttributes").len();
    aws.wait_for("GetParameters", passes + 5);
    assert_eq!(aws.calls("GetQueueAttributes").len(), counted);
    let output = running.stop();
    assert_code(&output, 0);
    assert!(told(&output).contains("the pipeline is disabled"));
}

#[test]
fn settings_that_were_never_complete_end_it_and_those_that_are_gone_later_do_not() {
    let aws = Pipeline::new(0, 0).without("PIPELINE_ENABLED").start();
    let output = run_tasks(&aws).args(["--every", "100ms"]).ended();
    assert_code(&output, 2);
    assert_eq!(aws.calls("GetParameters").len(), 1);

    let aws = Pipeline::new(0, 0).start_with(|call, before| {
        (call.operation == "GetParameters" && before == 1).then(|| Reply::json(&json!({})))
    });
    let running = Running::start(run_tasks(&aws).args(["--every", "100ms"]));
    aws.wait_for("GetQueueAttributes", 2);
    let output = running.stop();
    assert_code(&output, 0);
    assert_told(
        &output,
        "the pass failed: PIPELINE_UNPROCESSED_SQS_URL, PIPELINE_ENABLED,",
    );
}

#[test]
fn ssm_that_cannot_be_reached_at_first_does_not_end_it() {
    let aws = Pipeline::new(0, 0).start_with(|call, before| {
        (call.operation == "GetParameters" && before < 2).then(|| Reply::error(400, "AccessDeniedException"))
    });
    let running = Running::start(run_tasks(&aws).args(["--every", "100ms"]));
    aws.wait_for("GetQueueAttributes", 1);
    assert_eq!(running.stop().status.code(), Some(0));
}

#[test]
fn tasks_that_ecs_does_not_list_yet_are_not_started_again() {
    let aws = Pipeline::new(1000, 0)
        .with("PIPELINE_ECS_MAX_TASKS", "3")
        .start_with(|call, before| {
            // Two are listed late, and one has ended before it was.
            (call.operation == "ListTasks").then(|| match before {
                0..3 => page(&[], None),
                3 => page(&arns("call-0", 1), None),
                _ => page(&arns("call-0", 2), None),
            })
        });
    let running = Running::start(run_tasks(&aws).args(["--every", "100ms"]));
    aws.wait_for("ListTasks", 6);
    assert_eq!(counts(&aws), [3]);
    assert_eq!(running.stop().status.code(), Some(0));
}

#[test]
fn tasks_of_a_call_without_an_answer_count_as_well() {
    let aws = Pipeline::new(1000, 0)
        .with("PIPELINE_ECS_MAX_TASKS", "3")
        .start_with(|call, before| {
            (call.operation == "RunTask" && before < 3).then(|| Reply::error(500, "ServerException"))
        });
    let running = Running::start(run_tasks(&aws).args(["--every", "100ms"]));
    aws.wait_for("RunTask", 3);
    let passes = aws.calls("ListTasks").len();
    aws.wait_for("ListTasks", passes + 3);
    assert_eq!(counts(&aws), [3, 3, 3], "one call, and its attempts");
    assert_eq!(running.stop().status.code(), Some(0));
}

#[test]
fn passes_that_are_late_are_left_out() {
    let aws = Pipeline::new(0, 0).start_with(|call, before| {
        (call.operation == "GetQueueAttributes" && before == 0).then(|| {
            Reply::json(&json!({"Attributes": {"ApproximateNumberOfMessages": "0"}}))
                .after(Duration::from_millis(1500))
        })
    });
    let running = Running::start(run_tasks(&aws).args(["--every", "300ms"]));
    let calls = aws.wait_for("GetQueueAttributes", 5);
    assert_eq!(running.stop().status.code(), Some(0));
    // The second comes at once, and so may the third where the second was late; the others come when they are due, a whole
    // interval apart. Made up for, all of them would come at once.
    let three = calls[4].at.duration_since(calls[1].at);
    assert!(three >= Duration::from_millis(300), "three more after {three:?}");
}

#[test]
fn passes_never_overlap() {
    let slow = Duration::from_millis(350);
    let aws = Pipeline::new(0, 0).start_with(move |call, _| {
        (call.operation == "GetQueueAttributes")
            .then(|| Reply::json(&json!({"Attributes": {"ApproximateNumberOfMessages": "0"}})).after(slow))
    });
    let running = Running::start(run_tasks(&aws).args(["--every", "100ms"]));
    let calls = aws.wait_for("GetQueueAttributes", 5);
    assert_eq!(running.stop().status.code(), Some(0));
    for pair in calls.windows(2) {
        let gap = pair[1].at.duration_since(pair[0].at);
        assert!(gap >= slow, "the next pass came after {gap:?}");
    }
}

#[test]
fn a_stop_waits_for_the_call_that_is_under_way_and_makes_no_other() {
    // Longer than it may take until the signal is there.
    let takes = Duration::from_secs(4);
    let stopped = |signal: Signal, words: &[&str]| {
        let aws = Pipeline::new(1000, 0)
            .with("PIPELINE_ECS_MAX_TASKS", "30")
            .start_with(move |call, before| {
                (call.operation == "RunTask")
                    .then(|| ran(&arns(&format!("call-{before}"), 10), &[]).after(takes))
            });
        let mut running = Running::start(run_tasks(&aws).args(words));
        aws.wait_for("RunTask", 1);
        running.signal(signal);
        let output = running.wait();
        assert_code(&output, 0);
        assert_eq!(counts(&aws), [10]);
        assert_eq!(lines(&output.stdout), arns("call-0", 10));
        assert_told(&output, "a stop was asked for: 10 of 30 tasks were started");
    };
    thread::scope(|side_by_side| {
        side_by_side.spawn(|| stopped(Signal::SIGTERM, &[]));
        side_by_side.spawn(|| stopped(Signal::SIGINT, &["--every", "2m"]));
    });
}

#[test]
fn a_stop_does_not_wait_for_what_only_looks() {
    for operation in ["GetParameters", "GetQueueAttributes", "ListTasks"] {
        let aws = Pipeline::new(27, 0).start_with(move |call, _| {
            (call.operation == operation).then(|| Reply::json(&json!({})).after(PATIENCE * 2))
        });
        let running = Running::start(&mut run_tasks(&aws));
        aws.wait_for(operation, 1);
        let begin = Instant::now();
        let output = running.stop();
        assert_eq!(output.status.code(), Some(0), "{operation}: {}", told(&output));
        assert!(begin.elapsed() < AT_ONCE, "{operation}: {:?}", begin.elapsed());
        assert_not_called(&aws, &["RunTask"]);
    }
}
