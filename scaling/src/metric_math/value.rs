//! What is calculated with.

use std::collections::{BTreeMap, BTreeSet};

use super::operator::Operator;
use crate::Moment;

/// The datapoints of a series: all finite.
pub(super) type Points = BTreeMap<Moment, f64>;

/// What an expression stands for at the end.
///
/// What the check has refused has a meaning here all the same, the nearest one: so nothing needs to panic.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A number; none where there is none, as the mean of nothing.
    Scalar(Option<f64>),
    Series(Points),
    Array(Vec<Points>),
}

/// The number if it is finite; with one zero instead of two.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value + 0.0)
}

/// A function's results, without those that are no numbers.
pub(super) fn map(points: &Points, of: impl Fn(f64) -> f64) -> Points {
    points
        .iter()
        .filter_map(|(at, value)| Some((*at, finite(of(*value))?)))
        .collect()
}

impl Value {
    /// As one series: a scalar has no time.
    pub(super) fn into_series(self) -> Points {
        match self {
            Self::Scalar(_) => Points::new(),
            Self::Series(points) => points,
            Self::Array(series) => series.into_iter().next().unwrap_or_default(),
        }
    }

    /// As several.
    pub(super) fn into_array(self) -> Vec<Points> {
        match self {
            Self::Array(series) => series,
            one => vec![one.into_series()],
        }
    }

    /// Each series by itself; a scalar stays.
    pub(super) fn each(self, of: impl Fn(Points) -> Points) -> Self {
        match self {
            Self::Scalar(_) => self,
            Self::Series(points) => Self::Series(of(points)),
            Self::Array(series) => Self::Array(series.into_iter().map(of).collect()),
        }
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Scalar(value) => Self::Scalar(value.and_then(|value| finite(-value))),
            series => series.each(|points| map(&points, |value| -value)),
        }
    }

    /// What an operator makes of two.
    pub(super) fn operate(self, operator: Operator, right: Self) -> Self {
        match (self, right) {
            (Self::Scalar(left), Self::Scalar(right)) => {
                let both = left.zip(right);
                Self::Scalar(both.and_then(|(left, right)| finite(operator.apply(left, right))))
            }
            (Self::Scalar(Some(left)), series) => {
                series.each(|points| map(&points, |value| operator.apply(left, value)))
            }
            (series, Self::Scalar(Some(right))) => {
                series.each(|points| map(&points, |value| operator.apply(value, right)))
            }
            (Self::Scalar(None), series) | (series, Self::Scalar(None)) => series.each(|_| Points::new()),
            (Self::Series(left), right) => right.each(|right| join(operator, &left, &right)),
            (left, right) => {
                let right = right.into_series();
                left.each(|left| join(operator, &left, &right))
            }
        }
    }
}

/// Two series, by time: what one of them lacks is 0.
fn join(operator: Operator, left: &Points, right: &Points) -> Points {
    let of = |points: &Points, at| points.get(at).copied().unwrap_or(0.0);
    let moments: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    moments
        .into_iter()
        .filter_map(|at| Some((*at, finite(operator.apply(of(left, at), of(right, at)))?)))
        .collect()
}
