//! Decisions in words: one line each, with the numbers, for logs.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use crate::{Datapoint, Decision, NotScaled, Outcome, Stay, Verdict, Wish};

/// `sets the desired count from 2 to 5: backlog asks for 5 by 30.5 on 2 tasks`, or
/// `leaves the desired count as it is: no policy wishes for a change; backlog stays at 10.2 on 2 tasks`.
impl Display for Decision {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Scale { from, to, policy } => {
                write!(f, "sets the desired count from {from} to {to}")?;
                match self.verdicts.get(*policy) {
                    Some(verdict) => write!(f, ": {verdict}"),
                    None => Ok(()),
                }
            }
            Outcome::NotScaled(why) => {
                f.write_str("leaves the desired count as it is: ")?;
                self.reason(*why, f)?;
                for verdict in &self.verdicts {
                    write!(f, "; {verdict}")?;
                }
                Ok(())
            }
        }
    }
}

impl Decision {
    fn reason(&self, why: NotScaled, f: &mut Formatter<'_>) -> fmt::Result {
        match why {
            NotScaled::NoWish => f.write_str("no policy wishes for a change"),
            NotScaled::AlreadyAtMaxCapacity(_) => f.write_str("it is at the maximum capacity already"),
            NotScaled::AlreadyAtMinCapacity(_) => f.write_str("it is at the minimum capacity already"),
            NotScaled::AlreadyAtDesiredCapacity(_) => f.write_str("it is what the metric calls for already"),
            NotScaled::NotAgreed(policy) => match self.verdicts.get(policy) {
                Some(verdict) => write!(f, "{} does not agree to scale in", verdict.policy),
                None => f.write_str("not all policies agree to scale in"),
            },
            NotScaled::Deploying => f.write_str("nothing is scaled in during a deployment"),
            NotScaled::Suspended => f.write_str("scaling in that direction is suspended"),
        }
    }
}

/// `backlog asks for 5 by 30.5 on 2 tasks`.
impl Display for Verdict {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.policy, self.wish)
    }
}

/// What follows the name of the policy.
impl Display for Wish {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (verb, to, because, alarm) = match self {
            Self::ScaleOut {
                to, because, alarm, ..
            } => ("asks for", to, because, alarm),
            Self::ScaleIn { to, because, alarm } => ("agrees to", to, because, alarm),
            Self::Stay(stay) => return stay.fmt(f),
        };
        write!(f, "{verb} {to} by {}", On(because))?;
        match alarm {
            Some(alarm) => write!(f, ", alarm {alarm}"),
            None => Ok(()),
        }
    }
}

/// What follows the name of the policy.
impl Display for Stay {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within { newest: Some(newest) } => write!(f, "stays at {}", On(newest)),
            Self::Within { newest: None } => f.write_str("stays, with nothing to go by"),
            Self::NotForLongEnough {
                newest,
                so_far,
                needed,
            } => {
                write!(
                    f,
                    "waits at {}, for {so_far} of {} so far",
                    On(newest),
                    Datapoints(*needed)
                )
            }
            Self::MissingData { there, needed } => write!(f, "has {there} of {}", Datapoints(*needed)),
            Self::Enough { newest } => write!(f, "has enough at {}", On(newest)),
            Self::CoolingDown { left } => write!(f, "cools down for {} s more", whole_seconds(*left)),
            Self::ScaleInDisabled => f.write_str("would scale in, which it has disabled"),
        }
    }
}

/// `30.5 on 2 tasks`.
struct On<'a>(&'a Datapoint);

impl Display for On<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Datapoint { value, tasks, .. } = *self.0;
        let size = value.abs();
        if size != 0.0 && !(0.001..1e15).contains(&size) {
            write!(f, "{value:e}")?;
        } else {
            write!(f, "{}", (value * 1000.0).round() / 1000.0)?;
        }
        let plural = if tasks == 1 { "" } else { "s" };
        write!(f, " on {tasks} task{plural}")
    }
}

/// `15 datapoints`.
struct Datapoints(usize);

impl Display for Datapoints {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} datapoint{plural}", self.0)
    }
}

/// Begun seconds: a cooldown that still runs has not 0 s left.
fn whole_seconds(duration: Duration) -> u64 {
    duration
        .as_secs()
        .saturating_add(u64::from(duration.subsec_nanos() > 0))
}
