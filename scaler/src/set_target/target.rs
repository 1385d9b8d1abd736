//! The target that a delay and a duration make.

/// The least and the greatest `TargetValue` that `PutScalingPolicy` takes, as its API reference has them.
const TARGET_VALUES: std::ops::RangeInclusive<f64> = 8.515_920e-109..=1.174_271e108;

/// How many messages may wait for each task: as many as it works off in `acceptable_delay` seconds, at `duration`
/// seconds each.
///
/// # Errors
/// There is no such target; the old one had better stay.
pub(super) fn target(acceptable_delay: f64, duration: f64) -> Result<f64, String> {
    let target = acceptable_delay / duration;
    if duration > 0.0 && TARGET_VALUES.contains(&target) {
        return Ok(target);
    }
    Err(format!(
        "a processing duration of {duration} s with an acceptable delay of {acceptable_delay} s makes no target"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_own_numbers() {
        assert_eq!(target(10.0, 0.1), Ok(100.0));
        assert_eq!(target(60.0, 5.0), Ok(12.0));
    }

    #[test]
    fn what_makes_no_target_is_said_and_never_put() {
        for duration in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE] {
            let why = target(60.0, duration).expect_err("no target");
            assert!(why.contains(&format!("{duration} s")), "{why}");
        }
        assert!(target(0.0, 5.0).is_err());
    }
}
