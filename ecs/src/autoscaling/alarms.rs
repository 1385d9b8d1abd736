//! The CloudWatch alarms that AWS makes for target tracking, by name: they are told, but no alarm is made, for the
//! scaler evaluates the policies itself.

use super::shapes::policy::Alarm;
use crate::place::Place;

/// The alarms of a target tracking policy: one to scale out and, unless scaling in is disabled, one to scale in.
/// Those that were there stay as they are.
pub(super) fn alarms(
    place: &Place,
    resource_id: &str,
    disable_scale_in: bool,
    before: &[Alarm],
) -> Vec<Alarm> {
    let mut sides = vec!["AlarmHigh"];
    if !disable_scale_in {
        sides.push("AlarmLow");
    }
    sides
        .into_iter()
        .map(|side| {
            let prefix = format!("TargetTracking-{resource_id}-{side}-");
            before
                .iter()
                .find(|alarm| alarm.alarm_name.starts_with(&prefix))
                .cloned()
                .unwrap_or_else(|| {
                    let name = format!("{prefix}{}", super::ids::uuid());
                    Alarm {
                        alarm_arn: place.arn("cloudwatch", &format!("alarm:{name}")),
                        alarm_name: name,
                    }
                })
        })
        .collect()
}
