//! What is remembered of a service from pass to pass.

use std::collections::BTreeMap;

use scaling::{Memory, Moment};

/// The running counts of so many passes are kept: more than any window of datapoints is long.
const KEPT: usize = 1_000;

/// What is remembered of one service.
#[derive(Debug, Clone, Default)]
pub(super) struct Remembered {
    /// What was done, for the cooldowns.
    pub(super) memory: Memory,
    /// How many tasks ran, by when they were counted.
    ran: BTreeMap<Moment, u32>,
    /// The last activity that scaled nothing: the same again is not recorded again.
    pub(super) not_scaled: Option<String>,
}

impl Remembered {
    /// With what is known of earlier changes.
    pub(super) fn with(memory: Memory) -> Self {
        Self {
            memory,
            ..Self::default()
        }
    }

    /// Takes note of how many tasks run, and puts right what a clock that was set back makes senseless.
    pub(super) fn see(&mut self, running: u32, now: Moment) {
        self.memory.not_after(now);
        let _ = self.ran.split_off(&now);
        self.ran.insert(now, running);
        while self.ran.len() > KEPT {
            self.ran.pop_first();
        }
    }

    /// How many tasks ran at a moment: as counted last before it, or else first after it.
    pub(super) fn ran(&self, at: Moment) -> u32 {
        let before = self.ran.range(..=at).next_back();
        before
            .or_else(|| self.ran.range(at..).next())
            .map_or(0, |(_, running)| *running)
    }
}
