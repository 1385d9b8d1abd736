//! The rules of scaling an ECS service, as Application Auto Scaling documents them: pure functions of what is seen and
//! of the time.
//!
//! [`decide`] takes a service, its policies with what they follow, and what was done before, and says what the desired
//! count should be and why. It knows no AWS client, no clock and no queue: `scaler track` feeds it with what AWS tells,
//! a simulation with what it simulates, and both decide alike. [`metric_math`] evaluates the expressions that policies
//! and alarms follow.
//!
//! # The rules
//!
//! The sources: *TT*, Application Auto Scaling User Guide, How target tracking scaling works; *Step*, the same, How step
//! scaling works; *ECS*, Amazon ECS Developer Guide, Automatically scale your service; *Missing*, CloudWatch User Guide,
//! Configuring how alarms treat missing data; *seen*, the alarms that Application Auto Scaling creates, which AWS does
//! not promise. Where AWS is silent the rule is *ours*, and on the side of enough tasks.
//!
//! ## Target tracking
//!
//! | Rule | Source |
//! |---|---|
//! | Scale-out: the 3 newest datapoints are above the target | seen |
//! | ... to ceil(tasks x value / target), by the newest; without tasks the value counts as that of one | TT: in proportion, rounded so that there is enough |
//! | ... if that is more than the desired count: tasks that are starting are not asked for again | ours |
//! | Scale-in: the 15 newest datapoints are below 0.9 of the target | seen |
//! | ... to the most that any of them called for | ours; TT: more gradually, never so that capacity lacks |
//! | ... if that is less than the desired count, and unless the policy has scaling in disabled | TT |
//! | Missing data scales in neither direction | TT |
//! | The datapoints that count lie within 2 periods more than are needed, for lateness and gaps | Missing: 5 for 3 |
//! | Datapoints without tasks do not count towards scaling in, and where no task runs none does | ours |
//!
//! ## Step scaling
//!
//! | Rule | Source |
//! |---|---|
//! | An alarm is in ALARM when so many of its newest datapoints breach; what is missing counts as the alarm says | Missing |
//! | An alarm whose state only missing data makes, or that retains a state, does not scale | ours |
//! | The step is the one that the newest breaching value lies in, from the threshold: above it lower bounds are inclusive and upper ones exclusive, below it the other way round | Step |
//! | Relative adjustments go by the desired count | ours: see [`Adjustment`] |
//! | Percentages are rounded towards 0, but to one task at least, and to the minimum magnitude | Step |
//! | Of several alarms a scale-out goes before a scale-in, and the largest capacity wins | ours, as among policies |
//!
//! ## Cooldowns
//!
//! | Rule | Source |
//! |---|---|
//! | Each policy has its own, from what was done last for it | TT, Step |
//! | In a scale-out cooldown only a larger scale-out follows, to more than the last one made | TT, Step |
//! | ... and what that one added counts: a relative adjustment goes on from where it began | Step |
//! | In a scale-in cooldown there is no scale-in | TT, Step |
//! | A scale-out goes on in a scale-in cooldown, and ends those of all policies | TT, Step: it "stops and doesn't complete"; of all policies is ours to read |
//! | In a scale-out cooldown there is no scale-in by the same policy | ours |
//! | What was done in the future, by a clock that was set back, counts as done now | ours |
//!
//! ## All together
//!
//! | Rule | Source |
//! |---|---|
//! | Any policy scales out | TT |
//! | Scale-in by target tracking: all of its policies that may scale in wish to | TT |
//! | Scale-in by a step scaling policy is not held up by target tracking | TT |
//! | Of several in one direction the largest capacity wins; where they differ in direction, a scale-out | TT |
//! | ... even where scaling out is suspended, so nothing is done then | ours |
//! | A scale-out ends at the maximum, a scale-in at the minimum | TT |
//! | A desired count below the minimum is brought to it by a scale-out, and left alone by a scale-in; one above the maximum the other way round | ECS |
//! | During a deployment there is no scale-in, and scaling out goes on | ECS |
//! | A suspended direction is not scaled | ECS |
//!
//! ## Not as on AWS
//!
//! From zero tasks, ECS waits for one datapoint and then scales out by the least amount. Here zero tasks are as any other
//! number: three datapoints, and then as many tasks as the metric calls for. That is up to two periods later, and needs
//! no second step. And ECS starts relative adjustments from the running count: see [`Adjustment`].

mod adjustment;
mod alarm;
mod capacity;
mod decide;
mod decision;
mod display;
mod error;
mod evaluation;
mod history;
mod memory;
pub mod metric_math;
mod moment;
mod seen;
mod service;
mod step_scaling;
mod target_tracking;

pub use adjustment::Adjustment;
pub use alarm::{Alarm, AlarmState, Comparison, MissingData};
pub use decide::{Followed, Rule, decide};
pub use decision::{Decision, NotScaled, Outcome, Stay, Verdict, Wish};
pub use error::PolicyError;
pub use evaluation::Evaluation;
pub use memory::Memory;
pub use moment::Moment;
pub use service::{Datapoint, Limits, Service};
pub use step_scaling::{Step, StepScaling};
pub use target_tracking::TargetTracking;
