//! CloudWatch's metric math, as far as policies and alarms of SQS-driven services use it: `m1 / m2` is the backlog of
//! a task where `m1` is what a queue holds and `m2` how many tasks run.
//!
//! [`Formula::new`] reads and checks the expressions once; [`Formula::evaluate`] applies them to what the metrics were.
//! All is as the Amazon CloudWatch User Guide has it ("Using math expressions with CloudWatch metrics"):
//!
//! - Values are scalars, time series, or arrays of time series. What is followed must be one time series.
//! - Numbers, ids of metrics and of other expressions, `[m1, m2]`, `METRICS()`, `METRICS("text in an id")`, parentheses.
//! - The operators `+ - * / ^`, the unary `-`, `== != < <= > >=`, `AND` or `&&`, `OR` or `||`. Comparisons and logic
//!   give 1 for true and 0 for false; what is not 0 is true.
//! - The functions that [`Function`] lists, each with what it takes and gives.
//!
//! # Missing datapoints
//!
//! - An operator treats a datapoint that one of two series lacks as 0; where both lack it, the result does.
//! - What is not a finite number, as after a division by zero, is dropped. So `m1 / m2` has no datapoint where `m2` is
//!   0 or missing, but is 0 where only `m1` is missing: a queue that reports late looks empty. `FILL` tells otherwise.
//! - A scalar that there is not, such as `AVG` of a series without datapoints, makes what is calculated with it lack.
//! - `FILL` and `TIME_SERIES` give a value for each period: those from the earliest to the latest datapoint of the
//!   metrics that the formula takes, and those that [`Formula::evaluate_between`] names.
//!
//! # What the guide leaves open
//!
//! - Precedence is as in mathematics: `^` (from the right) before the unary `-` before `* /` before `+ -` before
//!   comparisons before `AND` before `OR`. `a < b < c` is refused.
//! - `MIN`, `MAX` and `STDDEV` of an array are of the series that have a datapoint at the time; `AVG` counts the others
//!   as 0, as the guide says. `STDDEV` is that of the population.
//! - Of a series without datapoints, `SUM` and `DATAPOINT_COUNT` are 0, and `MIN`, `MAX`, `AVG` and `STDDEV` are not.
//! - An id for `METRICS` that no metric has is an error, and so is an array without series.
//!
//! # How it is read
//!
//! winnow takes the expression apart into tokens. Its precedence climbing is not used: it calls itself for each unary
//! operator and for each operator that groups from the right, without a way to count how deep, so that a long enough
//! `-----1` or `1^1^1^1` would overflow the stack. The parser here counts ([`MAX_DEPTH`]), and keeps what groups from
//! the left as a list; so checking, evaluating and dropping go no deeper than reading does.

mod aggregate;
mod change;
mod check;
mod error;
mod evaluate;
mod fill;
mod formula;
mod function;
mod operator;
mod order;
mod read;
mod token;
mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Moment;

pub use error::{ExpressionError, FormulaError, Kind};
pub use formula::Formula;
pub use function::Function;

/// The most characters of an expression (`Expression` of `TargetTrackingMetricDataQuery` and of `MetricDataQuery`).
pub const MAX_LENGTH: usize = 2048;
/// The most characters of an id (`Id` of the same).
pub const MAX_ID_LENGTH: usize = 255;
/// How deep parentheses, functions, arrays, unary `-` and `^` may be nested. CloudWatch documents no limit.
pub const MAX_DEPTH: usize = 100;
/// The most time series of an array: a request has no more metrics (`GetMetricData`).
pub const MAX_ARRAY: usize = 500;
/// The most datapoints that `FILL` and `TIME_SERIES` may make at once: a request returns no more (`GetMetricData`).
pub const MAX_POINTS: usize = 100_800;

/// A metric, or what an expression makes of metrics, over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The period of its datapoints.
    pub period: Duration,
    /// The values, finite, by when their period began.
    pub points: BTreeMap<Moment, f64>,
}

/// One of the metrics that a policy or an alarm names, as in `Metrics`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its id: a lowercase letter, then letters, digits and underscores.
    pub id: String,
    /// Its expression; none for a metric, whose series is given.
    pub expression: Option<String>,
    /// Whether it is what is followed (`ReturnData`): one is.
    pub returned: bool,
}
