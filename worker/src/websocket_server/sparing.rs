//! What strangers can cause to be logged, told sparingly: a flood of connections must not become a flood of lines.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So many are told in each ...
const MOST: u32 = 20;
/// ... period of this length.
const PERIOD: Duration = Duration::from_secs(1);

/// What has been told lately. One for each kind of line, so that none crowds out another.
#[derive(Debug)]
pub(super) struct Sparing(Mutex<Lately>);

#[derive(Debug)]
struct Lately {
    since: Instant,
    told: u32,
    withheld: u64,
}

impl Sparing {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Lately {
            since: Instant::now(),
            told: 0,
            withheld: 0,
        }))
    }

    /// Warns, or counts the warning for the next that is told.
    pub(super) fn warn(&self, told: impl FnOnce() -> String) {
        if let Some(withheld) = self.next(Instant::now()) {
            tracing::warn!("{}{}", told(), Withheld(withheld));
        }
    }

    /// The same for what is nobody's fault.
    pub(super) fn info(&self, told: impl FnOnce() -> String) {
        if let Some(withheld) = self.next(Instant::now()) {
            tracing::info!("{}{}", told(), Withheld(withheld));
        }
    }

    /// How many were withheld before this one, if it may be told.
    fn next(&self, now: Instant) -> Option<u64> {
        let mut lately = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now - lately.since >= PERIOD {
            lately.since = now;
            lately.told = 0;
        }
        if lately.told == MOST {
            lately.withheld += 1;
            return None;
        }
        lately.told += 1;
        Some(std::mem::take(&mut lately.withheld))
    }
}

/// How many lines were left out before one.
struct Withheld(u64);

impl fmt::Display for Withheld {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            lines => write!(formatter, " ({lines} like it were not logged)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_told_in_part_and_the_rest_is_counted() {
        let sparing = Sparing::new();
        let told = (0..1000).filter_map(|_| sparing.next(Instant::now())).count();
        assert_eq!(told, 20);
        tokio::time::advance(PERIOD).await;
        assert_eq!(sparing.next(Instant::now()), Some(980));
        assert_eq!(sparing.next(Instant::now()), Some(0));
    }
}
