//! How far it is: a line at the foot of the terminal, where stderr is one.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Instant;

use command_line::StatusLine;

/// Counts images, and tells how many.
#[derive(Debug)]
pub(super) struct Progress {
    begun: Instant,
    counts: Mutex<Counts>,
    line: StatusLine,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    done: u64,
    failed: u64,
}

impl Progress {
    pub(super) fn start() -> Self {
        Self {
            begun: Instant::now(),
            counts: Mutex::default(),
            line: StatusLine::begin(),
        }
    }

    /// One more image is done, or has failed for now.
    pub(super) fn image(&self, done: bool) {
        let counts = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            if done {
                counts.done += 1;
            } else {
                counts.failed += 1;
            }
            *counts
        };
        self.line.show(&counts.told(self.begun.elapsed().as_secs_f64()));
    }

    /// What was done in all.
    pub(super) fn told(&self) -> String {
        let counts = *self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.told(self.begun.elapsed().as_secs_f64())
    }
}

impl Counts {
    fn told(self, seconds: f64) -> String {
        let Self { done, failed } = self;
        // Counts of images are far below what a floating point number holds exactly.
        #[allow(clippy::cast_precision_loss)]
        let rate = done as f64 / seconds.max(0.001);
        format!("{done} images resized, {failed} attempts failed, {rate:.1} a second")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_and_tells_the_rate() {
        let progress = Progress::start();
        for done in [true, true, false, true] {
            progress.image(done);
        }
        let counts = *progress.counts.lock().expect("unpoisoned");
        assert_eq!(counts, Counts { done: 3, failed: 1 });
        assert_eq!(
            counts.told(2.0),
            "3 images resized, 1 attempts failed, 1.5 a second"
        );
        assert!(
            progress
                .told()
                .starts_with("3 images resized, 1 attempts failed, ")
        );
    }
}
