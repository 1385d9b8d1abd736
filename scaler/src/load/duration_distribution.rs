//! How long the work on a message takes, as it is written on the command line.

use command_line::duration;
pub use simulation::DurationDistribution;

/// Completes "set it to ...".
pub const WHAT: &str = "a duration of up to 12h such as 5s, or a distribution: uniform:2s..8s, exponential:5s (the mean) or \
     lognormal:5s,0.5 (the median, and the standard deviation of the logarithm)";

/// Reads `5s`, `uniform:2s..8s`, `exponential:5s` or `lognormal:5s,0.5`; a bare number is in seconds.
///
/// # Errors
/// What is wrong, to complete "which ...".
pub fn parse(text: &str) -> Result<DurationDistribution, String> {
    let time =
        |text: &str| duration::parse(text).map_err(|_| format!("has no duration in '{}'", text.trim()));
    let distribution = match text.split_once(':') {
        None => DurationDistribution::Fixed(duration::parse(text).map_err(|_| "is no duration")?),
        Some(("uniform", range)) => {
            let (shortest, longest) = range
                .split_once("..")
                .ok_or("has no range such as 2s..8s after 'uniform:'")?;
            DurationDistribution::Uniform(time(shortest)?, time(longest)?)
        }
        Some(("exponential", mean)) => DurationDistribution::Exponential(time(mean)?),
        Some(("lognormal", both)) => {
            let (median, deviation) = both
                .split_once(',')
                .ok_or("has no median and deviation such as 5s,0.5 after 'lognormal:'")?;
            let deviation = deviation
                .trim()
                .parse()
                .map_err(|_| format!("has no number in '{}'", deviation.trim()))?;
            DurationDistribution::LogNormal(time(median)?, deviation)
        }
        Some((other, _)) => return Err(format!("begins with '{other}:', which is no distribution")),
    };
    distribution.check().map_err(|why| why.to_string())?;
    Ok(distribution)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::DurationDistribution::{Exponential, Fixed, LogNormal, Uniform};
    use super::*;

    #[test]
    fn every_form_is_read() {
        let seconds = Duration::from_secs;
        for (text, expected) in [
            ("5s", Fixed(seconds(5))),
            ("0.25", Fixed(Duration::from_millis(250))),
            ("1m 30s", Fixed(seconds(90))),
            ("uniform:2s..8s", Uniform(seconds(2), seconds(8))),
            ("uniform:0 .. 12h", Uniform(seconds(0), seconds(43_200))),
            ("exponential:5s", Exponential(seconds(5))),
            ("lognormal:5s,0.5", LogNormal(seconds(5), 0.5)),
            ("lognormal:5, 0", LogNormal(seconds(5), 0.0)),
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_told() {
        for (text, why) in [
            ("", "is no duration"),
            ("soon", "is no duration"),
            ("-5", "is no duration"),
            ("NaN", "is no duration"),
            ("1e300", "is no duration"),
            ("13h", "is longer than 12h"),
            ("normal:5s", "begins with 'normal:'"),
            ("uniform:5s", "has no range"),
            ("uniform:8s..2s", "begins after it ends"),
            ("uniform:..2s", "has no duration in ''"),
            ("exponential:0", "has no duration but zero"),
            ("exponential:often", "has no duration in 'often'"),
            ("lognormal:5s", "has no median and deviation"),
            ("lognormal:5s,wide", "has no number in 'wide'"),
            ("lognormal:5s,NaN", "has a standard deviation"),
            ("lognormal:5s,-1", "has a standard deviation"),
        ] {
            let told = parse(text).expect_err(text);
            assert!(told.starts_with(why), "{text}: {told}");
        }
    }
}
