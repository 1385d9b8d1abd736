//! Rates that change over time, as they are written on the command line.

use std::time::Duration;

use command_line::duration;
use simulation::load::Profile;

use super::rate;

/// Completes "set it to ..." for steps.
pub const STEPS: &str = "steps such as 0h=10/m,8h=100/m,20h=10/m: from each time of the cycle on that rate";
/// Completes "set it to ..." for a wave.
pub const WAVE: &str = "the lowest and the highest rate, such as 10/m..165/m";

/// Reads `0h=10/m,8h=100/m,20h=10/m`, which begins anew after `cycle`.
///
/// # Errors
/// What is wrong, to complete "which ...".
pub fn steps(text: &str, cycle: Duration) -> Result<Profile, String> {
    let steps = text.split(',').map(|step| {
        let (begin, rate) = step
            .split_once('=')
            .ok_or_else(|| format!("has no rate in '{}'", step.trim()))?;
        let begin =
            duration::parse(begin).map_err(|_| format!("has no time of the cycle in '{}'", begin.trim()))?;
        Ok((begin, rate::parse(rate)?))
    });
    let steps = steps.collect::<Result<Vec<_>, String>>()?;
    Profile::steps(&steps, cycle).map_err(|why| why.to_string())
}

/// Reads `10/m..165/m`: a wave from the lower to the higher and back in a `cycle`.
///
/// # Errors
/// What is wrong, to complete "which ...".
pub fn wave(text: &str, cycle: Duration) -> Result<Profile, String> {
    let (lowest, highest) = text.split_once("..").ok_or("is no range of rates")?;
    let (lowest, highest) = (rate::parse(lowest)?, rate::parse(highest)?);
    if lowest > highest {
        return Err("ends below where it begins".to_owned());
    }
    Profile::wave(lowest, highest, cycle).map_err(|why| why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn steps_and_waves_are_read() {
        let hours = Duration::from_hours;
        let expected = Profile::steps(&[(hours(0), 10.0 / 60.0), (hours(8), 2.0), (hours(20), 0.0)], DAY);
        assert_eq!(
            steps("0=10/m, 8h=2/s,20h = 0/s", DAY),
            expected.map_err(|why| why.to_string())
        );
        let expected = Profile::wave(1.0, 2.0, DAY);
        assert_eq!(wave("1/s..120/m", DAY), expected.map_err(|why| why.to_string()));
    }

    #[test]
    fn what_is_none_is_told() {
        for (text, why) in [
            ("", "has no rate in ''"),
            ("0h=1/s,8h", "has no rate in '8h'"),
            ("noon=1/s", "has no time of the cycle in 'noon'"),
            ("0h=1", "has no time in '1'"),
            ("1h=1/s", "has steps that do not begin at 0"),
            ("0h=1/s,25h=2/s", "has steps that do not"),
            ("0h=0/s", "has no rate above 0"),
        ] {
            let told = steps(text, DAY).expect_err(text);
            assert!(told.starts_with(why), "{text}: {told}");
        }
        for (text, why) in [
            ("1/s", "is no range"),
            ("2/s..1/s", "ends below"),
            ("1/s..", "has no time"),
            ("0/s..0/s", "has no rate above 0"),
        ] {
            let told = wave(text, DAY).expect_err(text);
            assert!(told.starts_with(why), "{text}: {told}");
        }
    }
}
