//! What the admin API takes and gives, beside calls and faults.

use serde::{Deserialize, Serialize};

/// The answer of `GET /_local-ecs/health`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// `running`.
    pub status: String,
    /// The version of local-ecs.
    pub version: String,
    /// Where LocalStack is looked for.
    pub localstack: String,
}

/// Who registers an account: a free text, such as a scenario's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// The text. Registering again with the same one changes nothing.
    pub owner: String,
}

/// The number of a fault that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultId {
    /// The number, by which it is deleted.
    pub id: u64,
}

/// An error of the admin API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErrorBody {
    /// What was wrong, and what to do.
    pub(crate) error: String,
}
