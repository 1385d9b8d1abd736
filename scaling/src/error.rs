//! What is wrong with a policy.

/// Why a policy, an evaluation or an alarm cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PolicyError {
    /// The target of a target tracking policy.
    #[error("the target value is {0}, and must be a finite number above 0")]
    Target(f64),
    /// A period of no length.
    #[error("the period of the datapoints is 0 s, and must be longer; AWS takes 60 s")]
    Period,
    /// No datapoint is asked for.
    #[error("0 datapoints decide, and at least 1 must; AWS takes 3 to scale out and 15 to scale in")]
    Datapoints,
    /// The margin below which scale-in begins.
    #[error(
        "scale-in begins below {0} of the target, and must begin above 0 and at 1 at most; AWS takes 0.9"
    )]
    Margin(f64),
}
