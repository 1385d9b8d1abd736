//! `job-consumer`, beside an agent that answers as a test scripts it.

use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use testing::{Call, FakeAws, PROTECTION, Reply, Running, lines};

use super::{assert_names_each, told, worker};

/// The worker on a queue of the endpoint, whose agent is there too, with settings that make tests quick.
fn job_consumer(aws: &FakeAws) -> Command {
    let mut command = worker();
    command
        .arg("job-consumer")
        .env("AWS_ENDPOINT_URL", &aws.url)
        .env("COPILOT_QUEUE_URI", aws.queue("jobs"))
        .env("ECS_AGENT_URI", &aws.url)
        .env("MAINTAIN_PROTECTION_PERCENTAGE", "0")
        .env("PROTECTION_ADJUST_INTERVAL", "100ms")
        .env("STOP_TIMEOUT", "10s");
    command
}

/// An endpoint whose queue holds jobs with these bodies, and whose agent answers so.
fn with_jobs(
    bodies: &'static [&str],
    agent: impl Fn(usize) -> Option<Reply> + Send + Sync + 'static,
) -> FakeAws {
    FakeAws::start(move |call, before| match call.operation.as_str() {
        "ReceiveMessage" => bodies
            .get(before)
            .map(|body| Reply::messages(&[(&format!("job-{before}"), body)])),
        PROTECTION => agent(before),
        _ => None,
    })
}

fn text(status: u16, body: &str) -> Reply {
    Reply::text(status, body)
}

fn failure() -> Reply {
    text(
        200,
        r#"{"failure":{"Arn":"arn:t","Detail":"no service","Reason":"TASK_NOT_VALID"}}"#,
    )
}

/// Runs it until it ends by itself.
fn run(aws: &FakeAws) -> Output {
    job_consumer(aws).output().expect("run")
}

/// It has polled nothing, told why, and ended as after a requested stop.
fn assert_quit_without_a_poll(aws: &FakeAws, output: &Output, reason: &str) {
    let told = told(output);
    assert!(told.contains(reason), "{reason} is not told: {told}");
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(aws.calls("ReceiveMessage").is_empty());
    assert_eq!(lines(&output.stdout), ["Acquiring task protection"]);
}

#[test]
fn every_setting_that_is_missing_or_unusable_is_named() {
    let aws = FakeAws::start(|_, _| None);
    let settings = [
        ("ECS_AGENT_URI", None),
        ("ECS_AGENT_URI", Some("")),
        ("ECS_AGENT_URI", Some("169.254.170.2")),
        ("ECS_AGENT_URI", Some("https://agent")),
        ("COPILOT_QUEUE_URI", None),
        ("COPILOT_QUEUE_URI", Some("http://nowhere/")),
        ("QUEUE_REGION", Some("somewhere")),
        ("CONCURRENCY", Some("0")),
        ("CONCURRENCY", Some("101")),
        ("LONGEST_JOB", Some("13h")),
        ("IDLE_PAUSE", Some("soon")),
        ("DESIRED_PROTECTION_DURATION_IN_MINS", Some("2881")),
        ("MAINTAIN_PROTECTION_PERCENTAGE", Some("101")),
        ("PROTECTION_ADJUST_INTERVAL", Some("0s")),
    ];
    assert_names_each(|| job_consumer(&aws), &settings);
    assert!(aws.calls("ReceiveMessage").is_empty());
}

#[test]
fn a_job_is_told_line_by_line_and_cut_to_the_longest() {
    let aws = with_jobs(&["30", "1e9"], |_| None);
    let mut command = job_consumer(&aws);
    let running = Running::start(
        command
            .env("LONGEST_JOB", "50ms")
            .stdout(std::process::Stdio::piped()),
    );
    aws.wait_for("ReceiveMessage", 3);
    let output = running.stop();
    let printed = lines(&output.stdout);
    let expected = [
        "Acquiring task protection",
        "Long polling for messages",
        "job-0 - Received",
        "job-0 - Working for 30 milliseconds",
        "job-0 - Done",
        "Releasing task protection",
        "Task protection released",
        "Acquiring task protection",
        "Long polling for messages",
        "job-1 - Received",
        "job-1 - Working for 50 milliseconds",
        "job-1 - Done",
        "Releasing task protection",
        "Task protection released",
        "Acquiring task protection",
        "Long polling for messages",
        "Received SIGTERM signal, will quit when all work is done",
    ];
    assert_eq!(printed[..expected.len()], expected);
    assert_eq!(output.status.code(), Some(0));
    assert!(told(&output).contains("longer than a job may take"));
    let wanted = |call: &Call| call.input["ProtectionEnabled"].as_bool();
    let asked: Vec<_> = aws.calls(PROTECTION).iter().filter_map(wanted).collect();
    assert_eq!(asked[..5], [true, false, true, false, true]);
}

