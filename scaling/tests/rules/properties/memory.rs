//! What holds for what is remembered.

use proptest::prelude::*;

use super::any::*;
use crate::given::now;

proptest! {
    #[test]
    fn the_order_of_telling_does_not_matter(activities in activities(), seed in any::<u64>()) {
        let distinct = activities.iter().enumerate().all(|(place, activity)| {
            activities[..place].iter().all(|other| other.at != activity.at)
        });
        prop_assume!(distinct);
        let mut other = activities.clone();
        if !other.is_empty() {
            let by = usize::try_from(seed % 7).unwrap() % other.len();
            other.rotate_left(by);
            if seed % 2 == 0 {
                other.reverse();
            }
        }
        prop_assert_eq!(remember(&activities), remember(&other));
    }

    /// What lies in the future counts as done now, whether or not it is taken for that beforehand.
    #[test]
    fn decisions_take_the_future_for_now(case in case()) {
        let mut past = case.clone();
        for activity in &mut past.activities {
            activity.at = activity.at.min(now());
        }
        let distinct = |activities: &[Activity]| {
            (0..activities.len()).all(|place| {
                activities[..place].iter().all(|other| other.at != activities[place].at)
            })
        };
        prop_assume!(distinct(&past.activities));
        prop_assert_eq!(case.decided(), past.decided());
    }
}
