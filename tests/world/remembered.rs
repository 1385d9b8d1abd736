//! What a scenario remembers of what it has made.

use std::collections::BTreeMap;

/// A worker service: a stack of one of the templates.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    /// What the scenario calls it.
    pub(crate) name: String,
    /// The stack's outputs.
    outputs: BTreeMap<String, String>,
}

impl Service {
    /// Of a stack with these outputs.
    pub(crate) fn new(name: &str, outputs: BTreeMap<String, String>) -> Self {
        Self {
            name: name.to_owned(),
            outputs,
        }
    }

    /// An output by name; empty if there is none.
    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).map_or("", String::as_str)
    }

    /// The URL of its queue.
    pub(crate) fn queue(&self) -> &str {
        self.output("QueueUri")
    }

    /// The name of its queue.
    pub(crate) fn queue_name(&self) -> &str {
        self.output("QueueName")
    }

    /// The region of its queue.
    pub(crate) fn region(&self) -> &str {
        self.output("QueueRegion")
    }

    /// The ARN of its tasks' role.
    pub(crate) fn task_role(&self) -> &str {
        self.output("TaskRoleArn")
    }

    /// The URL of its dead-letter queue.
    pub(crate) fn dead_letter_queue(&self) -> &str {
        self.output("DeadLetterQueueUri")
    }

    /// The ARN of its dead-letter queue.
    pub(crate) fn dead_letter_queue_arn(&self) -> &str {
        self.output("DeadLetterQueueArn")
    }
}

/// A message that the scenario has sent or published.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// The id that sending returned: the SQS message's, or the SNS notification's.
    pub(crate) id: String,
    /// The body.
    pub(crate) body: String,
    /// A string attribute, if it has one.
    pub(crate) attribute: Option<(String, String)>,
}
