//! Datapoints for periods that have none.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, Range};
use std::time::Duration;

use super::value::{Points, Value, finite};
use super::{FormulaError, MAX_POINTS, Series};
use crate::Moment;

/// The beginnings of all periods: those that have a datapoint, those between, and those of the range.
///
/// No more of them than leave room for so many series.
pub(super) fn moments(
    metrics: &BTreeMap<&str, &Series>,
    period: Duration,
    range: Option<&Range<Moment>>,
    series: usize,
) -> Result<BTreeSet<Moment>, FormulaError> {
    let range = range.filter(|range| !range.is_empty());
    let points = metrics.values().flat_map(|series| series.points.keys()).copied();
    let mut moments: BTreeSet<Moment> = points.chain(range.map(|range| range.start)).collect();
    let ends: Vec<_> = moments
        .iter()
        .copied()
        .chain(range.map(|range| range.end))
        .collect();
    let most = MAX_POINTS / series.max(1);
    let too_many = Err(FormulaError::TooManyPoints { series });
    if moments.len() > most {
        return too_many;
    }
    if period.is_zero() {
        return Ok(moments);
    }
    for gap in ends.windows(2) {
        let (begin, end) = (gap[0], gap[1]);
        // Counted first: years between two datapoints would take long to fill.
        let periods = end.since(begin).as_nanos().div_ceil(period.as_nanos());
        if periods > (most - moments.len()) as u128 + 1 {
            return too_many;
        }
        moments
            .extend(std::iter::successors(Some(begin), |at| Some(*at + period)).take_while(|at| *at < end));
    }
    Ok(moments)
}

/// With the value where there is none: a scalar, or that of another series, if it has one.
pub(super) fn with(mut points: Points, value: &Value, moments: &BTreeSet<Moment>) -> Points {
    for at in moments {
        let value = match value {
            Value::Scalar(value) => *value,
            Value::Series(other) => other.get(at).copied(),
            Value::Array(_) => None,
        };
        if let Some(value) = value {
            points.entry(*at).or_insert(value);
        }
    }
    points
}

/// With the value before, where there is none.
pub(super) fn repeating(points: &Points, moments: &BTreeSet<Moment>) -> Points {
    let mut last = None;
    let each = moments.iter().filter_map(|at| {
        last = points.get(at).copied().or(last);
        Some((*at, last?))
    });
    each.collect()
}

/// With what lies on the line between the values before and after, where there is none.
pub(super) fn linear(mut points: Points, moments: &BTreeSet<Moment>) -> Points {
    let pairs: Vec<_> = points
        .clone()
        .into_iter()
        .zip(points.clone().into_iter().skip(1))
        .collect();
    for ((begin, first), (end, last)) in pairs {
        let length = end.since(begin).as_secs_f64();
        for at in moments.range((Bound::Excluded(begin), Bound::Excluded(end))) {
            let part = at.since(begin).as_secs_f64() / length;
            points.extend(finite(first + (last - first) * part).map(|value| (*at, value)));
        }
    }
    points
}
