//! The metrics: the duration that workers publish, and the target that is made of it.

use std::time::Duration;

/// Where both metrics are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Metrics {
    pub(super) namespace: String,
    /// The name of the processing duration.
    pub(super) duration: String,
    /// The name of the target.
    pub(super) target: String,
    /// The dimension `Type`.
    pub(super) kind: String,
    /// The dimension `QueueName`.
    pub(super) queue: String,
}

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// The period of datapoints over a window: the fewer they are, the more exact is what is made of them. CloudWatch takes
/// whole minutes up to a day, and a second for windows that are shorter than a minute.
pub(super) fn period(window: Duration) -> Duration {
    if window < Duration::from_secs(MINUTE) {
        return Duration::from_secs(1);
    }
    let minutes = window.as_secs().div_ceil(MINUTE) * MINUTE;
    Duration::from_secs(minutes.min(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_one_that_cloudwatch_takes() {
        for (window, seconds) in [
            (1, 1),
            (59, 1),
            (60, 60),
            (61, 120),
            (3600, 3600),
            (86_400, 86_400),
            (200_000, 86_400),
        ] {
            assert_eq!(
                period(Duration::from_secs(window)),
                Duration::from_secs(seconds),
                "{window}"
            );
        }
    }
}
