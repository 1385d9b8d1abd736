//! How long a message that failed stays hidden before it is tried again.

use std::time::Duration;

use super::backoff::doubled;

/// The delay of a retry: it doubles with each receive of the message, up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryDelay {
    /// After the first receive. Zero: every retry at once.
    pub first: Duration,
    /// The longest.
    pub longest: Duration,
}

impl RetryDelay {
    /// The delay after that many receives (1 or more), in whole seconds, which SQS counts in: rounded up, so
    /// that a delay that was asked for is never nothing.
    pub fn after(self, receives: u32) -> Duration {
        let delay = doubled(self.first, receives.saturating_sub(1)).min(self.longest);
        Duration::from_secs(delay.as_secs() + u64::from(delay.subsec_nanos() > 0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn delay(first: u64, longest: u64) -> RetryDelay {
        RetryDelay {
            first: Duration::from_millis(first),
            longest: Duration::from_millis(longest),
        }
    }

    #[test]
    fn it_doubles_with_the_receives_and_ends_at_the_limit() {
        let seconds = |receives| delay(1_000, 300_000).after(receives).as_secs();
        assert_eq!(
            [0, 1, 2, 3, 9, 10, 1_000].map(seconds),
            [1, 1, 2, 4, 256, 300, 300]
        );
    }

    #[test]
    fn zero_is_at_once_and_part_of_a_second_is_a_second() {
        assert_eq!(delay(0, 300_000).after(50), Duration::ZERO);
        assert_eq!(delay(200, 300_000).after(1), Duration::from_secs(1));
        assert_eq!(delay(1_000, 0).after(3), Duration::ZERO);
    }

    proptest! {
        #[test]
        fn it_never_shrinks_and_never_exceeds_the_limit_by_a_second(
            first in 0..100_000_u64, longest in 0..50_000_000_u64, receives in 0..u32::MAX,
        ) {
            let delay = delay(first, longest);
            let now = delay.after(receives);
            prop_assert!(now <= delay.after(receives + 1));
            prop_assert!(now < delay.longest + Duration::from_secs(1));
            prop_assert_eq!(now.subsec_nanos(), 0);
        }
    }
}
