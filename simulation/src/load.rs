//! Loads: when messages arrive, and how long the work on each takes.

use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};
use scaling::Moment;

use crate::{Arrival, DurationDistribution};

/// What lies later never comes: a hundred years.
const NEVER: f64 = 100.0 * 366.0 * 86_400.0;
/// A day's course is followed in so many steps.
const STEPS_OF_A_WAVE: u32 = 288;

/// A rate of arrivals that changes over time, and begins anew after a cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    /// In seconds.
    length: f64,
    /// A second.
    rate: f64,
}

/// Why there is no such profile. Completes "which ...".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoProfile {
    /// A rate is negative, infinite, or no number.
    #[error("has a rate that is no number from 0 on")]
    Rate,
    /// No message would ever arrive.
    #[error("has no rate above 0")]
    Nothing,
    /// The steps do not begin at 0, are not in order, or lie beyond the cycle.
    #[error("has steps that do not begin at 0, do not ascend, or do not end within the cycle")]
    Order,
}

impl Profile {
    /// The same rate, of messages a second, for ever.
    ///
    /// # Errors
    /// The rate is zero, negative, infinite, or no number.
    pub fn constant(rate: f64) -> Result<Self, NoProfile> {
        Self::of(vec![Step {
            length: f64::INFINITY,
            rate,
        }])
    }

    /// From each of these times on this rate, of messages a second; and again after `cycle`.
    ///
    /// # Errors
    /// A rate is unusable, all are zero, or the times are not in order from 0 to the cycle's end.
    pub fn steps(steps: &[(Duration, f64)], cycle: Duration) -> Result<Self, NoProfile> {
        let begins = steps.iter().map(|(begin, _)| *begin);
        let ends = begins.clone().skip(1).chain([cycle]);
        let ordered = begins.clone().zip(ends.clone()).all(|(begin, end)| begin < end);
        if !ordered || begins.clone().next() != Some(Duration::ZERO) {
            return Err(NoProfile::Order);
        }
        let steps = steps.iter().zip(ends).map(|((begin, rate), end)| Step {
            length: end.saturating_sub(*begin).as_secs_f64(),
            rate: *rate,
        });
        Self::of(steps.collect())
    }

    /// A wave from the lowest rate, in the middle of which a cycle begins, to the highest and back.
    ///
    /// # Errors
    /// A rate is unusable, or both are zero, or the cycle is.
    pub fn wave(lowest: f64, highest: f64, cycle: Duration) -> Result<Self, NoProfile> {
        if cycle.is_zero() {
            return Err(NoProfile::Order);
        }
        let length = cycle.as_secs_f64() / f64::from(STEPS_OF_A_WAVE);
        let steps = (0..STEPS_OF_A_WAVE).map(|step| {
            let angle = (f64::from(step) + 0.5) / f64::from(STEPS_OF_A_WAVE) * std::f64::consts::TAU;
            let share = (1.0 - angle.cos()) / 2.0;
            Step {
                length,
                rate: lowest + (highest - lowest) * share,
            }
        });
        Self::of(steps.collect())
    }

    /// The messages a second, on average.
    pub fn mean(&self) -> f64 {
        match self.steps.as_slice() {
            [only] => only.rate,
            steps => {
                let messages: f64 = steps.iter().map(|step| step.rate * step.length).sum();
                messages / steps.iter().map(|step| step.length).sum::<f64>()
            }
        }
    }

    fn of(steps: Vec<Step>) -> Result<Self, NoProfile> {
        if steps
            .iter()
            .any(|step| !(step.rate >= 0.0 && step.rate.is_finite()))
        {
            return Err(NoProfile::Rate);
        }
        if steps.iter().all(|step| step.rate == 0.0) {
            return Err(NoProfile::Nothing);
        }
        Ok(Self { steps })
    }
}

/// When messages arrive.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// Equally spaced by the rate at their time, the first at once.
    Even(Profile),
    /// By chance, independent of one another: a Poisson process of this rate.
    Poisson(Profile),
    /// So many at a time, so often, the first at once.
    Batches {
        /// So many.
        size: u32,
        /// So often.
        every: Duration,
    },
}

/// Messages that arrive without end.
#[derive(Debug)]
pub struct Load {
    times: Times,
    durations: DurationDistribution,
    chance: Xoshiro256PlusPlus,
}

#[derive(Debug)]
enum Times {
    Rate {
        course: Course,
        by_chance: Option<Xoshiro256PlusPlus>,
        next: f64,
    },
    Batches {
        size: u32,
        every: Duration,
        left: u32,
        at: Moment,
    },
}

impl Load {
    /// Messages of this pattern and these durations. The same seed makes the same.
    pub fn new(pattern: Pattern, durations: DurationDistribution, seed: u64) -> Self {
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
        let times = match pattern {
            Pattern::Even(profile) => Times::Rate {
                course: Course::new(profile),
                by_chance: None,
                next: 0.0,
            },
            Pattern::Poisson(profile) => Times::Rate {
                course: Course::new(profile),
                by_chance: Some(Xoshiro256PlusPlus::from_rng(&mut chance)),
                next: 0.0,
            },
            Pattern::Batches { size, every } => Times::Batches {
                size,
                every,
                left: size,
                at: Moment::default(),
            },
        };
        Self {
            times,
            durations,
            chance,
        }
    }
}

impl Iterator for Load {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let at = self.times.next()?;
        let duration = self.durations.draw(&mut self.chance);
        Some(Arrival { at, duration })
    }
}

impl Times {
    fn next(&mut self) -> Option<Moment> {
        match self {
            Self::Rate {
                course,
                by_chance: None,
                next,
            } => {
                let at = course.when(*next)?;
                *next += 1.0;
                Some(at)
            }
            Self::Rate {
                course,
                by_chance: Some(chance),
                next,
            } => {
                let gap: f64 = Exp1.sample(chance);
                *next += gap;
                course.when(*next)
            }
            Self::Batches {
                size,
                every,
                left,
                at,
            } => {
                if *left == 0 {
                    if every.is_zero() {
                        return None;
                    }
                    *left = *size;
                    *at = *at + *every;
                }
                *left = left.checked_sub(1)?;
                Some(*at)
            }
        }
    }
}

/// A walk along a profile, by how many messages are expected until then.
#[derive(Debug)]
struct Course {
    steps: Vec<Step>,
    step: usize,
    /// When the step began, in seconds.
    begin: f64,
    /// So many messages were expected until then.
    before: f64,
}

impl Course {
    fn new(profile: Profile) -> Self {
        Self {
            steps: profile.steps,
            step: 0,
            begin: 0.0,
            before: 0.0,
        }
    }

    /// When so many messages are expected to have arrived; never less than the last time.
    fn when(&mut self, expected: f64) -> Option<Moment> {
        while self.begin < NEVER {
            let Step { length, rate } = self.steps[self.step];
            let after = (expected - self.before) / rate;
            // Of zero by zero comes no number, which is not below the length.
            if after < length {
                let seconds = self.begin + after.max(0.0);
                return (seconds < NEVER).then(|| Moment(Duration::from_secs_f64(seconds)));
            }
            self.before += rate * length;
            self.begin += length;
            self.step = (self.step + 1) % self.steps.len();
        }
        None
    }
}

#[cfg(test)]
mod tests;
