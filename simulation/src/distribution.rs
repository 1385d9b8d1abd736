//! How long work takes, by chance.

use std::fmt;
use std::time::Duration;

use rand::Rng;
use rand_distr::{Distribution, Exp1, LogNormal, Uniform};

/// The longest that the work on a message can take: as long as SQS can hide it from others.
const LONGEST: Duration = Duration::from_hours(12);

/// A distribution of durations. None is ever longer than 12 hours, the longest visibility timeout of SQS: a draw
/// beyond counts as 12 hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DurationDistribution {
    /// Always the same.
    Fixed(Duration),
    /// Any from the shortest to the longest is as likely as any other.
    Uniform(Duration, Duration),
    /// Exponential, with this mean.
    Exponential(Duration),
    /// Log-normal: of this median, and with this standard deviation of the logarithm.
    LogNormal(Duration, f64),
}

/// Why there is no such distribution. Completes "which ...".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDistribution {
    /// A duration is longer than 12 hours.
    #[error("is longer than 12h, for which SQS can hide a message at most")]
    TooLong,
    /// The shortest is longer than the longest.
    #[error("begins after it ends")]
    Backwards,
    /// An exponential or log-normal distribution about zero.
    #[error("has no duration but zero")]
    Zero,
    /// The standard deviation is negative, infinite, no number, or beyond all use.
    #[error("has a standard deviation that is not from 0 to 10")]
    Deviation,
}

impl DurationDistribution {
    /// Checks that durations can be drawn.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(self) -> Result<(), NoDistribution> {
        let (longest, zero) = match self {
            Self::Fixed(duration) => (duration, false),
            Self::Uniform(shortest, longest) => {
                if shortest > longest {
                    return Err(NoDistribution::Backwards);
                }
                (longest, false)
            }
            Self::Exponential(mean) => (mean, mean.is_zero()),
            Self::LogNormal(median, deviation) => {
                if !(0.0..=10.0).contains(&deviation) {
                    return Err(NoDistribution::Deviation);
                }
                (median, median.is_zero())
            }
        };
        match () {
            () if longest > LONGEST => Err(NoDistribution::TooLong),
            () if zero => Err(NoDistribution::Zero),
            () => Ok(()),
        }
    }

    /// Draws one.
    pub fn draw(self, chance: &mut impl Rng) -> Duration {
        let seconds = match self {
            Self::Fixed(duration) => return duration,
            Self::Uniform(shortest, longest) => {
                let (shortest, longest) = (shortest.as_secs_f64(), longest.as_secs_f64());
                Uniform::new_inclusive(shortest, longest).map_or(shortest, |uniform| uniform.sample(chance))
            }
            Self::Exponential(mean) => {
                let times: f64 = Exp1.sample(chance);
                mean.as_secs_f64() * times
            }
            Self::LogNormal(median, deviation) => {
                let median = median.as_secs_f64();
                LogNormal::new(median.ln(), deviation).map_or(median, |normal| normal.sample(chance))
            }
        };
        Duration::try_from_secs_f64(seconds).map_or(LONGEST, |duration| duration.min(LONGEST))
    }

    /// The mean, but for what the longest duration cuts off.
    pub fn mean(self) -> Duration {
        match self {
            Self::Fixed(duration) | Self::Exponential(duration) => duration,
            Self::Uniform(shortest, longest) => (shortest + longest) / 2,
            Self::LogNormal(median, deviation) => {
                let seconds = median.as_secs_f64() * (deviation * deviation / 2.0).exp();
                Duration::try_from_secs_f64(seconds).map_or(LONGEST, |mean| mean.min(LONGEST))
            }
        }
    }
}

