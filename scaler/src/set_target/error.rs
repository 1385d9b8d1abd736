//! How setting a target can fail.

use aws_client::CallError;
use command_line::output::OutputError;

/// Why a pass did not set the target. Unless said otherwise the old target stays.
#[derive(Debug, thiserror::Error)]
pub enum SetTargetError {
    /// A call failed.
    #[error("{what}: {error}")]
    Call {
        /// What became of it: `the policy could not be read`.
        what: &'static str,
        /// Why.
        error: CallError,
    },
    /// There is no such policy.
    #[error(
        "there is no scaling policy {name} of {of}; make one, or name another by --scaling-policy-name or --resource-id"
    )]
    NoPolicy {
        /// The name.
        name: String,
        /// The service, or any.
        of: String,
    },
    /// There are several.
    #[error("there are several scaling policies {name}: of {}; say which by --resource-id", .of.join(", "))]
    SeveralPolicies {
        /// The name.
        name: String,
        /// Their services.
        of: Vec<String>,
    },
    /// It is of another type.
    #[error("the scaling policy {name} is of type {kind}: only target tracking has a target")]
    NoTargetTracking {
        /// The name.
        name: String,
        /// The type.
        kind: String,
    },
    /// What was measured makes no target.
    #[error("{0}; the target stays as it is")]
    NoTarget(String),
    /// The pass took too long.
    #[error("the pass took longer than {0}, so it was given up")]
    TooLong(String),
    /// The target was set, and it could not be told.
    #[error(transparent)]
    Output(#[from] OutputError),
}
