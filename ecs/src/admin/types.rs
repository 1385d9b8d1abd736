//! What the admin API takes and gives, beside calls and faults.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

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

/// The clock of an account.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// What it shows.
    #[serde(with = "time::serde::rfc3339")]
    pub now: OffsetDateTime,
    /// How far it is ahead of the machine's, in seconds.
    pub ahead_seconds: f64,
}

/// How far a clock is to be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// A duration such as `90s`, `5m` or `2h`. A clock never goes back.
    pub advance: String,
}

/// An error of the admin API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErrorBody {
    /// What was wrong, and what to do.
    pub(crate) error: String,
}
