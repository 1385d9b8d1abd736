//! A job: the body of its message says how long it takes.

use std::time::Duration;

/// What a job takes whose message does not say: the documents' own value.
const UNSAID: Duration = Duration::from_millis(1000);

/// How long a job takes, and why it is not as the body says, where it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// In whole milliseconds.
    pub takes: Duration,
    /// Why it is not what the body says.
    pub departs: Option<Departure>,
}

/// Why a job does not take what its message's body says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Departure {
    /// The body is empty, or anything but a decimal number.
    #[error("is no number of milliseconds")]
    NoNumber,
    /// Nothing takes less than no time.
    #[error("is negative")]
    Negative,
    /// More than a job may take.
    #[error("is longer than a job may take")]
    TooLong,
}

impl Job {
    /// Reads a body: a decimal number of milliseconds, of which fractions are rounded and spaces around it left out.
    /// What is no number, or negative, is a job of a second; a job longer than `longest` is cut to it.
    pub fn read(body: &str, longest: Duration) -> Self {
        let departing = |takes: Duration, departs| Self {
            takes: takes.min(longest),
            departs: Some(departs),
        };
        let Some(millis) = number(body.trim()) else {
            return departing(UNSAID, Departure::NoNumber);
        };
        if millis < 0.0 {
            return departing(UNSAID, Departure::Negative);
        }
        match Duration::try_from_secs_f64(millis.round() / 1000.0) {
            Ok(takes) if takes <= longest => Self { takes, departs: None },
            Ok(_) | Err(_) => departing(longest, Departure::TooLong),
        }
    }
}

/// A decimal number, whatever its size. Rust's own reading takes words for infinity and for what is no number.
fn number(text: &str) -> Option<f64> {
    let decimal = |sign: u8| sign.is_ascii_digit() || b"+-.eE".contains(&sign);
    text.bytes().all(decimal).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    fn read(body: &str) -> (u128, Option<Departure>) {
        let job = Job::read(body, HOUR);
        (job.takes.as_millis(), job.departs)
    }

    #[test]
    fn a_number_is_a_number_of_milliseconds() {
        for (body, millis) in [
            ("10000", 10_000),
            ("0", 0),
            ("-0", 0),
            (" 250\n", 250),
            ("+5", 5),
            ("1.5e3", 1500),
            ("99.6", 100),
            (".4", 0),
            ("3600000", 3_600_000),
        ] {
            assert_eq!(read(body), (millis, None), "{body}");
        }
    }

    #[test]
    fn what_is_no_number_is_a_job_of_a_second() {
        for body in [
            "",
            "   ",
            "NaN",
            "inf",
            "Infinity",
            "soon",
            "10 s",
            "1,000",
            "0x10",
            "1e",
            "--1",
            "\u{0}\u{1}",
            "{}",
            "१०",
        ] {
            assert_eq!(read(body), (1000, Some(Departure::NoNumber)), "{body}");
        }
        assert_eq!(read("-1"), (1000, Some(Departure::Negative)));
        assert_eq!(read("-1e999"), (1000, Some(Departure::Negative)));
    }

    #[test]
    fn what_takes_longer_than_a_job_may_is_cut() {
        for body in ["3600001", "1e9", "1e999", "9".repeat(400).as_str()] {
            assert_eq!(read(body), (3_600_000, Some(Departure::TooLong)), "{body}");
        }
        let short = Job::read("soon", Duration::from_millis(300));
        assert_eq!(short.takes, Duration::from_millis(300));
    }

    proptest! {
        #[test]
        fn no_body_takes_longer_than_a_job_may(body in any::<String>(), longest in 0..50_000_000_u64) {
            let longest = Duration::from_millis(longest);
            prop_assert!(Job::read(&body, longest).takes <= longest);
        }

        #[test]
        fn whole_milliseconds_are_taken_as_they_are(millis in 0..=3_600_000_u64) {
            let job = Job::read(&millis.to_string(), HOUR);
            prop_assert_eq!(job, Job { takes: Duration::from_millis(millis), departs: None });
        }
    }
}
