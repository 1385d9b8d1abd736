//! The target, set anew from the measured processing duration, as `scaler set-target` does.

use std::collections::VecDeque;
use std::time::Duration;

use scaling::Moment;

use crate::float;
use crate::settings::Settings;

/// ecsTargetBPI = acceptable delay / mean processing duration (MPD).
#[derive(Debug)]
pub(crate) struct Target {
    acceptable: Duration,
    default_mpd: Duration,
    every: Option<Duration>,
    next: Option<Moment>,
    /// What was measured between two settings, the latest first: as many as are looked back at.
    measured: VecDeque<Measured>,
    looked_back: usize,
    /// All of it together.
    together: Measured,
    value: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Measured {
    count: u64,
    total: Duration,
}

impl Target {
    pub(crate) fn new(settings: &Settings) -> Self {
        let every = settings.policy.set_target_every;
        let windows = every.map_or(1.0, |every| settings.policy.mpd_window.div_duration_f64(every));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a ratio of durations, which saturates"
        )]
        let looked_back = windows.max(1.0) as usize;
        let mut target = Self {
            acceptable: settings.acceptable,
            default_mpd: settings.policy.default_mpd,
            every,
            next: every.map(Moment),
            measured: VecDeque::from([Measured::default()]),
            looked_back,
            together: Measured::default(),
            value: 0.0,
        };
        target.value = target.by(target.default_mpd.as_secs_f64());
        target
    }

    /// The target as it stands.
    pub(crate) fn value(&self) -> f64 {
        self.value
    }

    /// When it is set next.
    pub(crate) fn next(&self) -> Option<Moment> {
        self.next
    }

    /// A message was worked on for so long.
    pub(crate) fn measured(&mut self, duration: Duration) {
        for measured in self.measured.front_mut().into_iter().chain([&mut self.together]) {
            measured.count += 1;
            measured.total += duration;
        }
    }

    /// It is set by the mean of what was measured, or by the default if that is nothing.
    pub(crate) fn set(&mut self) {
        let Measured { count, total } = self.together;
        let mpd = if total.is_zero() {
            self.default_mpd.as_secs_f64()
        } else {
            total.as_secs_f64() / float(count.max(1))
        };
        self.value = self.by(mpd);
        if self.measured.len() == self.looked_back
            && let Some(oldest) = self.measured.pop_back()
        {
            self.together.count -= oldest.count;
            self.together.total = self.together.total.saturating_sub(oldest.total);
        }
        self.measured.push_front(Measured::default());
        self.next = self.next.zip(self.every).map(|(at, every)| at + every);
    }

    fn by(&self, mpd: f64) -> f64 {
        self.acceptable.as_secs_f64() / mpd
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::End;

    #[test]
    #[expect(clippy::float_cmp, reason = "exact in binary")]
    fn the_target_is_that_of_the_mean_within_the_window_or_of_the_default() {
        let seconds = Duration::from_secs;
        let mut settings = Settings::documented(seconds(5), End::At(seconds(1)));
        settings.policy.mpd_window = seconds(2 * 3600);
        let mut target = Target::new(&settings);
        assert_eq!(
            (target.value(), target.next()),
            (12.0, Some(Moment(seconds(3600))))
        );
        target.measured(seconds(1));
        target.measured(seconds(3));
        assert_eq!(target.value(), 12.0);
        target.set();
        assert_eq!(
            (target.value(), target.next()),
            (30.0, Some(Moment(seconds(7200))))
        );
        target.measured(seconds(5));
        target.set();
        assert_eq!(target.value(), 20.0);
        target.set();
        assert_eq!(target.value(), 12.0);
        target.measured(seconds(3));
        target.set();
        assert_eq!(target.value(), 20.0);
        target.set();
        target.set();
        assert_eq!(target.value(), 12.0);
        target.measured(Duration::ZERO);
        target.set();
        assert_eq!(target.value(), 12.0);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact in binary")]
    fn it_looks_back_at_what_was_measured_since_the_last_time_at_least() {
        let seconds = Duration::from_secs;
        let mut settings = Settings::documented(seconds(5), End::At(seconds(1)));
        settings.policy.mpd_window = seconds(1);
        let mut target = Target::new(&settings);
        target.measured(seconds(1));
        target.set();
        assert_eq!(target.value(), 60.0);
        target.set();
        assert_eq!(target.value(), 12.0);
    }
}
