//! A pipeline for `run-tasks`: its parameters, queue and cluster, as an endpoint tells them.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};
use testing::{Call, FakeAws, Reply};

use super::process::beside;

/// The documented parameters, with values that make a pass.
pub(crate) const PARAMETERS: [(&str, &str); 9] = [
    (
        "PIPELINE_UNPROCESSED_SQS_URL",
        "http://sqs.us-east-1.localhost/000000000000/images",
    ),
    ("PIPELINE_ENABLED", "1"),
    ("PIPELINE_ECS_MAX_TASKS", "10"),
    ("PIPELINE_ECS_CLUSTER", "pipeline"),
    ("PIPELINE_ECS_TASK_CONTAINER", "resizer"),
    ("PIPELINE_ECS_TASK_DEFINITION", "image-resizer:7"),
    ("PIPELINE_ECS_TASK_SUBNET", "subnet-1,subnet-2"),
    ("PIPELINE_ECS_TASK_SECURITYGROUP", "sg-1"),
    ("PIPELINE_S3_DEST_PREFIX", "resized/224"),
];

/// `run-tasks` with that endpoint.
pub(crate) fn run_tasks(aws: &FakeAws) -> Command {
    beside(aws, "run-tasks")
}

/// A pipeline as it stands; what a test answers itself comes first.
pub(crate) struct Pipeline {
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) messages: u64,
    pub(crate) running: usize,
}

impl Pipeline {
    /// The documented parameters, and so many messages and tasks.
    pub(crate) fn new(messages: u64, running: usize) -> Self {
        Self {
            parameters: PARAMETERS
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            messages,
            running,
        }
    }

    /// With another value of a parameter.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Without a parameter.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parameters.remove(name);
        self
    }

    /// The endpoint.
    pub(crate) fn start(self) -> FakeAws {
        self.start_with(|_, _| None)
    }

    /// The endpoint with answers of a test's own.
    pub(crate) fn start_with(
        self,
        answer: impl Fn(&Call, usize) -> Option<Reply> + Send + Sync + 'static,
    ) -> FakeAws {
        FakeAws::start(move |call, before| answer(call, before).or_else(|| self.answer(call, before)))
    }

    fn answer(&self, call: &Call, before: usize) -> Option<Reply> {
        match call.operation.as_str() {
            "GetParameters" => Some(self.get_parameters(&call.input)),
            "GetQueueAttributes" => {
                let count = self.messages.to_string();
                Some(Reply::json(
                    &json!({"Attributes": {"ApproximateNumberOfMessages": count}}),
                ))
            }
            "ListTasks" => Some(page(&arns("running", self.running), None)),
            "RunTask" => {
                let count = usize::try_from(call.input["count"].as_u64()?).ok()?;
                Some(ran(&arns(&format!("call-{before}"), count), &[]))
            }
            _ => None,
        }
    }

    fn get_parameters(&self, input: &Value) -> Reply {
        let names = input["Names"].as_array().cloned().unwrap_or_default();
        let (mut found, mut invalid) = (Vec::new(), Vec::new());
        for name in names.iter().filter_map(Value::as_str) {
            match self.parameters.get(name) {
                Some(value) => found.push(json!({"Name": name, "Value": value, "Type": "String"})),
                None => invalid.push(name),
            }
        }
        Reply::json(&json!({"Parameters": found, "InvalidParameters": invalid}))
    }
}

/// ARNs of so many tasks.
pub(crate) fn arns(name: &str, count: usize) -> Vec<String> {
    (0..count)
        .map(|n| format!("arn:aws:ecs:us-east-1:000000000000:task/pipeline/{name}-{n}"))
        .collect()
}

/// A page of `ListTasks`.
pub(crate) fn page(arns: &[String], next: Option<&str>) -> Reply {
    Reply::json(&json!({"taskArns": arns, "nextToken": next}))
}

/// An answer to `RunTask`: the tasks that it started, and the reasons why others were not.
pub(crate) fn ran(arns: &[String], reasons: &[&str]) -> Reply {
    let tasks: Vec<Value> = arns
        .iter()
        .map(|arn| json!({"taskArn": arn, "lastStatus": "PROVISIONING", "desiredStatus": "RUNNING"}))
        .collect();
    let failures: Vec<Value> = reasons
        .iter()
        .map(|reason| json!({"reason": reason, "detail": "says the test"}))
        .collect();
    Reply::json(&json!({"tasks": tasks, "failures": failures}))
}

/// How many tasks each `RunTask` asked for.
pub(crate) fn counts(aws: &FakeAws) -> Vec<u64> {
    aws.calls("RunTask")
        .iter()
        .map(|call| call.input["count"].as_u64().unwrap_or_default())
        .collect()
}

/// Asserts that none of these operations was called.
pub(crate) fn assert_not_called(aws: &FakeAws, operations: &[&str]) {
    for operation in operations {
        let calls = aws.calls(operation);
        assert!(calls.is_empty(), "{operation} was called: {calls:#?}");
    }
}
