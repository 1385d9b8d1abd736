//! What is simulated, by what was given.

use std::ops::RangeInclusive;
use std::time::Duration;

use command_line::{Given, SettingError};
use scaling::{Evaluation, Limits};
use simulation::{End, OnScaleIn, Settings, Statistic};

use super::options::{Options, Policy, Tasks};

/// The shortest duration of anything that takes time.
const SHORTEST: Duration = Duration::from_millis(1);
const DAY: Duration = Duration::from_hours(24);

/// How long a duration may be.
pub(super) fn at_most(longest: Duration) -> RangeInclusive<Duration> {
    SHORTEST..=longest
}

/// All that a simulation goes by besides its load, which ends like this.
pub(super) fn settings(options: &Options, end: End) -> Result<Settings, SettingError> {
    let policy = policy(&options.policy)?;
    let limits = limits(&options.tasks)?;
    let documented = Settings::documented(policy.default_mpd, end);
    let tasks = &options.tasks;
    let settings = Settings {
        limits,
        initial: initial(&tasks.initial(), limits)?,
        at_once: whole(&tasks.at_once(), 1, 1..=1000)?,
        start_up: tasks
            .start_up()
            .duration(Duration::ZERO..=DAY)?
            .unwrap_or(documented.start_up),
        on_scale_in: on_scale_in(tasks)?,
        acceptable: options
            .policy
            .acceptable_delay()
            .duration(at_most(14 * DAY))?
            .unwrap_or(documented.acceptable),
        policy,
        price: simulation::Price {
            per_task_hour: price(&tasks.task_price())?.unwrap_or(documented.price.per_task_hour),
            ..documented.price
        },
        end,
    };
    Ok(settings)
}

fn policy(given: &Policy) -> Result<simulation::Policy, SettingError> {
    let mpd = given.default_mpd().duration(at_most(Duration::from_hours(12)))?;
    let usual = Settings::documented(mpd.unwrap_or(Duration::from_secs(5)), End::At(DAY)).policy;
    let or = |given: Given<'_>, usual: Duration, range| Ok(given.duration(range)?.unwrap_or(usual));
    let period = or(given.period(), usual.evaluation.period, at_most(DAY))?;
    Ok(simulation::Policy {
        evaluation: Evaluation {
            period,
            to_scale_out: given
                .to_scale_out()
                .number(usual.evaluation.to_scale_out, 1..=100)?,
            to_scale_in: given
                .to_scale_in()
                .number(usual.evaluation.to_scale_in, 1..=100)?,
            ..usual.evaluation
        },
        every: or(given.every(), period, at_most(DAY))?,
        metric_delay: metric_delay(&given.metric_delay(), period)?,
        statistic: statistic(&given.statistic())?.unwrap_or(usual.statistic),
        scale_out_cooldown: or(
            given.scale_out_cooldown(),
            usual.scale_out_cooldown,
            Duration::ZERO..=DAY,
        )?,
        scale_in_cooldown: or(
            given.scale_in_cooldown(),
            usual.scale_in_cooldown,
            Duration::ZERO..=DAY,
        )?,
        set_target_every: match given.set_target_every().text() {
            Some("never") => None,
            _ => given
                .set_target_every()
                .duration(at_most(30 * DAY))?
                .or(usual.set_target_every),
        },
        mpd_window: or(given.mpd_window(), usual.mpd_window, at_most(30 * DAY))?,
        in_flight: switch(&given.in_flight())?.unwrap_or(usual.in_flight),
        ..usual
    })
}

/// The rules look back two periods more than they need: a datapoint that is later is never seen.
fn metric_delay(given: &Given<'_>, period: Duration) -> Result<Duration, SettingError> {
    let delay = given.duration(Duration::ZERO..=DAY)?.unwrap_or_default();
    if delay > 2 * period {
        let text = given.text().unwrap_or_default();
        let what = "two periods at most, since older datapoints are not looked at";
        return Err(given.unusable(text, "is so long that nothing would ever scale", what));
    }
    Ok(delay)
}

fn statistic(given: &Given<'_>) -> Result<Option<Statistic>, SettingError> {
    match given.text() {
        None => Ok(None),
        Some("Maximum") => Ok(Some(Statistic::Maximum)),
        Some("Average") => Ok(Some(Statistic::Average)),
        Some(other) => Err(given.unusable(other, "is no statistic here", "Maximum or Average")),
    }
}

fn limits(tasks: &Tasks) -> Result<Limits, SettingError> {
    let min = whole(&tasks.min(), 1, 0..=100_000)?;
    let max = whole(&tasks.max(), 10.max(min), 0..=100_000)?;
    if min > max {
        let text = max.to_string();
        return Err(tasks.max().unusable(
            &text,
            format!("is below the minimum, {min}"),
            "the minimum or more",
        ));
    }
    Ok(Limits { min, max })
}

fn initial(given: &Given<'_>, limits: Limits) -> Result<u32, SettingError> {
    let initial = whole(given, limits.min, 0..=100_000)?;
    if (limits.min..=limits.max).contains(&initial) {
        return Ok(initial);
    }
    let what = format!("the minimum, {}, to the maximum, {}", limits.min, limits.max);
    Err(given.unusable(&initial.to_string(), "is not within the limits", &what))
}

fn on_scale_in(tasks: &Tasks) -> Result<OnScaleIn, SettingError> {
    let visibility = tasks
        .visibility()
        .duration(Duration::ZERO..=Duration::from_hours(12))?;
    if switch(&tasks.protection())?.unwrap_or(true) {
        return match (visibility, tasks.visibility().text()) {
            (Some(_), Some(text)) => Err(tasks.visibility().unusable(
                text,
                "has no use with protection, which interrupts nothing",
                "nothing, or set --protection to off",
            )),
            _ => Ok(OnScaleIn::Finish),
        };
    }
    Ok(OnScaleIn::Interrupt {
        visibility: visibility.unwrap_or_default(),
    })
}

fn price(given: &Given<'_>) -> Result<Option<f64>, SettingError> {
    let Some(text) = given.text() else {
        return Ok(None);
    };
    match text.parse::<f64>() {
        Ok(price) if (0.0..=1e6).contains(&price) => Ok(Some(price)),
        _ => Err(given.unusable(
            text,
            "is no price",
            "dollars from 0 to 1000000, such as 0.0123425",
        )),
    }
}

fn switch(given: &Given<'_>) -> Result<Option<bool>, SettingError> {
    match given.text() {
        None => Ok(None),
        Some("on") => Ok(Some(true)),
        Some("off") => Ok(Some(false)),
        Some(other) => Err(given.unusable(other, "is neither on nor off", "on or off")),
    }
}

/// A whole number in `range`.
pub(super) fn whole(
    given: &Given<'_>,
    default: u32,
    range: RangeInclusive<u32>,
) -> Result<u32, SettingError> {
    // Both are small enough for any platform.
    let wide = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let number = given.number(wide(default), wide(*range.start())..=wide(*range.end()))?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_is_as_documented() {
        let end = End::At(DAY);
        assert_eq!(
            settings(&Options::default(), end),
            Ok(Settings::documented(Duration::from_secs(5), end))
        );
    }
}
