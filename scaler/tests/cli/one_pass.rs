//! A single pass: what it asks, decides and starts.

use serde_json::{Value, json};
use testing::{FakeAws, Reply, lines};

use super::pipeline::{PARAMETERS, Pipeline, arns, assert_not_called, counts, page, run_tasks};
use super::process::{Ended as _, assert_code, assert_told, told};

fn run(aws: &FakeAws) -> std::process::Output {
    run_tasks(aws).ended()
}

#[test]
fn a_pass_asks_for_the_documented_and_starts_the_documented() {
    let aws = Pipeline::new(27, 2).start();
    let output = run(&aws);
    assert_code(&output, 0);
    assert_told(
        &output,
        "starts 3 tasks: 27 messages call for 3 at 10 each, 2 of at most 10 run",
    );
    assert_eq!(lines(&output.stdout), arns("call-0", 3));

    let parameters = aws.calls("GetParameters");
    assert_eq!(parameters.len(), 1);
    let names: Vec<_> = PARAMETERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        parameters[0].input,
        json!({"Names": names, "WithDecryption": true})
    );

    let counted = aws.calls("GetQueueAttributes");
    assert_eq!(counted.len(), 1);
    assert_eq!(
        counted[0].input,
        json!({
            "QueueUrl": "http://sqs.us-east-1.localhost/000000000000/images",
            "AttributeNames": ["ApproximateNumberOfMessages"],
        })
    );

    let listed = aws.calls("ListTasks");
    assert_eq!(listed.len(), 1);
    assert_eq!(
        listed[0].input,
        json!({"cluster": "pipeline", "family": "image-resizer", "desiredStatus": "RUNNING"})
    );

    let mut started = aws.calls("RunTask");
    assert_eq!(started.len(), 1);
    let token = started[0]
        .input
        .as_object_mut()
        .and_then(|input| input.remove("clientToken"));
    assert!(
        token
            .as_ref()
            .and_then(Value::as_str)
            .is_some_and(|token| (1..=64).contains(&token.len())),
        "{token:?}"
    );
    assert_eq!(
        started[0].input,
        json!({
            "cluster": "pipeline",
            "taskDefinition": "image-resizer:7",
            "count": 3,
            "capacityProviderStrategy": [
                {"capacityProvider": "FARGATE", "base": 2, "weight": 1},
                {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 4},
            ],
            "networkConfiguration": {"awsvpcConfiguration": {
                "subnets": ["subnet-1", "subnet-2"],
                "securityGroups": ["sg-1"],
                "assignPublicIp": "DISABLED",
            }},
            "overrides": {"containerOverrides": [{
                "name": "resizer",
                "environment": [
                    {"name": "PIPELINE_ECS_JOB_MODE", "value": "1"},
                    {"name": "PIPELINE_S3_DEST_PREFIX", "value": "resized/224"},
                ],
            }]},
            "propagateTags": "TASK_DEFINITION",
            "startedBy": "scaler",
        })
    );
}

#[test]
fn nothing_is_started_for_an_empty_queue_or_a_full_fleet_and_the_reason_is_told() {
    for (messages, running, reason) in [
        (0, 0, "starts no task: the queue is empty"),
        (0, 4, "starts no task: the queue is empty"),
        (
            27,
            10,
            "starts no task: 27 messages call for 3 at 10 each, but 10 of at most 10 run",
        ),
        (
            27,
            14,
            "starts no task: 27 messages call for 3 at 10 each, but 14 of at most 10 run",
        ),
    ] {
        let aws = Pipeline::new(messages, running).start();
        let output = run(&aws);
        assert_code(&output, 0);
        assert_told(&output, reason);
        assert!(output.stdout.is_empty());
        assert_not_called(&aws, &["RunTask"]);
    }
}

#[test]
fn whatever_is_not_1_disables_and_then_neither_queue_nor_cluster_is_asked() {
    for value in ["0", "true", "yes", "2"] {
        let aws = Pipeline::new(27, 0).with("PIPELINE_ENABLED", value).start();
        let output = run(&aws);
        assert_code(&output, 0);
        assert!(told(&output).contains("starts no task: the pipeline is disabled"));
        assert_not_called(&aws, &["GetQueueAttributes", "ListTasks", "RunTask"]);
    }
}

