//! The simulation against what can be calculated by hand, against queueing theory, and against what is promised of
//! the policies.

mod by_hand;
mod conserved;
mod policy;
mod theory;

use std::time::Duration;

use scaling::{Limits, Moment};
use simulation::{Arrival, End, Sample, Settings, Totals, Unusable};

/// So many seconds.
fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A message that arrives then, and the work on which takes so long, both in seconds.
fn message(at: u64, duration: u64) -> Arrival {
    Arrival {
        at: Moment(secs(at)),
        duration: secs(duration),
    }
}

/// The documented policy for messages of five seconds.
fn documented(end: End) -> Settings {
    Settings::documented(secs(5), end)
}

/// The same with always so many tasks.
fn fixed(tasks: u32, end: End) -> Settings {
    Settings {
        limits: Limits {
            min: tasks,
            max: tasks,
        },
        initial: tasks,
        ..documented(end)
    }
}

/// Until all is done, or for a week.
const DONE: End = End::WhenDone {
    patience: Duration::from_hours(24 * 7),
};

/// Simulates, and takes from each evaluation what is looked at.
fn simulate<T>(
    settings: &Settings,
    arrivals: impl IntoIterator<Item = Arrival>,
    mut look: impl FnMut(&Sample<'_>) -> T,
) -> (Totals, Vec<T>) {
    let mut seen = Vec::new();
    let totals = simulation::run::<Unusable>(settings, arrivals.into_iter().map(Ok), |sample| {
        seen.push(look(sample));
        Ok(())
    });
    (totals.expect("usable settings"), seen)
}
