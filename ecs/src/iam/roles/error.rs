//! Why it is not known what a role may do.

use crate::iam::PolicyError;

/// Why it is not known what a role may do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RoleError {
    /// The text is not the ARN of a role.
    #[error("{0} is not the ARN of a role: arn:aws:iam::<account>:role/<name> is")]
    NotARole(String),
    /// IAM has no such role.
    #[error("the role {0} does not exist")]
    NoSuchRole(String),
    /// A policy of the role is not one.
    #[error("the policy {policy} of the role {role}: {problem}")]
    Unreadable {
        role: String,
        policy: String,
        problem: PolicyError,
    },
    /// IAM did not answer, or with an error of its own.
    #[error("IAM could not be asked about the role {role}: {cause}")]
    Unanswered { role: String, cause: String },
}