#[test]
fn only_what_there_is_room_for_is_started() {
    let aws = Pipeline::new(270, 8).start();
    assert_eq!(run(&aws).status.code(), Some(0));
    assert_eq!(counts(&aws), [2]);
}

#[test]
fn more_than_ten_tasks_take_several_calls_each_with_a_token_of_its_own() {
    let aws = Pipeline::new(1000, 3)
        .with("PIPELINE_ECS_MAX_TASKS", "28")
        .start();
    let output = run(&aws);
    assert_code(&output, 0);
    assert_eq!(counts(&aws), [10, 10, 5]);
    let expected = [arns("call-0", 10), arns("call-1", 10), arns("call-2", 5)].concat();
    assert_eq!(lines(&output.stdout), expected);
    let mut tokens: Vec<_> = aws
        .calls("RunTask")
        .iter()
        .map(|call| call.input["clientToken"].to_string())
        .collect();
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 3, "{tokens:?}");
}

#[test]
fn the_tasks_of_all_pages_count() {
    let aws = Pipeline::new(1000, 0).start_with(|call, before| {
        (call.operation == "ListTasks").then(|| match before {
            0 => page(&arns("first", 4), Some("more")),
            // One is on both pages, as when tasks begin and end while they are listed.
            1 => page(&[arns("first", 1), arns("second", 2)].concat(), Some("most")),
            _ => page(&arns("third", 1), None),
        })
    });
    assert_eq!(run(&aws).status.code(), Some(0));
    let tokens: Vec<_> = aws
        .calls("ListTasks")
        .iter()
        .map(|call| call.input["nextToken"].clone())
        .collect();
    assert_eq!(tokens, [Value::Null, json!("more"), json!("most")]);
    assert_eq!(counts(&aws), [3]);
}

#[test]
fn batch_size_and_strategy_are_settings() {
    let aws = Pipeline::new(27, 0).start();
    let output = run_tasks(&aws)
        .args(["--batch-size", "4", "--capacity-provider-strategy"])
        .args([
            "capacityProvider=FARGATE_SPOT,weight=1",
            "capacityProvider=FARGATE,weight=0,base=1",
        ])
        .ended();
    assert_code(&output, 0);
    assert_eq!(counts(&aws), [7]);
    assert_eq!(
        aws.calls("RunTask")[0].input["capacityProviderStrategy"],
        json!([
            {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 1},
            {"capacityProvider": "FARGATE", "base": 1, "weight": 0},
        ])
    );
}

#[test]
fn the_family_of_a_task_definitions_arn_is_listed_and_the_arn_is_started() {
    let arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/image-resizer:7";
    let aws = Pipeline::new(1, 0)
        .with("PIPELINE_ECS_TASK_DEFINITION", arn)
        .start();
    assert_eq!(run(&aws).status.code(), Some(0));
    assert_eq!(aws.calls("ListTasks")[0].input["family"], "image-resizer");
    assert_eq!(aws.calls("RunTask")[0].input["taskDefinition"], arn);
}

#[test]
fn the_region_is_the_one_that_is_set() {
    let aws = Pipeline::new(1, 0).start();
    let output = run_tasks(&aws).args(["--region", "eu-north-1"]).ended();
    assert_code(&output, 0);
    for operation in ["GetParameters", "GetQueueAttributes", "ListTasks", "RunTask"] {
        assert_eq!(aws.calls(operation)[0].region, "eu-north-1", "{operation}");
    }
}

#[test]
fn tasks_that_were_started_are_told_even_if_stdout_cannot_be_written() {
    let aws = Pipeline::new(27, 0)
        .with("PIPELINE_ECS_MAX_TASKS", "30")
        .start_with(|call, _| {
            (call.operation == "GetQueueAttributes")
                .then(|| Reply::json(&json!({"Attributes": {"ApproximateNumberOfMessages": "200"}})))
        });
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("/dev/full");
    let output = run_tasks(&aws)
        .stdout(full)
        .stderr(std::process::Stdio::piped())
        .ended();
    assert_code(&output, 1);
    let told = told(&output);
    assert!(told.contains("writing to stdout failed"), "{told}");
    for arn in arns("call-0", 10) {
        assert!(told.contains(&format!("started {arn}\n")), "{arn} in {told}");
    }
    assert_eq!(counts(&aws), [10], "what cannot be told is not started");
}
