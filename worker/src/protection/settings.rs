//! When protection is set, kept, renewed and released.

use std::time::Duration;

use super::CALL_LIMIT;

/// The settings of a [`ProtectionManager`](super::ProtectionManager), by the names of AWS's own examples of task
/// protection, whose values are the defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// For how long the task is protected each time that protection is set or renewed, in minutes: 1 to 2880,
    /// the limits of `UpdateTaskProtection`.
    pub desired_protection_duration_in_mins: u16,
    /// Protection that is released before this share of the duration has passed stays until then, in percent: 0
    /// to 100. It keeps many short jobs from as many calls; 0 releases at once.
    pub maintain_protection_percentage: f64,
    /// When this share of the duration has passed protection is renewed while anyone holds it, in percent: more
    /// than 0 and less than 100.
    pub refresh_protection_percentage: f64,
    /// How often wish and state are compared, besides at every change of the wish. It is also the pause before a
    /// call that was rejected is made again.
    pub protection_adjust_interval: Duration,
}

/// Settings that cannot hold what they promise.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum UnusableSettings {
    /// Out of ECS's limits.
    #[error("the protection's duration is {0} minutes; ECS takes 1 to 2880")]
    Duration(u16),
    /// No percentage.
    #[error("protection is to be kept for {0} % of its duration; that is 0 to 100")]
    Maintain(f64),
    /// No percentage at which there is still time.
    #[error("protection is to be renewed at {0} % of its duration; that is more than 0 and less than 100")]
    Refresh(f64),
    /// Not a while.
    #[error("wish and state are to be compared every 0 s; that is at least 1 ms")]
    Interval,
    /// The renewal may be noticed, and answered, only when the protection is already over.
    #[error(
        "renewed at {refresh_percentage} % of {minutes} min and compared every {interval:?}, protection may be over \
         before it is renewed: renew earlier, or compare more often"
    )]
    RenewsTooLate {
        /// The share at which it is renewed, in percent.
        refresh_percentage: f64,
        /// The duration.
        minutes: u16,
        /// The interval.
        interval: Duration,
    },
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            desired_protection_duration_in_mins: 5,
            maintain_protection_percentage: 10.0,
            refresh_protection_percentage: 80.0,
            protection_adjust_interval: Duration::from_secs(10),
        }
    }
}

impl Settings {
    /// Whether they can hold what they promise: above all, that a renewal is noticed to be due, made and answered
    /// before the protection is over.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn check(&self) -> Result<(), UnusableSettings> {
        let percent = 0.0..=100.0;
        if !(1..=2880).contains(&self.desired_protection_duration_in_mins) {
            return Err(UnusableSettings::Duration(
                self.desired_protection_duration_in_mins,
            ));
        }
        if !percent.contains(&self.maintain_protection_percentage) {
            return Err(UnusableSettings::Maintain(self.maintain_protection_percentage));
        }
        if !percent.contains(&self.refresh_protection_percentage)
            || self.refresh_at().is_zero()
            || self.refresh_at() == self.duration()
        {
            return Err(UnusableSettings::Refresh(self.refresh_protection_percentage));
        }
        if self.protection_adjust_interval < Duration::from_millis(1) {
            return Err(UnusableSettings::Interval);
        }
        let renewed_by = self
            .refresh_at()
            .saturating_add(self.protection_adjust_interval)
            .saturating_add(CALL_LIMIT);
        if renewed_by >= self.duration() {
            return Err(UnusableSettings::RenewsTooLate {
                refresh_percentage: self.refresh_protection_percentage,
                minutes: self.desired_protection_duration_in_mins,
                interval: self.protection_adjust_interval,
            });
        }
        Ok(())
    }

    /// For how long protection lasts.
    pub fn duration(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.desired_protection_duration_in_mins))
    }

    /// For how long it is kept although it was released.
    pub fn maintain_for(&self) -> Duration {
        self.duration()
            .mul_f64(self.maintain_protection_percentage / 100.0)
    }

    /// After how long it is renewed.
    pub fn refresh_at(&self) -> Duration {
        self.duration()
            .mul_f64(self.refresh_protection_percentage / 100.0)
    }
}
