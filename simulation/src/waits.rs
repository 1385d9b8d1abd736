//! How long messages waited until the work on them began.

use std::time::Duration;

use hdrhistogram::Histogram;

use crate::float;
use crate::outcome::Waits;

/// The longest wait that quantiles tell apart: a hundred years, in microseconds.
const LONGEST: u64 = 100 * 366 * 86_400 * 1_000_000;
/// Quantiles are right to a thousandth.
const SIGNIFICANT: u8 = 3;

/// Gathers waits, in the same memory for any number of them.
#[derive(Debug)]
pub(crate) struct WaitLog {
    acceptable: Duration,
    /// In microseconds.
    histogram: Histogram<u64>,
    seconds: f64,
    longest: Duration,
    missed: u64,
}

impl WaitLog {
    pub(crate) fn new(acceptable: Duration) -> Self {
        Self {
            acceptable,
            histogram: Histogram::new_with_bounds(1, LONGEST, SIGNIFICANT).expect("constant bounds"),
            seconds: 0.0,
            longest: Duration::ZERO,
            missed: 0,
        }
    }

    /// A message had to wait for so long.
    pub(crate) fn waited(&mut self, wait: Duration) {
        self.histogram
            .saturating_record(u64::try_from(wait.as_micros()).unwrap_or(u64::MAX));
        self.seconds += wait.as_secs_f64();
        self.longest = self.longest.max(wait);
        self.missed += u64::from(wait > self.acceptable);
    }

    /// So many waited longer than is acceptable.
    pub(crate) fn missed(&self) -> u64 {
        self.missed
    }

    /// All of them together.
    pub(crate) fn waits(&self) -> Waits {
        let quantile = |share| {
            let micros = self.histogram.value_at_quantile(share);
            // A bucket may reach beyond the longest.
            Duration::from_micros(micros).min(self.longest)
        };
        Waits {
            mean: Duration::from_secs_f64(self.seconds / float(self.histogram.len().max(1))),
            median: quantile(0.5),
            p95: quantile(0.95),
            p99: quantile(0.99),
            longest: self.longest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_mean_and_what_was_too_long() {
        let mut log = WaitLog::new(Duration::from_secs(60));
        assert_eq!(log.waits(), Waits::default());
        for seconds in 1..=100 {
            log.waited(Duration::from_secs(seconds));
        }
        assert_eq!(log.missed(), 40);
        let waits = log.waits();
        assert_eq!(waits.mean, Duration::from_millis(50_500));
        assert_eq!(waits.longest, Duration::from_secs(100));
        for (quantile, expected) in [(waits.median, 50.0), (waits.p95, 95.0), (waits.p99, 99.0)] {
            assert!(
                (quantile.as_secs_f64() / expected - 1.0).abs() < 0.001,
                "{quantile:?}"
            );
        }
    }

    #[test]
    fn no_quantile_is_beyond_the_longest() {
        let mut log = WaitLog::new(Duration::from_secs(60));
        // Not the last of those that the histogram cannot tell apart.
        let longest = Duration::from_micros(100_000_001);
        log.waited(longest);
        let waits = log.waits();
        assert_eq!((waits.median, waits.p99), (longest, longest));
    }
}
