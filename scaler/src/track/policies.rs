//! Scaling policies as AWS tells them, as rules.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_applicationautoscaling::types::{
    AdjustmentType, CustomizedMetricSpecification, MetricStatistic, MetricType, PolicyType,
    PredefinedMetricSpecification, ScalingPolicy, StepScalingPolicyConfiguration,
    TargetTrackingMetricDataQuery, TargetTrackingMetricStat, TargetTrackingScalingPolicyConfiguration,
};
use scaling::metric_math::Part;
use scaling::{Adjustment, Step, StepScaling, TargetTracking};

use super::expression::Expression;
use super::metrics::{Metric, needed};
use super::services::ServiceName;

/// Where a policy sets no cooldown: 300 s, as the API reference of `PutScalingPolicy` has it for ECS services.
const COOLDOWN: Duration = Duration::from_secs(300);

/// A policy that can be followed.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) kind: Kind,
}

/// What kind it is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    TargetTracking {
        policy: TargetTracking,
        follows: Expression,
    },
    StepScaling(StepScaling),
}

/// Reads a policy of a service; `period` is that of target tracking's datapoints.
///
/// # Errors
/// What is wrong with it, or not served here, in a sentence.
pub(super) fn read(
    policy: &ScalingPolicy,
    service: &ServiceName,
    period: Duration,
) -> Result<Policy, String> {
    let kind = match policy.policy_type() {
        PolicyType::TargetTrackingScaling => {
            let configuration = policy
                .target_tracking_scaling_policy_configuration()
                .ok_or("it has no TargetTrackingScalingPolicyConfiguration")?;
            Kind::TargetTracking {
                policy: target_tracking(configuration)?,
                follows: metric(configuration, service, period)?,
            }
        }
        PolicyType::StepScaling => Kind::StepScaling(step_scaling(
            policy
                .step_scaling_policy_configuration()
                .ok_or("it has no StepScalingPolicyConfiguration")?,
        )?),
        other => {
            return Err(format!(
                "policies of the type {other} are not tracked; use TargetTrackingScaling or StepScaling"
            ));
        }
    };
    Ok(Policy {
        name: policy.policy_name().to_owned(),
        arn: policy.policy_arn().to_owned(),
        kind,
    })
}

fn target_tracking(given: &TargetTrackingScalingPolicyConfiguration) -> Result<TargetTracking, String> {
    let policy = TargetTracking::new(
        given.target_value(),
        seconds(given.scale_out_cooldown())?,
        seconds(given.scale_in_cooldown())?,
    )
    .map_err(|error| error.to_string())?;
    Ok(TargetTracking {
        disable_scale_in: given.disable_scale_in().unwrap_or(false),
        ..policy
    })
}

fn metric(
    given: &TargetTrackingScalingPolicyConfiguration,
    service: &ServiceName,
    period: Duration,
) -> Result<Expression, String> {
    if let Some(custom) = given.customized_metric_specification() {
        return customized(custom, period);
    }
    let predefined = given
        .predefined_metric_specification()
        .ok_or("it names no metric: it has neither a customized nor a predefined metric specification")?;
    Expression::metric(self::predefined(predefined, service, period)?)
}

/// The metrics that ECS publishes for each service, which the predefined ones of CPU and memory stand for.
fn predefined(
    given: &PredefinedMetricSpecification,
    service: &ServiceName,
    period: Duration,
) -> Result<Metric, String> {
    let name = match given.predefined_metric_type() {
        MetricType::EcsServiceAverageCpuUtilization => "CPUUtilization",
        MetricType::EcsServiceAverageMemoryUtilization => "MemoryUtilization",
        other => {
            return Err(format!(
                "the predefined metric {other} is not tracked; use a customized metric specification"
            ));
        }
    };
    Ok(Metric {
        namespace: "AWS/ECS".to_owned(),
        name: name.to_owned(),
        dimensions: BTreeMap::from([
            ("ClusterName".to_owned(), service.cluster.clone()),
            ("ServiceName".to_owned(), service.service.clone()),
        ]),
        stat: "Average".to_owned(),
        unit: None,
        period,
    })
}

fn customized(given: &CustomizedMetricSpecification, period: Duration) -> Result<Expression, String> {
    let queries = given.metrics();
    if queries.is_empty() {
        let dimensions = given.dimensions().iter();
        return Expression::metric(Metric {
            namespace: needed(given.namespace(), "Namespace", "its metric")?,
            name: needed(given.metric_name(), "MetricName", "its metric")?,
            dimensions: dimensions
                .map(|dimension| (dimension.name().to_owned(), dimension.value().to_owned()))
                .collect(),
            stat: needed(
                given.statistic().map(MetricStatistic::as_str),
                "Statistic",
                "its metric",
            )?,
            unit: given.unit().map(str::to_owned),
            period,
        });
    }
    let metrics = queries
        .iter()
        .filter_map(|query| Some((query.id(), query.metric_stat()?)))
        .map(|(id, stat)| Ok((id.to_owned(), of_stat(id, stat, period)?)))
        .collect::<Result<_, String>>()?;
    let parts: Vec<Part> = queries.iter().map(part).collect();
    Expression::of(&parts, metrics)
}

fn part(query: &TargetTrackingMetricDataQuery) -> Part {
    Part {
        id: query.id().to_owned(),
        expression: query.expression().map(str::to_owned),
        returned: query.return_data().unwrap_or(true),
    }
}

fn of_stat(id: &str, stat: &TargetTrackingMetricStat, period: Duration) -> Result<Metric, String> {
    let metric = stat
        .metric()
        .ok_or_else(|| format!("the MetricStat of {id} has no Metric"))?;
    let of = format!("the metric {id}");
    Ok(Metric {
        namespace: needed(metric.namespace(), "Namespace", &of)?,
        name: needed(metric.metric_name(), "MetricName", &of)?,
        dimensions: metric
            .dimensions()
            .iter()
            .map(|dimension| (dimension.name().to_owned(), dimension.value().to_owned()))
            .collect(),
        stat: stat.stat().to_owned(),
        unit: stat.unit().map(str::to_owned),
        period,
    })
}

fn step_scaling(given: &StepScalingPolicyConfiguration) -> Result<StepScaling, String> {
    let adjustment = match given.adjustment_type() {
        Some(AdjustmentType::ChangeInCapacity) => Adjustment::ChangeInCapacity,
        Some(AdjustmentType::ExactCapacity) => Adjustment::ExactCapacity,
        Some(AdjustmentType::PercentChangeInCapacity) => Adjustment::PercentChangeInCapacity {
            min_magnitude: given
                .min_adjustment_magnitude()
                .and_then(|magnitude| u32::try_from(magnitude).ok())
                .unwrap_or(0),
        },
        Some(other) => return Err(format!("the AdjustmentType {other} is not known")),
        None => return Err("it has no AdjustmentType".to_owned()),
    };
    let steps = given.step_adjustments().iter();
    let steps: Vec<Step> = steps
        .map(|step| Step {
            lower: step.metric_interval_lower_bound(),
            upper: step.metric_interval_upper_bound(),
            adjustment: step.scaling_adjustment(),
        })
        .collect();
    if steps.is_empty() {
        return Err("it has no StepAdjustments".to_owned());
    }
    Ok(StepScaling {
        adjustment,
        steps,
        cooldown: seconds(given.cooldown())?,
    })
}

fn seconds(given: Option<i32>) -> Result<Duration, String> {
    match given {
        None => Ok(COOLDOWN),
        Some(seconds) => u64::try_from(seconds)
            .map(Duration::from_secs)
            .map_err(|_| format!("a cooldown of {seconds} s is negative")),
    }
}
