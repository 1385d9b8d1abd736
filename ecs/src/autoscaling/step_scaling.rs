//! The rules of step scaling: which change belongs to which distance between the metric and the alarm's threshold.

use super::errors::validation;
use super::shapes::policy::{AdjustmentType, StepAdjustment, StepScalingPolicyConfiguration};
use crate::api::ApiError;

/// AWS's quota of step adjustments of a policy.
const MOST_STEPS: usize = 20;

pub(super) fn check(configuration: &StepScalingPolicyConfiguration) -> Result<(), ApiError> {
    let Some(adjustment_type) = configuration.adjustment_type else {
        return Err(validation(
            "AdjustmentType must be given for step scaling: ChangeInCapacity, PercentChangeInCapacity or ExactCapacity",
        ));
    };
    if configuration.cooldown.is_some_and(|cooldown| cooldown < 0) {
        return Err(validation("Cooldown cannot be less than 0 seconds"));
    }
    match configuration.min_adjustment_magnitude {
        Some(_) if adjustment_type != AdjustmentType::PercentChangeInCapacity => {
            return Err(validation(format!(
                "MinAdjustmentMagnitude can only be given with the adjustment type PercentChangeInCapacity, not with \
                 {adjustment_type:?}"
            )));
        }
        Some(magnitude) if magnitude < 1 => {
            return Err(validation(format!(
                "MinAdjustmentMagnitude must be at least 1, but is {magnitude}"
            )));
        }
        _ => {}
    }
    let steps = &configuration.step_adjustments;
    if steps.is_empty() {
        return Err(validation("Step scaling needs at least one step adjustment"));
    }
    if steps.len() > MOST_STEPS {
        return Err(super::errors::limit_exceeded(format!(
            "A step scaling policy can have at most {MOST_STEPS} step adjustments, but {} are given",
            steps.len()
        )));
    }
    if adjustment_type == AdjustmentType::ExactCapacity
        && let Some(step) = steps.iter().find(|step| step.scaling_adjustment < 0)
    {
        return Err(validation(format!(
            "ScalingAdjustment is a capacity with the adjustment type ExactCapacity and cannot be less than 0, but is \
             {}",
            step.scaling_adjustment
        )));
    }
    check_bounds(steps)
}

/// The steps must cover one unbroken stretch, each point once; a stretch that reaches below the threshold goes on
/// to minus infinity, and one that reaches above it to infinity.
fn check_bounds(steps: &[StepAdjustment]) -> Result<(), ApiError> {
    let mut ranges: Vec<(f64, f64)> = Vec::with_capacity(steps.len());
    for step in steps {
        let (lower, upper) = (step.metric_interval_lower_bound, step.metric_interval_upper_bound);
        if lower.is_none() && upper.is_none() {
            return Err(validation(
                "The lower and the upper bound cannot both be null in one step adjustment",
            ));
        }
        let range = (lower.unwrap_or(f64::NEG_INFINITY), upper.unwrap_or(f64::INFINITY));
        if range.0 >= range.1 {
            return Err(validation(format!(
                "The lower bound of a step adjustment must be less than its upper bound, but {} is not less than {}",
                range.0, range.1
            )));
        }
        ranges.push(range);
    }
    for (bound, count) in [
        (
            "lower",
            ranges.iter().filter(|range| range.0 == f64::NEG_INFINITY).count(),
        ),
        (
            "upper",
            ranges.iter().filter(|range| range.1 == f64::INFINITY).count(),
        ),
    ] {
        if count > 1 {
            return Err(validation(format!(
                "At most one step adjustment can have a null {bound} bound, but {count} have"
            )));
        }
    }
    ranges.sort_by(|one, other| one.0.total_cmp(&other.0));
    for pair in ranges.windows(2) {
        let ((_, end), (start, _)) = (pair[0], pair[1]);
        if start < end {
            return Err(validation(format!(
                "Step adjustments cannot overlap, but one ends at {end} and the next begins at {start}"
            )));
        }
        if start > end {
            return Err(validation(format!(
                "There cannot be a gap between step adjustments, but one ends at {end} and the next begins at {start}"
            )));
        }
    }
    let (first, last) = (ranges[0].0, ranges[ranges.len() - 1].1);
    if first < 0.0 && first != f64::NEG_INFINITY {
        return Err(validation(format!(
            "A step adjustment has the negative lower bound {first}, so one must have a null lower bound"
        )));
    }
    if last > 0.0 && last != f64::INFINITY {
        return Err(validation(format!(
            "A step adjustment has the positive upper bound {last}, so one must have a null upper bound"
        )));
    }
    Ok(())
}
