//! Whether what is done regularly keeps to its schedule, by the times at which its calls arrived.
//!
//! A call arrives later than it was due, as much as the machine and its own start take, and never sooner. So the
//! schedule is counted from a moment that is surely not after its beginning, and only what comes too early breaks it;
//! that it goes no more slowly than it should is told by the best of the pauses, and not by each.

use time::{Duration, OffsetDateTime};

/// Clocks are read in two programs.
const SLACK: Duration = Duration::milliseconds(20);

/// Holds each call to its place on the clock: the first is due at `begun`, a moment before the schedule began, and each
/// other an interval after the one before it.
///
/// # Errors
/// The first that came before its place.
pub fn none_early(begun: OffsetDateTime, interval: Duration, calls: &[OffsetDateTime]) -> Result<(), String> {
    let mut due = begun;
    for (place, at) in calls.iter().enumerate() {
        if *at < due - SLACK {
            return Err(format!(
                "call {} came {:.3} s after the schedule's beginning, {:.3} s too early",
                place + 1,
                (*at - begun).as_seconds_f64(),
                (due - *at).as_seconds_f64()
            ));
        }
        due += interval;
    }
    Ok(())
}

/// Looks for two calls that follow each other an interval apart, or a quarter more: one that is made less often than
/// it should has none, however many are late.
///
/// # Errors
/// The shortest pause that there was.
pub fn keeps_pace(interval: Duration, calls: &[OffsetDateTime]) -> Result<(), String> {
    let shortest = calls.windows(2).map(|pair| pair[1] - pair[0]).min();
    match shortest {
        Some(pause) if pause <= interval * 5_i32 / 4_i32 => Ok(()),
        Some(pause) => Err(format!("the shortest pause was {:.3} s", pause.as_seconds_f64())),
        None => Err(format!("there were {} calls", calls.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::SECOND;

    fn at(millis: &[i64]) -> Vec<OffsetDateTime> {
        let moment = |millis: &i64| OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(*millis);
        millis.iter().map(moment).collect()
    }

    fn early(millis: &[i64]) -> bool {
        none_early(OffsetDateTime::UNIX_EPOCH, SECOND, &at(millis)).is_err()
    }

    #[test]
    fn a_late_call_makes_none_of_the_others_early() {
        assert!(!early(&[0, 1000, 2000, 3000]));
        assert!(!early(&[900, 1050, 2050, 3050]));
        assert!(!early(&[900, 4000, 4001, 5000]));
    }

    #[test]
    fn twice_as_often_is_noticed_although_the_start_took_a_while() {
        assert!(!early(&[900, 1400]));
        assert!(early(&[900, 1400, 1900]));
    }

    #[test]
    fn half_as_often_is_noticed_and_a_few_that_are_late_are_not() {
        assert!(keeps_pace(SECOND, &at(&[0, 2000, 4000, 6000])).is_err());
        assert!(keeps_pace(SECOND, &at(&[0, 2000, 3010, 6000])).is_ok());
        assert!(keeps_pace(SECOND, &at(&[0])).is_err());
    }
}
