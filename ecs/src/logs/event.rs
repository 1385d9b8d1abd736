//! A log event, and the limits that CloudWatch Logs sets to one.

/// What CloudWatch Logs counts for each event beside its text.
pub(super) const OVERHEAD: usize = 26;

/// The most text that the awslogs driver puts in one event: 256 KiB with the overhead.
pub(super) const TEXT_LIMIT: usize = 256 * 1024 - OVERHEAD;

/// A log event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// When it arrived, in milliseconds since 1970.
    pub(super) at: i64,
    /// Never empty: CloudWatch Logs takes no empty event.
    pub(super) text: String,
}

impl Event {
    /// What it counts for in a request.
    pub(super) fn cost(&self) -> usize {
        self.text.len() + OVERHEAD
    }
}
