//! Functions of a datapoint and those before it.

use super::value::{Points, finite};

/// The difference to the datapoint before, which the first one lacks.
pub(super) fn difference(points: &Points) -> Points {
    steps(points, |value, _| value)
}

/// The seconds since the datapoint before.
pub(super) fn difference_in_time(points: &Points) -> Points {
    steps(points, |_, seconds| seconds)
}

/// The change in a second.
pub(super) fn rate(points: &Points) -> Points {
    steps(points, |value, seconds| value / seconds)
}

/// The sum of the datapoints so far.
pub(super) fn running_sum(points: &Points) -> Points {
    let mut sum = 0.0;
    let sums = points.iter().filter_map(|(at, value)| {
        sum += value;
        Some((*at, finite(sum)?))
    });
    sums.collect()
}

/// What becomes of the difference of each value to the one before, and of the seconds between.
fn steps(points: &Points, of: impl Fn(f64, f64) -> f64) -> Points {
    let pairs = points.iter().zip(points.iter().skip(1));
    pairs
        .filter_map(|((before, from), (at, to))| {
            Some((*at, finite(of(to - from, at.since(*before).as_secs_f64()))?))
        })
        .collect()
}
