//! The pauses between calls: whether a caller that meets trouble backs off or spins.

use time::{Duration, OffsetDateTime};

/// The pauses between the attempts that began at these times. Attempts less than `together` apart are one: a
/// program may try several things at once.
pub fn pauses(mut begun: Vec<OffsetDateTime>, together: Duration) -> Vec<Duration> {
    begun.sort_unstable();
    begun
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|pause| *pause >= together)
        .collect()
}

/// Holds pauses to grow: of the later half even the shortest is at least twice as long as the shortest of the earlier
/// half. A machine that stands still makes some of them longer, and none shorter; so it may take a few more until that is
/// seen, but who pauses for no longer each time does not come to it.
///
/// # Errors
/// They do not, or there are too few to say.
pub fn grow(pauses: &[Duration]) -> Result<(), String> {
    if pauses.len() < FEWEST {
        return Err(format!("its pauses so far: {pauses:?}"));
    }
    let (earlier, later) = pauses.split_at(pauses.len() / 2);
    let shortest = |pauses: &[Duration]| pauses.iter().min().copied().unwrap_or_default();
    if shortest(later) >= 2_i32 * shortest(earlier) {
        Ok(())
    } else {
        Err(format!("its pauses do not grow: {pauses:?}"))
    }
}

/// So many pauses tell whether they grow.
const FEWEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_side_by_side_are_one() {
        let at = |millis: i64| OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(millis);
        let found = pauses(
            vec![at(700), at(0), at(2), at(100), at(300)],
            Duration::milliseconds(10),
        );
        assert_eq!(found, [98, 200, 400].map(Duration::milliseconds));
    }

    fn growing(millis: &[i64]) -> bool {
        let pauses: Vec<_> = millis.iter().copied().map(Duration::milliseconds).collect();
        grow(&pauses).is_ok()
    }

    #[test]
    fn pauses_that_double_grow_although_some_are_prolonged() {
        assert!(growing(&[90, 150, 300, 700]));
        assert!(growing(&[1090, 150, 310, 2700]));
        assert!(!growing(&[1090, 1150, 410, 700]), "not to be seen yet");
        assert!(growing(&[1090, 1150, 410, 900, 1900, 3300]));
    }

    #[test]
    fn pauses_that_stay_do_not_grow_whatever_prolongs_one_of_them() {
        assert!(!growing(&[100, 105, 102, 101]));
        assert!(!growing(&[100, 105, 3102, 101, 103, 3101]));
        assert!(!growing(&[100, 400]));
    }
}
