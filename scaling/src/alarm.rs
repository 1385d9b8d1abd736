//! CloudWatch alarms, as far as step scaling follows them.

use std::time::Duration;

use crate::history::{Aged, recent};
use crate::{Datapoint, Moment};

/// A metric alarm on one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alarm {
    /// How the metric is compared to the threshold.
    pub comparison: Comparison,
    /// The threshold.
    pub threshold: f64,
    /// The period of the datapoints.
    pub period: Duration,
    /// So many of the latest periods are looked at.
    pub evaluation_periods: usize,
    /// So many of them must breach.
    pub datapoints_to_alarm: usize,
    /// What a period without a datapoint counts for.
    pub missing_data: MissingData,
}

/// How a metric breaches a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `GreaterThanOrEqualToThreshold`.
    GreaterThanOrEqual,
    /// `GreaterThanThreshold`.
    Greater,
    /// `LessThanThreshold`.
    Less,
    /// `LessThanOrEqualToThreshold`.
    LessThanOrEqual,
}

/// What a period without a datapoint counts for (`TreatMissingData`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingData {
    /// `missing`: nothing; where all are missing there is no telling.
    Missing,
    /// `ignore`: the state stays.
    Ignore,
    /// `breaching`.
    Breaching,
    /// `notBreaching`.
    NotBreaching,
}

/// The state of an alarm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AlarmState {
    /// It does not breach.
    Ok,
    /// It breaches, with this newest datapoint that does.
    Alarm(Datapoint),
    /// There is no telling.
    InsufficientData,
}

impl Alarm {
    /// The state at `now`, by datapoints of whole periods, ascending.
    ///
    /// As the CloudWatch User Guide has it in "Configuring how CloudWatch alarms treat missing data": of the newest
    /// periods, two more than the evaluation periods, the existing datapoints count. Are there enough, the newest of
    /// them decide, whatever is missing; are there fewer, the rest is filled in by [`MissingData`], as seldom as
    /// possible. Where data stops, an alarm whose datapoints all breach goes into ALARM once the oldest of them is as
    /// old as the datapoints that it takes ("premature alarm state").
    ///
    /// Two things are ours, both so that missing data never scales. An alarm that retains its state (`ignore`) cannot
    /// be told from here, which knows no former state: [`AlarmState::InsufficientData`]. And one that is in ALARM
    /// without a single datapoint that breaches (`breaching`) does not say how far: [`AlarmState::InsufficientData`].
    pub fn state(&self, metric: &[Datapoint], now: Moment) -> AlarmState {
        let existing = self.existing(metric, now);
        let Some(newest) = existing.iter().find(|aged| self.breached_by(aged.datapoint)) else {
            return match self.missing_data {
                MissingData::Missing | MissingData::Ignore if existing.is_empty() => {
                    AlarmState::InsufficientData
                }
                MissingData::Breaching if self.filled_in(&existing) >= self.must_breach() => {
                    AlarmState::InsufficientData
                }
                _ => AlarmState::Ok,
            };
        };
        let in_alarm = AlarmState::Alarm(newest.datapoint);

        let periods = self.periods();
        let breaching = existing
            .iter()
            .take(periods)
            .filter(|aged| self.breached_by(aged.datapoint))
            .count();
        if breaching >= self.must_breach() {
            return in_alarm;
        }
        let filled_in = self.filled_in(&existing);
        if filled_in == 0 {
            return AlarmState::Ok;
        }
        let all_breach = existing.iter().all(|aged| self.breached_by(aged.datapoint));
        let old_enough = existing
            .last()
            .is_some_and(|oldest| oldest.age >= self.must_breach());
        match self.missing_data {
            MissingData::Breaching if breaching + filled_in >= self.must_breach() => in_alarm,
            MissingData::Missing if all_breach && old_enough => in_alarm,
            MissingData::Ignore if all_breach => AlarmState::InsufficientData,
            _ => AlarmState::Ok,
        }
    }

    /// The datapoints within the evaluation range, the newest first.
    pub(crate) fn existing(&self, metric: &[Datapoint], now: Moment) -> Vec<Aged> {
        recent(metric, self.period, self.periods(), now)
    }

    /// How many periods decide.
    pub(crate) fn periods(&self) -> usize {
        self.evaluation_periods.max(1)
    }

    fn must_breach(&self) -> usize {
        self.datapoints_to_alarm.clamp(1, self.periods())
    }

    fn filled_in(&self, existing: &[Aged]) -> usize {
        self.periods().saturating_sub(existing.len())
    }

    fn breached_by(&self, datapoint: Datapoint) -> bool {
        match self.comparison {
            Comparison::GreaterThanOrEqual => datapoint.value >= self.threshold,
            Comparison::Greater => datapoint.value > self.threshold,
            Comparison::Less => datapoint.value < self.threshold,
            Comparison::LessThanOrEqual => datapoint.value <= self.threshold,
        }
    }
}
