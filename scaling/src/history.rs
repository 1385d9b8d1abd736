//! Which datapoints count.

use std::time::Duration;

use crate::{Datapoint, Moment};

/// How many periods more than are needed are looked back over. Metrics come late and with gaps, so CloudWatch too
/// "attempts to retrieve a higher number of data points" than an alarm needs; its one published figure is 5 for 3
/// (CloudWatch User Guide, Configuring how alarms treat missing data).
const LATENESS: usize = 2;

/// A datapoint, and how many periods ago its period began: 1 for the last one that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Aged {
    pub(crate) age: usize,
    pub(crate) datapoint: Datapoint,
}

/// The datapoints of the last `needed` + 2 periods that have ended by `now`, the newest first, one for each period.
///
/// A period that lies after `now`, as where a clock was set back, is not looked at, nor is one that has not ended: its
/// value may still change. A value that is not finite is as good as none.
pub(crate) fn recent(metric: &[Datapoint], period: Duration, needed: usize, now: Moment) -> Vec<Aged> {
    let mut found: Vec<Aged> = Vec::new();
    let oldest = needed.saturating_add(LATENESS);
    for &datapoint in metric.iter().rev() {
        let Some(age) = age(datapoint.at, period, now) else {
            continue;
        };
        if age > oldest {
            // They ascend, so all that are left are older.
            break;
        }
        let older = found.last().is_none_or(|last| age > last.age);
        if older && datapoint.value.is_finite() {
            found.push(Aged { age, datapoint });
        }
    }
    found
}

/// How many periods ago a period began; none if it has not ended by `now`. Periods begin at multiples of their length,
/// as on CloudWatch, so that a datapoint keeps its place while `now` goes on within one.
fn age(at: Moment, period: Duration, now: Moment) -> Option<usize> {
    let ended = at.0.checked_add(period).is_some_and(|end| end <= now.0);
    let place = |moment: Moment| moment.0.as_nanos().checked_div(period.as_nanos());
    match (ended, place(now), place(at)) {
        (true, Some(now), Some(at)) => Some(usize::try_from(now - at).unwrap_or(usize::MAX)),
        _ => None,
    }
}
