//! How target tracking is evaluated.

use std::time::Duration;

use crate::PolicyError;

/// How long a metric must stay on one side of the target before a target tracking policy acts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// The period of the datapoints; a minute on AWS.
    pub period: Duration,
    /// So many datapoints in a row above the target scale out; 3 on AWS.
    pub to_scale_out: usize,
    /// So many datapoints in a row below the margin scale in; 15 on AWS.
    pub to_scale_in: usize,
    /// Scale-in begins below this share of the target; 0.9 on AWS.
    pub scale_in_margin: f64,
}

impl Default for Evaluation {
    /// As on AWS.
    fn default() -> Self {
        Self {
            period: Duration::from_secs(60),
            to_scale_out: 3,
            to_scale_in: 15,
            scale_in_margin: 0.9,
        }
    }
}

impl Evaluation {
    /// An evaluation whose numbers are checked.
    pub fn new(
        period: Duration,
        to_scale_out: usize,
        to_scale_in: usize,
        scale_in_margin: f64,
    ) -> Result<Self, PolicyError> {
        if period.is_zero() {
            return Err(PolicyError::Period);
        }
        if to_scale_out == 0 || to_scale_in == 0 {
            return Err(PolicyError::Datapoints);
        }
        if !(scale_in_margin > 0.0 && scale_in_margin <= 1.0) {
            return Err(PolicyError::Margin(scale_in_margin));
        }
        Ok(Self {
            period,
            to_scale_out,
            to_scale_in,
            scale_in_margin,
        })
    }
}
