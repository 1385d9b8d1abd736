//! Which of CloudWatch's statistics stands for the processing duration.

use std::fmt;
use std::str::FromStr;

/// A statistic over a window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Statistic {
    /// The mean over all messages.
    #[default]
    Average,
    /// The longest.
    Maximum,
    /// The shortest.
    Minimum,
    /// So many percent took no longer.
    Percentile(f64),
}

impl FromStr for Statistic {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "Average" => Ok(Self::Average),
            "Maximum" => Ok(Self::Maximum),
            "Minimum" => Ok(Self::Minimum),
            _ => {
                let percent = text.strip_prefix('p').ok_or("is none of them")?;
                let digits = percent.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                match percent.parse() {
                    Ok(percent) if digits && percent > 0.0 && percent < 100.0 => {
                        Ok(Self::Percentile(percent))
                    }
                    _ => Err("is no percentile between p0 and p100"),
                }
            }
        }
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Average => formatter.write_str("Average"),
            Self::Maximum => formatter.write_str("Maximum"),
            Self::Minimum => formatter.write_str("Minimum"),
            Self::Percentile(percent) => write!(formatter, "p{percent}"),
        }
    }
}

/// A statistic over one period, and over how many messages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    pub(super) value: f64,
    pub(super) messages: f64,
}

impl Statistic {
    /// The statistic over several periods, of which CloudWatch makes a window; none without messages. A percentile of
    /// all cannot be had from those of parts: the greatest is taken, which sets the target rather too low.
    pub(super) fn of(self, periods: &[Measured]) -> Option<f64> {
        let there: Vec<&Measured> = periods.iter().filter(|period| period.messages > 0.0).collect();
        let values = there.iter().map(|period| period.value);
        match self {
            Self::Average => {
                let messages: f64 = there.iter().map(|period| period.messages).sum();
                let total: f64 = there.iter().map(|period| period.value * period.messages).sum();
                (messages > 0.0).then_some(total / messages)
            }
            Self::Minimum => values.reduce(f64::min),
            Self::Maximum | Self::Percentile(_) => values.reduce(f64::max),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn measured(periods: &[(f64, f64)]) -> Vec<Measured> {
        periods
            .iter()
            .map(|(value, messages)| Measured {
                value: *value,
                messages: *messages,
            })
            .collect()
    }

    #[test]
    fn statistics_are_read_and_shown_as_cloudwatch_has_them() {
        for text in ["Average", "Maximum", "Minimum", "p50", "p99.9"] {
            assert_eq!(text.parse::<Statistic>().expect(text).to_string(), text);
        }
        for text in ["", "average", "Sum", "p", "p0", "p100", "p-5", "pnan", "p1e1"] {
            assert!(text.parse::<Statistic>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_mean_is_weighted_by_messages_and_the_rest_by_nothing() {
        let periods = measured(&[(5.0, 90.0), (10.0, 10.0), (f64::NAN, 0.0)]);
        assert_eq!(Statistic::Average.of(&periods), Some(5.5));
        assert_eq!(Statistic::Maximum.of(&periods), Some(10.0));
        assert_eq!(Statistic::Minimum.of(&periods), Some(5.0));
        assert_eq!(Statistic::Percentile(90.0).of(&periods), Some(10.0));
        assert_eq!(Statistic::Average.of(&[]), None);
    }

    proptest! {
        #[test]
        fn a_mean_does_not_depend_on_how_messages_fall_into_periods(
            durations in prop::collection::vec(0.0..1e4_f64, 1..50), at in any::<prop::sample::Index>()
        ) {
            let mean = |part: &[f64]| {
                let messages = f64::from(u32::try_from(part.len()).expect("few"));
                Measured { value: if part.is_empty() { 0.0 } else { part.iter().sum::<f64>() / messages }, messages }
            };
            let (first, second) = durations.split_at(at.index(durations.len()));
            let whole = Statistic::Average.of(&[mean(&durations)]).expect("messages");
            let parts = Statistic::Average.of(&[mean(first), mean(second)]).expect("messages");
            prop_assert!((whole - parts).abs() <= 1e-9 * whole.max(1.0), "{whole} {parts}");
        }
    }
}
