//! What CloudWatch shows of a period.

use crate::float;
use crate::settings::Statistic;

/// The counts of a period, gathered as they hold for a time. What holds for no time at all, such as a message's
/// waiting for a task that is free, is not seen.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Period {
    most_visible: u64,
    /// The visible messages over time, and the time.
    visible: f64,
    seconds: f64,
    most_in_flight: u64,
    most_running: u32,
    running: u32,
}

impl Period {
    /// These counts hold for so long.
    pub(crate) fn hold(&mut self, visible: u64, in_flight: u64, running: u32, seconds: f64) {
        self.most_visible = self.most_visible.max(visible);
        self.visible += float(visible) * seconds;
        self.seconds += seconds;
        self.most_in_flight = self.most_in_flight.max(in_flight);
        self.most_running = self.most_running.max(running);
        self.running = running;
    }

    /// Visible messages.
    pub(crate) fn visible(&self, statistic: Statistic) -> f64 {
        match statistic {
            Statistic::Average if self.seconds > 0.0 => self.visible / self.seconds,
            Statistic::Average | Statistic::Maximum => float(self.most_visible),
        }
    }

    /// The most messages that were in flight at a time.
    pub(crate) fn in_flight(&self) -> f64 {
        float(self.most_in_flight)
    }

    /// The tasks that ran at its end: Container Insights counts them once a minute, and the average of one count is
    /// that count.
    pub(crate) fn running(&self) -> u32 {
        self.running
    }

    /// The most tasks that ran at a time.
    pub(crate) fn most_running(&self) -> u32 {
        self.most_running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "exact in binary")]
    fn maximum_average_and_the_tasks_at_the_end() {
        let mut period = Period::default();
        period.hold(10, 3, 4, 30.0);
        period.hold(99, 9, 9, 0.0);
        period.hold(2, 5, 2, 10.0);
        assert_eq!(period.visible(Statistic::Average), 8.0);
        assert_eq!(period.visible(Statistic::Maximum), 99.0);
        assert_eq!(period.in_flight(), 9.0);
        assert_eq!((period.running(), period.most_running()), (2, 9));
    }
}
