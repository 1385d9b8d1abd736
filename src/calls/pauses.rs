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
}
