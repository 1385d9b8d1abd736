//! Functions that make one number of several.

use std::collections::BTreeMap;

use super::value::{Points, Value, finite};

/// A function of several numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    Average,
    Count,
    Max,
    Min,
    Deviation,
    Sum,
}

impl Aggregate {
    /// A series' datapoints become one scalar, an array's of each period one datapoint.
    pub(super) fn of(self, value: Value) -> Value {
        match value {
            Value::Scalar(_) => value,
            Value::Series(points) => {
                let values: Vec<f64> = points.into_values().collect();
                Value::Scalar(self.of_numbers(&values, values.len()))
            }
            Value::Array(series) => Value::Series(self.of_periods(&series)),
        }
    }

    fn of_periods(self, series: &[Points]) -> Points {
        let mut periods: BTreeMap<_, Vec<f64>> = BTreeMap::new();
        for (at, value) in series.iter().flatten() {
            periods.entry(*at).or_default().push(*value);
        }
        // "Missing values are treated as 0" by AVG: they count, and add nothing.
        let of = |values: Vec<f64>| self.of_numbers(&values, series.len());
        periods
            .into_iter()
            .filter_map(|(at, values)| Some((at, of(values)?)))
            .collect()
    }

    /// Of so many numbers, of which those that are not given are 0.
    // There are far fewer than 2^52.
    #[allow(clippy::cast_precision_loss)]
    fn of_numbers(self, values: &[f64], count: usize) -> Option<f64> {
        let sum = || values.iter().sum::<f64>();
        let of = match self {
            Self::Sum => sum(),
            Self::Count => values.len() as f64,
            Self::Average => sum() / count as f64,
            Self::Max => values.iter().copied().reduce(f64::max)?,
            Self::Min => values.iter().copied().reduce(f64::min)?,
            Self::Deviation => {
                let mean = sum() / values.len() as f64;
                let squares = values.iter().map(|value| (value - mean).powi(2));
                (squares.sum::<f64>() / values.len() as f64).sqrt()
            }
        };
        finite(of)
    }
}
