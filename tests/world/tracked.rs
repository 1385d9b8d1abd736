//! A service that follows its backlog per task: a stack of `target-tracking.yaml`, what was sent to it, and how its
//! policies were.

use serde_json::Value;

/// What a scenario has of it.
#[derive(Debug, Default)]
pub(crate) struct Tracked {
    /// What its workers publish.
    pub(crate) metric: Metric,
    /// What was sent, in this order; what SQS dropped as a duplicate has the id of the message that it repeats.
    pub(crate) work: Vec<Work>,
    /// All scaling policies of the account, as they were before the target was last set.
    pub(crate) policies: Vec<Value>,
}

/// A metric, but for the queue that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// The dimension `Type`.
    pub(crate) kind: String,
}

impl Default for Metric {
    /// As the documents have it.
    fn default() -> Self {
        Self {
            namespace: "ECS-SQS-BPI".to_owned(),
            name: "MsgProcessingDuration".to_owned(),
            kind: "Single-Queue".to_owned(),
        }
    }
}

/// A message that says how long it takes.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    /// The SQS message's id.
    pub(crate) id: String,
    /// Its message group.
    pub(crate) group: String,
    /// Its body.
    pub(crate) body: String,
}

impl Work {
    /// How long it is to take, in seconds; nothing if it does not say so.
    pub(crate) fn seconds(&self) -> Option<f64> {
        let body: Value = serde_json::from_str(&self.body).ok()?;
        body["duration"].as_f64()
    }
}
