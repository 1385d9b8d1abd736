//! How long to wait before a call is tried again.

use std::time::Duration;

/// A wait that doubles with every failure in a row, up to a limit, with jitter so that many workers do not come
/// back at the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
}

/// For calls to AWS: 100 ms doubling up to 20 s.
pub const CALLS: Backoff = Backoff {
    first: Duration::from_millis(100),
    longest: Duration::from_secs(20),
};

impl Backoff {
    /// The wait after that many failures in a row (1 or more), somewhere between half of the full wait and all of
    /// it, as `chance` (0 to 1) says.
    pub fn wait(self, failures: u32, chance: f64) -> Duration {
        let full = doubled(self.first, failures.saturating_sub(1)).min(self.longest);
        full.mul_f64(chance.clamp(0.0, 1.0).mul_add(0.5, 0.5))
    }

    /// As [`Backoff::wait`], by chance.
    pub(crate) fn next(self, failures: u32) -> Duration {
        self.wait(failures, fastrand::f64())
    }
}

/// A duration doubled that many times, or the longest there is.
pub(super) fn doubled(first: Duration, times: u32) -> Duration {
    2_u32
        .checked_pow(times)
        .and_then(|factor| first.checked_mul(factor))
        .unwrap_or(if first.is_zero() { first } else { Duration::MAX })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_double_up_to_the_limit() {
        let full = |failures| CALLS.wait(failures, 1.0).as_millis();
        assert_eq!(
            [1, 2, 3, 8, 9, 40].map(full),
            [100, 200, 400, 12_800, 20_000, 20_000]
        );
        assert_eq!(CALLS.wait(1, 0.0).as_millis(), 50);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_nothing_nor_beyond_the_limit(failures: u32, chance in -1.0..2.0_f64) {
            let wait = CALLS.wait(failures, chance);
            prop_assert!(wait >= CALLS.first / 2 && wait <= CALLS.longest);
        }

        #[test]
        fn more_failures_never_wait_less(failures in 0..u32::MAX, chance in 0.0..1.0_f64) {
            prop_assert!(CALLS.wait(failures, chance) <= CALLS.wait(failures + 1, chance));
        }
    }
}
