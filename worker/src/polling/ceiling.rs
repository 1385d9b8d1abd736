//! For how long a message can be kept hidden at all.

use std::time::Duration;

/// SQS hides a message for 12 hours at most, counted from its receive; extending its visibility does not move
/// that ("Amazon SQS visibility timeout" in the SQS developer guide).
pub const LONGEST_IN_HAND: Duration = Duration::from_hours(12);

/// SQS's clock runs since it handed the message over, ours since the answer was read.
const MARGIN: Duration = Duration::from_secs(5);

/// For how long a message may be kept in hand, counted from its receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling(Duration);

impl Ceiling {
    /// That long, and never as long as SQS refuses.
    pub fn new(longest: Duration) -> Self {
        Self(longest.min(LONGEST_IN_HAND.saturating_sub(MARGIN)))
    }

    /// For how long a message that has been in hand for `in_hand` can be hidden from now on, in whole seconds,
    /// if `wished` is asked for. Nothing when there is less than a second left, or nothing was wished.
    pub fn hide(self, wished: Duration, in_hand: Duration) -> Option<Duration> {
        let left = self.0.saturating_sub(in_hand);
        let seconds = wished.min(left).as_secs();
        (seconds > 0).then(|| Duration::from_secs(seconds))
    }

    /// How long that is.
    pub fn longest(self) -> Duration {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_extension_ends_at_the_ceiling() {
        let ceiling = Ceiling::new(LONGEST_IN_HAND);
        let minute = Duration::from_mins(1);
        assert_eq!(ceiling.hide(minute, Duration::from_hours(11)), Some(minute));
        assert_eq!(
            ceiling.hide(minute, LONGEST_IN_HAND.saturating_sub(Duration::from_secs(20))),
            Some(Duration::from_secs(15))
        );
        assert_eq!(ceiling.hide(minute, LONGEST_IN_HAND.saturating_sub(MARGIN)), None);
        assert_eq!(ceiling.hide(minute, LONGEST_IN_HAND * 2), None);
    }

    proptest! {
        #[test]
        fn nothing_is_ever_hidden_beyond_12_hours_from_its_receive(
            longest in 0..200_000_u64, wished in 0..50_000_u64, in_hand_millis in 0..60_000_000_u64,
        ) {
            let ceiling = Ceiling::new(Duration::from_secs(longest));
            let in_hand = Duration::from_millis(in_hand_millis);
            if let Some(hidden) = ceiling.hide(Duration::from_secs(wished), in_hand) {
                prop_assert!(in_hand + hidden < LONGEST_IN_HAND);
                prop_assert!(in_hand + hidden <= Duration::from_secs(longest));
                prop_assert!(hidden <= Duration::from_secs(wished) && !hidden.is_zero());
            }
        }
    }
}
