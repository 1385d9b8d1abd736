//! Functions, by name.

/// A function that is evaluated here. S is a scalar, TS a time series, TS\[\] an array of time series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `ABS(TS | TS[])`: the absolute value of each datapoint.
    Abs,
    /// `AVG(TS)`: the mean of its datapoints, S. `AVG(TS[])`: that of each period, TS.
    Avg,
    /// `CEIL(TS | TS[])`: each datapoint, rounded up.
    Ceil,
    /// `DATAPOINT_COUNT(TS)`: how many datapoints it has, S. `DATAPOINT_COUNT(TS[])`: that of each period, TS.
    DatapointCount,
    /// `DIFF(TS | TS[])`: the difference to the datapoint before.
    Diff,
    /// `DIFF_TIME(TS | TS[])`: the seconds since the datapoint before.
    DiffTime,
    /// `FILL(TS | TS[], S | TS | REPEAT | LINEAR)`: with a datapoint for each period: the scalar, that of the series,
    /// the one before, or what lies on the line between those before and after.
    Fill,
    /// `FIRST(TS[])`: its first series.
    First,
    /// `FLOOR(TS | TS[])`: each datapoint, rounded down.
    Floor,
    /// `IF(TS, S | TS)`, `IF(TS, S | TS, S | TS)`, `IF(S, TS)`, `IF(S, TS, TS)`: the second argument where the first
    /// is not 0, else the third.
    If,
    /// `LAST(TS[])`: its last series.
    Last,
    /// `LOG(TS | TS[])`: the natural logarithm of each datapoint.
    Log,
    /// `LOG10(TS | TS[])`: the logarithm to base 10 of each datapoint.
    Log10,
    /// `MAX(TS)`: its greatest datapoint, S. `MAX(TS[])`: that of each period, TS.
    Max,
    /// `METRIC_COUNT(TS[])`: how many series it has, S.
    MetricCount,
    /// `METRICS()`: all metrics, without expressions, TS[]. `METRICS("text")`: those with the text in their id.
    Metrics,
    /// `MIN(TS)`: its least datapoint, S. `MIN(TS[])`: that of each period, TS.
    Min,
    /// `PERIOD(metric)`: its period in seconds, S.
    Period,
    /// `RATE(TS | TS[])`: the difference to the datapoint before, by the seconds since.
    Rate,
    /// `RUNNING_SUM(TS | TS[])`: the sum of the datapoints so far.
    RunningSum,
    /// `STDDEV(TS)`: the standard deviation of its datapoints, S. `STDDEV(TS[])`: that of each period, TS.
    Stddev,
    /// `SUM(TS)`: the sum of its datapoints, S. `SUM(TS[])`: that of each period, TS.
    Sum,
    /// `TIME_SERIES(S)`: a series that has it in each period.
    TimeSeries,
}

/// All of them, by name and in its order.
const NAMES: [(&str, Function); 23] = [
    ("ABS", Function::Abs),
    ("AVG", Function::Avg),
    ("CEIL", Function::Ceil),
    ("DATAPOINT_COUNT", Function::DatapointCount),
    ("DIFF", Function::Diff),
    ("DIFF_TIME", Function::DiffTime),
    ("FILL", Function::Fill),
    ("FIRST", Function::First),
    ("FLOOR", Function::Floor),
    ("IF", Function::If),
    ("LAST", Function::Last),
    ("LOG", Function::Log),
    ("LOG10", Function::Log10),
    ("MAX", Function::Max),
    ("METRIC_COUNT", Function::MetricCount),
    ("METRICS", Function::Metrics),
    ("MIN", Function::Min),
    ("PERIOD", Function::Period),
    ("RATE", Function::Rate),
    ("RUNNING_SUM", Function::RunningSum),
    ("STDDEV", Function::Stddev),
    ("SUM", Function::Sum),
    ("TIME_SERIES", Function::TimeSeries),
];

/// Those that CloudWatch has and that are not evaluated here: they look for metrics, tell the date, or order arrays.
/// `SELECT` begins a query of Metrics Insights.
const NOT_HERE: [&str; 17] = [
    "ANOMALY_DETECTION_BAND",
    "DATE",
    "DAY",
    "DB_PERF_INSIGHTS",
    "EPOCH",
    "HOUR",
    "INSIGHT_RULE_METRIC",
    "LAMBDA",
    "MINUTE",
    "MONTH",
    "REMOVE_EMPTY",
    "SEARCH",
    "SELECT",
    "SERVICE_QUOTA",
    "SLICE",
    "SORT",
    "YEAR",
];

impl Function {
    /// As it is written in an expression.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, function)| *function == self)
            .map_or("", |(name, _)| name)
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, function)| *function)
    }

    /// What it takes, to be told to whom gave it something else.
    pub(super) fn takes(self) -> &'static str {
        match self {
            Self::Metrics => "nothing, or a text that ids contain, as in METRICS(\"queue\")",
            Self::Period => "the id of one metric",
            Self::TimeSeries => "one scalar",
            Self::First | Self::Last | Self::MetricCount => "one array of time series, as in [m1, m2]",
            Self::Fill => {
                "two arguments: a time series or an array of them, and what to fill with: \
                a scalar, a time series, REPEAT or LINEAR"
            }
            Self::If => {
                "two or three arguments: a condition, what there is where it holds, and what there is elsewhere; \
                where the condition is a scalar, the others are time series"
            }
            _ => "one argument: a time series, or an array of them as in [m1, m2]",
        }
    }
}

/// Whether CloudWatch has a function of this name that is not evaluated here.
pub(super) fn is_not_here(name: &str) -> bool {
    NOT_HERE.contains(&name)
}

/// The names of those that are evaluated.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}