#[test]
fn an_agent_that_refuses_fails_or_answers_garbage_protects_nothing() {
    for (reply, reason) in [
        (failure as fn() -> Reply, "TASK_NOT_VALID: no service"),
        (
            || {
                text(
                    400,
                    r#"{"requestID":"1","error":{"Arn":"arn:t","Code":"ThrottlingException","Message":"Rate exceeded"}}"#,
                )
            },
            "ThrottlingException: Rate exceeded",
        ),
        (|| text(500, "Internal Server Error"), "answers 500"),
        (|| text(200, "<html>"), "cannot be used: <html>"),
        (
            || {
                text(
                    200,
                    r#"{"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"arn:t"}}"#,
                )
            },
            "cannot be used",
        ),
    ] {
        let aws = with_jobs(&["10"], move |_| Some(reply()));
        assert_quit_without_a_poll(&aws, &run(&aws), reason);
    }
}

#[test]
fn an_agent_that_is_down_protects_nothing() {
    let aws = with_jobs(&["10"], |_| None);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = nobody.local_addr().expect("an address");
    drop(nobody);
    let output = job_consumer(&aws)
        .env("ECS_AGENT_URI", format!("http://{address}/api/task"))
        .output()
        .expect("run");
    assert_quit_without_a_poll(&aws, &output, "cannot be reached");
}

#[test]
fn an_agent_that_answers_after_half_a_minute_is_not_waited_for() {
    let aws = with_jobs(&["10"], |_| Some(failure().after(Duration::from_secs(30))));
    let begun = Instant::now();
    let output = run(&aws);
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert_quit_without_a_poll(&aws, &output, "has not answered within 5 s");
}

#[test]
fn a_renewal_that_is_rejected_lets_the_job_end_and_no_other_begin() {
    // Renewed every 0.6 s, and rejected once the job is in hand, however long it takes until then.
    let in_hand = AtomicBool::new(false);
    let aws = FakeAws::start(move |call, before| match call.operation.as_str() {
        "ReceiveMessage" => {
            in_hand.store(true, Ordering::SeqCst);
            let body = *["4000", "10"].get(before)?;
            Some(Reply::messages(&[(&format!("job-{before}"), body)]))
        }
        PROTECTION => in_hand.load(Ordering::SeqCst).then(failure),
        _ => None,
    });
    let output = job_consumer(&aws)
        .env("DESIRED_PROTECTION_DURATION_IN_MINS", "1")
        .env("REFRESH_PROTECTION_PERCENTAGE", "1")
        .output()
        .expect("run");
    let printed = lines(&output.stdout);
    assert_eq!(
        printed[..5].last().map(String::as_str),
        Some("job-0 - Done"),
        "{printed:?}"
    );
    assert_eq!(aws.calls("DeleteMessageBatch").len(), 1);
    assert_eq!(aws.calls("ReceiveMessage").len(), 1);
    assert!(told(&output).contains("TASK_NOT_VALID"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn an_idle_worker_says_farewell_before_it_goes() {
    // Nearly always in its pause, where it has nothing to wait for.
    let aws = FakeAws::start(|call, _| (call.operation == "ReceiveMessage").then(|| Reply::messages(&[])));
    for _ in 0..10 {
        let mut command = job_consumer(&aws);
        let polls = aws.calls("ReceiveMessage").len();
        let running = Running::start(
            command
                .env("IDLE_PAUSE", "10m")
                .stdout(std::process::Stdio::piped()),
        );
        aws.wait_for("ReceiveMessage", polls + 1);
        let output = running.stop();
        let printed = lines(&output.stdout);
        let farewell = "Received SIGTERM signal, will quit when all work is done";
        assert!(printed.iter().any(|line| line == farewell), "{printed:?}");
        assert_eq!(output.status.code(), Some(0));
    }
}