impl fmt::Display for DurationDistribution {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(duration) => write!(formatter, "{duration:?}"),
            Self::Uniform(shortest, longest) => write!(formatter, "uniform:{shortest:?}..{longest:?}"),
            Self::Exponential(mean) => write!(formatter, "exponential:{mean:?}"),
            Self::LogNormal(median, deviation) => write!(formatter, "lognormal:{median:?},{deviation}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Mean and variance in seconds, of many draws.
    fn moments(distribution: DurationDistribution) -> (f64, f64) {
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(7);
        let draws: Vec<f64> = (0..100_000)
            .map(|_| distribution.draw(&mut chance).as_secs_f64())
            .collect();
        let mean = draws.iter().sum::<f64>() / 100_000.0;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 100_000.0;
        (mean, variance)
    }

    #[test]
    fn draws_have_the_mean_and_the_variance_of_their_distribution() {
        let about = |(mean, variance): (f64, f64), expected: (f64, f64)| {
            assert!(
                (mean - expected.0).abs() < 0.02 * expected.0,
                "{mean} {expected:?}"
            );
            assert!(
                (variance - expected.1).abs() <= 0.05 * expected.1,
                "{variance} {expected:?}"
            );
        };
        about(moments(DurationDistribution::Fixed(5 * SECOND)), (5.0, 0.0));
        about(
            moments(DurationDistribution::Uniform(2 * SECOND, 8 * SECOND)),
            (5.0, 3.0),
        );
        about(
            moments(DurationDistribution::Exponential(5 * SECOND)),
            (5.0, 25.0),
        );
        let spread = 0.5_f64.powi(2);
        about(
            moments(DurationDistribution::LogNormal(5 * SECOND, 0.5)),
            (
                5.0 * (spread / 2.0).exp(),
                25.0 * (spread.exp() - 1.0) * spread.exp(),
            ),
        );
    }

    #[test]
    fn the_mean_that_is_told_is_that_of_the_draws() {
        for distribution in [
            DurationDistribution::Fixed(SECOND),
            DurationDistribution::Uniform(SECOND, 4 * SECOND),
            DurationDistribution::Exponential(3 * SECOND),
            DurationDistribution::LogNormal(2 * SECOND, 0.7),
        ] {
            let (mean, _) = moments(distribution);
            let told = distribution.mean().as_secs_f64();
            assert!((mean - told).abs() < 0.02 * told, "{distribution}: {mean} {told}");
        }
    }

    #[test]
    fn uniform_durations_stay_within_their_bounds() {
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(1);
        for _ in 0..10_000 {
            let drawn = DurationDistribution::Uniform(SECOND, 2 * SECOND).draw(&mut chance);
            assert!((SECOND..=2 * SECOND).contains(&drawn), "{drawn:?}");
        }
    }

    #[test]
    fn what_makes_no_distribution_is_refused_and_no_draw_is_longer_than_sqs_can_hide_a_message() {
        use DurationDistribution::{Exponential, Fixed, LogNormal, Uniform};
        let day = Duration::from_hours(24);
        for (distribution, why) in [
            (Fixed(day), NoDistribution::TooLong),
            (Uniform(SECOND, day), NoDistribution::TooLong),
            (Uniform(2 * SECOND, SECOND), NoDistribution::Backwards),
            (Exponential(Duration::ZERO), NoDistribution::Zero),
            (LogNormal(Duration::ZERO, 1.0), NoDistribution::Zero),
            (LogNormal(SECOND, -1.0), NoDistribution::Deviation),
            (LogNormal(SECOND, f64::NAN), NoDistribution::Deviation),
            (LogNormal(SECOND, f64::INFINITY), NoDistribution::Deviation),
        ] {
            assert_eq!(distribution.check(), Err(why), "{distribution}");
        }
        for distribution in [
            Fixed(Duration::ZERO),
            Uniform(SECOND, SECOND),
            LogNormal(SECOND, 10.0),
        ] {
            assert_eq!(distribution.check(), Ok(()), "{distribution}");
        }
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(1);
        for _ in 0..10_000 {
            assert!(LogNormal(LONGEST, 10.0).draw(&mut chance) <= LONGEST);
        }
    }
}
