//! The rules of metric math: metrics with ids, and expressions of them, of which one is what a policy follows.

use std::collections::BTreeSet;

use super::errors::validation;
use super::shapes::tracking::{TargetTrackingMetricDataQuery, TargetTrackingMetricStat};
use crate::api::ApiError;

/// As many as an alarm of CloudWatch takes.
const MOST_METRICS: usize = 10;

pub(super) fn check(metrics: &[TargetTrackingMetricDataQuery]) -> Result<(), ApiError> {
    if metrics.len() > MOST_METRICS {
        return Err(validation(format!(
            "A metric specification can have at most {MOST_METRICS} Metrics, but has {}",
            metrics.len()
        )));
    }
    let mut ids = BTreeSet::new();
    for metric in metrics {
        if !is_id(&metric.id) {
            return Err(validation(format!(
                "The metric id {} is not valid: it begins with a lowercase letter and has letters, digits and \
                 underscores",
                metric.id
            )));
        }
        if !ids.insert(metric.id.as_str()) {
            return Err(validation(format!(
                "The metric id {} is used more than once",
                metric.id
            )));
        }
    }
    for metric in metrics {
        match (&metric.expression, &metric.metric_stat) {
            (Some(expression), None) => check_expression(&metric.id, expression, &ids)?,
            (None, Some(stat)) => check_stat(&metric.id, stat)?,
            _ => {
                return Err(validation(format!(
                    "The metric {} must have either an Expression or a MetricStat, and not both",
                    metric.id
                )));
            }
        }
    }
    // One that does not say returns its data.
    let returned = metrics
        .iter()
        .filter(|metric| metric.return_data.unwrap_or(true))
        .count();
    if returned != 1 {
        return Err(validation(format!(
            "Exactly one of the Metrics must have ReturnData true, which it is unless given, but {returned} have"
        )));
    }
    Ok(())
}

fn check_stat(id: &str, stat: &TargetTrackingMetricStat) -> Result<(), ApiError> {
    for (name, given) in [
        ("Metric.MetricName", stat.metric.metric_name.is_some()),
        ("Metric.Namespace", stat.metric.namespace.is_some()),
        ("Stat", !stat.stat.is_empty()),
    ] {
        if !given {
            return Err(validation(format!(
                "The MetricStat of the metric {id} needs {name}"
            )));
        }
    }
    Ok(())
}

/// What an expression refers to must be there, and not be itself. Whether the rest of it makes sense is found by
/// who evaluates it.
fn check_expression(id: &str, expression: &str, ids: &BTreeSet<&str>) -> Result<(), ApiError> {
    for name in references(expression) {
        if name == id {
            return Err(validation(format!(
                "The expression of the metric {id} refers to itself"
            )));
        }
        if !ids.contains(name) {
            return Err(validation(format!(
                "The expression of the metric {id} refers to {name}, which is not the id of one of the Metrics"
            )));
        }
    }
    Ok(())
}

/// The ids in an expression: words outside quotes that begin with a lowercase letter, as no function does.
fn references(expression: &str) -> impl Iterator<Item = &str> {
    expression
        .split(['"', '\''])
        // What is between quotes is text.
        .step_by(2)
        .flat_map(|part| part.split(|character: char| !is_of_id(character)))
        .filter(|word| word.starts_with(|first: char| first.is_ascii_lowercase()))
}

fn is_id(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase()) && id.chars().all(is_of_id)
}

fn is_of_id(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
