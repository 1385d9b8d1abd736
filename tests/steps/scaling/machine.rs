//! What a simulation has to know of the machine that it is held against.

use std::collections::BTreeMap;

use conformance::calls::Ledger;
use conformance::trouble::{OrBroken, Outcome};
use time::OffsetDateTime;

use super::predicted::Load;
use crate::world::World;

/// How a machine works, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    /// How long after it is wanted a task receives its first message.
    pub(super) start_up: f64,
    /// What passes between the work on a message and that on the next, if the next waits.
    pub(super) between: f64,
}

/// A receive: when, in seconds since 1970, and of which message, by its place among those that were sent.
type Receive = (f64, usize);

impl Machine {
    /// As it was while it worked on a load: each figure is the mean of what was seen.
    pub(super) fn seen(world: &World, load: &Load, counts: &[(f64, u32)]) -> Outcome<Self> {
        let tasks = receives(world);
        let start_ups = tasks.values().filter_map(|receives| {
            let (first, _) = receives.first()?;
            // Those at first were there before.
            let wanted = counts.iter().rev().find(|(at, _)| at < first)?;
            Some(first - wanted.0)
        });
        let pairs = tasks.values().flat_map(|receives| receives.windows(2));
        let between = pairs.filter_map(|pair| {
            let [(this, message), (next, waited)] = *pair else {
                return None;
            };
            // Only the last takes longer, and only one that had come by then waited.
            let equal = message + 1 < load.sent.len();
            let had_come = load.sent.get(waited).is_some_and(|sent| *sent < this);
            (equal && had_come).then_some(next - this - load.duration)
        });
        Ok(Self {
            start_up: mean(start_ups).or_broken("no task has come")?,
            between: mean(between).or_broken("no message has waited")?.max(0.0),
        })
    }
}

/// What each task has received, in this order.
fn receives(world: &World) -> BTreeMap<String, Vec<Receive>> {
    let ledger: Ledger = world.ledger();
    let mut tasks: BTreeMap<String, Vec<Receive>> = BTreeMap::new();
    for (place, sent) in world.sent.iter().enumerate() {
        for (at, by) in &ledger.of(&sent.id).receives {
            tasks
                .entry(by.clone())
                .or_default()
                .push((since_1970(*at), place));
        }
    }
    for receives in tasks.values_mut() {
        receives.sort_by(|one, other| one.0.total_cmp(&other.0));
    }
    tasks
}

/// In seconds.
pub(super) fn since_1970(at: OffsetDateTime) -> f64 {
    (at - OffsetDateTime::UNIX_EPOCH).as_seconds_f64()
}

fn mean(figures: impl Iterator<Item = f64>) -> Option<f64> {
    let figures: Vec<f64> = figures.collect();
    let count = u32::try_from(figures.len()).ok().filter(|count| *count > 0)?;
    Some(figures.iter().sum::<f64>() / f64::from(count))
}
