//! Numbers and times as people read them.

use std::time::Duration;

/// A duration to a second, or to a millisecond where it is short: `1h 3m 20s`, `3s 250ms`.
pub(super) fn duration(duration: Duration) -> String {
    let unit = if duration < Duration::from_secs(10) {
        1_000_000
    } else {
        1_000_000_000
    };
    let units = (duration.as_nanos() + unit / 2) / unit;
    let rounded = Duration::from_nanos(u64::try_from(units * unit).unwrap_or(u64::MAX));
    command_line::duration::show(rounded)
}

/// A count with its thousands apart: `1 663 200`.
pub(super) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

/// A share of a whole in percent: `1.7%`.
pub(super) fn percent(part: u64, whole: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown to a tenth")]
    let share = if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64 * 100.0
    };
    // A few of many are not none, and all but a few are not all.
    match (part, format!("{share:.1}%").as_str()) {
        (1.., "0.0%") => "<0.1%".to_owned(),
        (_, "100.0%") if part < whole => ">99.9%".to_owned(),
        (_, shown) => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_as_exact_as_is_of_use() {
        for (millis, shown) in [
            (0, "0s"),
            (7, "7ms"),
            (3_250, "3s 250ms"),
            (61_499, "1m 1s"),
            (59_500, "1m"),
            (3_800_000, "1h 3m 20s"),
        ] {
            assert_eq!(duration(Duration::from_millis(millis)), shown);
        }
    }

    #[test]
    fn counts_and_shares() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1 000"), (1_663_200, "1 663 200")] {
            assert_eq!(count(number), shown);
        }
        for (part, whole, shown) in [
            (0, 0, "0.0%"),
            (0, 9, "0.0%"),
            (1, 1_000_000, "<0.1%"),
            (17, 1000, "1.7%"),
            (999_999, 1_000_000, ">99.9%"),
            (9, 9, "100.0%"),
        ] {
            assert_eq!(percent(part, whole), shown);
        }
    }
}
