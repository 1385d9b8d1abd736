//! CloudWatch alarms, as what step scaling follows.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudwatch::types::{
    ComparisonOperator, Dimension, MetricAlarm, MetricDataQuery, StandardUnit, Statistic,
};
use scaling::metric_math::Part;
use scaling::{Alarm, Comparison, MissingData};

use super::expression::Expression;
use super::metrics::{Metric, needed};

/// An alarm that can be followed.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    pub(super) name: String,
    /// The ARNs of what it sets off: policies among them.
    pub(super) actions: Vec<String>,
    pub(super) alarm: Alarm,
    pub(super) follows: Expression,
}

/// Reads an alarm.
///
/// # Errors
/// What is wrong with it, or not served here, in a sentence.
pub(super) fn read(given: &MetricAlarm) -> Result<Followed, String> {
    let follows = follows(given)?;
    let evaluation_periods = count(given.evaluation_periods()).ok_or("it has no EvaluationPeriods")?;
    Ok(Followed {
        name: given.alarm_name().unwrap_or_default().to_owned(),
        actions: given.alarm_actions().to_vec(),
        alarm: Alarm {
            comparison: comparison(given)?,
            threshold: given.threshold().ok_or("it has no Threshold")?,
            period: follows.period(),
            evaluation_periods,
            datapoints_to_alarm: count(given.datapoints_to_alarm()).unwrap_or(evaluation_periods),
            missing_data: missing_data(given)?,
        },
        follows,
    })
}

fn count(given: Option<i32>) -> Option<usize> {
    given
        .and_then(|number| usize::try_from(number).ok())
        .filter(|number| *number > 0)
}

fn comparison(given: &MetricAlarm) -> Result<Comparison, String> {
    Ok(match given.comparison_operator() {
        Some(ComparisonOperator::GreaterThanOrEqualToThreshold) => Comparison::GreaterThanOrEqual,
        Some(ComparisonOperator::GreaterThanThreshold) => Comparison::Greater,
        Some(ComparisonOperator::LessThanThreshold) => Comparison::Less,
        Some(ComparisonOperator::LessThanOrEqualToThreshold) => Comparison::LessThanOrEqual,
        Some(other) => {
            return Err(format!(
                "the comparison {other} is not followed; use one with a threshold"
            ));
        }
        None => return Err("it has no ComparisonOperator".to_owned()),
    })
}

/// What is not given is `missing`, as CloudWatch has it.
fn missing_data(given: &MetricAlarm) -> Result<MissingData, String> {
    Ok(match given.treat_missing_data() {
        None | Some("missing") => MissingData::Missing,
        Some("ignore") => MissingData::Ignore,
        Some("breaching") => MissingData::Breaching,
        Some("notBreaching") => MissingData::NotBreaching,
        Some(other) => return Err(format!("its TreatMissingData is '{other}', which is not known")),
    })
}

fn follows(given: &MetricAlarm) -> Result<Expression, String> {
    let queries = given.metrics();
    if queries.is_empty() {
        let statistic = given.statistic().map(Statistic::as_str);
        return Expression::metric(Metric {
            namespace: needed(given.namespace(), "Namespace", "it")?,
            name: needed(given.metric_name(), "MetricName", "it")?,
            dimensions: dimensions(given.dimensions()),
            stat: needed(statistic.or(given.extended_statistic()), "Statistic", "it")?,
            unit: given.unit().map(unit),
            period: period(given.period()).ok_or("it has no Period")?,
        });
    }
    let metrics = queries
        .iter()
        .filter(|query| query.metric_stat().is_some())
        .map(|query| Ok((query.id().unwrap_or_default().to_owned(), of_query(query)?)))
        .collect::<Result<_, String>>()?;
    let parts: Vec<Part> = queries
        .iter()
        .map(|query| Part {
            id: query.id().unwrap_or_default().to_owned(),
            expression: query.expression().map(str::to_owned),
            returned: query.return_data().unwrap_or(true),
        })
        .collect();
    Expression::of(&parts, metrics)
}

fn of_query(query: &MetricDataQuery) -> Result<Metric, String> {
    let of = format!("the metric {}", query.id().unwrap_or_default());
    let missing = |what: &str| format!("{of} has no {what}");
    let stat = query.metric_stat().ok_or_else(|| missing("MetricStat"))?;
    let metric = stat.metric().ok_or_else(|| missing("Metric"))?;
    Ok(Metric {
        namespace: needed(metric.namespace(), "Namespace", &of)?,
        name: needed(metric.metric_name(), "MetricName", &of)?,
        dimensions: dimensions(metric.dimensions()),
        stat: needed(stat.stat(), "Stat", &of)?,
        unit: stat.unit().map(unit),
        period: period(stat.period()).ok_or_else(|| missing("Period"))?,
    })
}

fn dimensions(given: &[Dimension]) -> BTreeMap<String, String> {
    given
        .iter()
        .map(|dimension| {
            let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
            (text(dimension.name()), text(dimension.value()))
        })
        .collect()
}

fn unit(given: &StandardUnit) -> String {
    given.as_str().to_owned()
}

fn period(given: Option<i32>) -> Option<Duration> {
    let seconds = u64::try_from(given?).ok().filter(|seconds| *seconds > 0)?;
    Some(Duration::from_secs(seconds))
}
