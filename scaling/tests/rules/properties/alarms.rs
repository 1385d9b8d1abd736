//! What holds for alarms.

use proptest::prelude::*;
use scaling::{Alarm, AlarmState, Comparison, Datapoint, MissingData};

use super::any::*;
use crate::given::{MINUTE, now};

fn breaches(alarm: &Alarm, value: f64) -> bool {
    match alarm.comparison {
        Comparison::GreaterThanOrEqual => value >= alarm.threshold,
        Comparison::Greater => value > alarm.threshold,
        Comparison::Less => value < alarm.threshold,
        Comparison::LessThanOrEqual => value <= alarm.threshold,
    }
}

/// What there is of the newest periods, two more than the evaluation periods.
fn existing(alarm: &Alarm, metric: &[Datapoint]) -> Vec<Datapoint> {
    let periods = u32::try_from(alarm.evaluation_periods).unwrap() + 2;
    metric
        .iter()
        .rev()
        .filter(|datapoint| now().since(datapoint.at) <= periods * MINUTE)
        .copied()
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(700))]

    #[test]
    fn with_enough_data_those_that_breach_among_the_newest_decide(alarm in alarm(), metric in metric()) {
        let existing = existing(&alarm, &metric);
        prop_assume!(existing.len() >= alarm.evaluation_periods);
        let newest = &existing[..alarm.evaluation_periods];
        let breaching: Vec<_> = newest.iter().filter(|datapoint| breaches(&alarm, datapoint.value)).collect();
        let expected = if breaching.len() >= alarm.datapoints_to_alarm {
            AlarmState::Alarm(*breaching[0])
        } else {
            AlarmState::Ok
        };
        prop_assert_eq!(alarm.state(&metric, now()), expected);
    }

    #[test]
    fn it_is_in_alarm_by_a_datapoint_that_breaches_only(alarm in alarm(), metric in metric()) {
        if let AlarmState::Alarm(datapoint) = alarm.state(&metric, now()) {
            prop_assert!(breaches(&alarm, datapoint.value));
            prop_assert!(existing(&alarm, &metric).contains(&datapoint));
        }
    }

    /// Of the four treatments of missing data the one that takes it for breaching alarms first, and the one that takes
    /// it for not breaching last.
    #[test]
    fn what_is_missing_alarms_in_order_of_its_treatment(alarm in alarm(), metric in metric()) {
        let in_alarm = |missing_data| {
            matches!(Alarm { missing_data, ..alarm }.state(&metric, now()), AlarmState::Alarm(_))
        };
        prop_assert!(!in_alarm(MissingData::NotBreaching) || in_alarm(MissingData::Ignore));
        prop_assert!(!in_alarm(MissingData::Ignore) || in_alarm(MissingData::Missing));
        prop_assert!(!in_alarm(MissingData::Missing) || in_alarm(MissingData::Breaching));
    }

    #[test]
    fn missing_periods_are_filled_in(alarm in alarm(), metric in metric()) {
        let existing = existing(&alarm, &metric);
        if existing.len() >= alarm.evaluation_periods {
            return Ok(());
        }
        let breaching = existing.iter().filter(|datapoint| breaches(&alarm, datapoint.value)).count();
        let filled_in = alarm.evaluation_periods - existing.len();
        let in_alarm = |missing_data| {
            matches!(Alarm { missing_data, ..alarm }.state(&metric, now()), AlarmState::Alarm(_))
        };
        prop_assert_eq!(in_alarm(MissingData::NotBreaching), breaching >= alarm.datapoints_to_alarm);
        let enough = breaching > 0 && breaching + filled_in >= alarm.datapoints_to_alarm;
        prop_assert_eq!(in_alarm(MissingData::Breaching), enough);
    }
}
