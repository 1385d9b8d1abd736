//! The rules of target tracking: a value to keep a metric at.

use super::errors::validation;
use super::metric_math;
use super::shapes::tracking::{
    CustomizedMetricSpecification, PredefinedMetricSpecification, TargetTrackingScalingPolicyConfiguration,
};
use crate::api::ApiError;

const PER_TARGET: &str = "ALBRequestCountPerTarget";

/// The predefined metrics that a service of ECS has.
const PREDEFINED: [&str; 3] = [
    "ECSServiceAverageCPUUtilization",
    "ECSServiceAverageMemoryUtilization",
    PER_TARGET,
];

/// What CloudWatch takes for a value.
const SMALLEST: f64 = 8.515_920e-109;
const LARGEST: f64 = 1.174_271e108;

pub(super) fn check(configuration: &TargetTrackingScalingPolicyConfiguration) -> Result<(), ApiError> {
    let target = configuration.target_value;
    if !(SMALLEST..=LARGEST).contains(&target) {
        return Err(validation(format!(
            "TargetValue must be greater than 0 and within what CloudWatch takes, but is {target}"
        )));
    }
    for (name, cooldown) in [
        ("ScaleOutCooldown", configuration.scale_out_cooldown),
        ("ScaleInCooldown", configuration.scale_in_cooldown),
    ] {
        if cooldown.is_some_and(|cooldown| cooldown < 0) {
            return Err(validation(format!("{name} cannot be less than 0 seconds")));
        }
    }
    match (
        &configuration.predefined_metric_specification,
        &configuration.customized_metric_specification,
    ) {
        (Some(predefined), None) => check_predefined(predefined),
        (None, Some(customized)) => check_customized(customized),
        (Some(_), Some(_)) => Err(validation(
            "A target tracking policy takes either a PredefinedMetricSpecification or a \
             CustomizedMetricSpecification, but both are given",
        )),
        (None, None) => Err(validation(
            "A target tracking policy needs a PredefinedMetricSpecification or a CustomizedMetricSpecification",
        )),
    }
}

/// Whether two policies would follow the same metric.
pub(super) fn same_metric(
    one: &TargetTrackingScalingPolicyConfiguration,
    other: &TargetTrackingScalingPolicyConfiguration,
) -> bool {
    one.predefined_metric_specification == other.predefined_metric_specification
        && one.customized_metric_specification == other.customized_metric_specification
}

fn check_predefined(metric: &PredefinedMetricSpecification) -> Result<(), ApiError> {
    let kind = metric.predefined_metric_type.as_str();
    if !PREDEFINED.contains(&kind) {
        return Err(validation(format!(
            "local-ecs does not serve the predefined metric type {kind}: for a service of ECS there are {}",
            PREDEFINED.join(", ")
        )));
    }
    match &metric.resource_label {
        None if kind == PER_TARGET => Err(validation(format!(
            "{PER_TARGET} needs a ResourceLabel: \
             app/<load balancer name>/<load balancer id>/targetgroup/<target group name>/<target group id>"
        ))),
        Some(_) if kind != PER_TARGET => Err(validation(format!(
            "A ResourceLabel can only be given for {PER_TARGET}, not for {kind}"
        ))),
        Some(label) if !is_label(label) => Err(validation(format!(
            "The ResourceLabel {label} is not of the form \
             app/<load balancer name>/<load balancer id>/targetgroup/<target group name>/<target group id>"
        ))),
        _ => Ok(()),
    }
}

fn is_label(label: &str) -> bool {
    let parts: Vec<&str> = label.split('/').collect();
    parts.len() == 6
        && parts[0] == "app"
        && parts[3] == "targetgroup"
        && parts.iter().all(|part| !part.is_empty())
}

fn check_customized(metric: &CustomizedMetricSpecification) -> Result<(), ApiError> {
    let single = metric.metric_name.is_some()
        || metric.namespace.is_some()
        || metric.statistic.is_some()
        || metric.unit.is_some()
        || !metric.dimensions.is_empty();
    if !metric.metrics.is_empty() {
        if single {
            return Err(validation(
                "A CustomizedMetricSpecification has either Metrics or one metric with MetricName, Namespace and \
                 Statistic, but both are given",
            ));
        }
        return metric_math::check(&metric.metrics);
    }
    for (name, given) in [
        (
            "MetricName",
            metric.metric_name.as_ref().is_some_and(|name| !name.is_empty()),
        ),
        (
            "Namespace",
            metric.namespace.as_ref().is_some_and(|name| !name.is_empty()),
        ),
        ("Statistic", metric.statistic.is_some()),
    ] {
        if !given {
            return Err(validation(format!(
                "A CustomizedMetricSpecification without Metrics needs {name}"
            )));
        }
    }
    Ok(())
}
