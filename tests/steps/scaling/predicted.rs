//! What `scaler simulate` predicts of a load, held against what was done.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;

use super::deploy::COOLDOWN;
use super::machine::Machine;
use super::metrics::{IN_A_ROW, PERIOD};
use super::tracking::TO_SCALE_IN;
use crate::world::{SCALER, Scenario, World};

/// How much earlier or later a step may come, in seconds: three periods. LocalStack counts messages when it gets to it, and
/// one that is counted a moment later or not is the difference of a period, at each end of what is waited for.
const APART: f64 = 3.0 * PERIOD as f64;

/// How long after its end a period's datapoint may be there, in periods: nothing tells when LocalStack counted.
const LATE: [u16; 3] = [0, 1, 2];

/// A load of equal messages, equally spaced.
#[derive(Debug, Clone, Default)]
pub(crate) struct Load {
    /// The acceptable delay, in seconds.
    pub(super) delay: f64,
    /// How long a message may take for the delay to be kept, in seconds.
    pub(super) longest: f64,
    /// How long the work on a message takes, in seconds.
    pub(super) duration: f64,
    /// The tasks at first.
    pub(super) tasks: u32,
    /// Messages a second.
    pub(super) rate: u32,
    /// For how long they came.
    pub(super) seconds: u32,
    /// When the first came, in seconds since 1970.
    pub(super) begun: f64,
    /// When each was sent, in seconds since 1970.
    pub(super) sent: Vec<f64>,
}

impl Load {
    /// When the last came, in seconds since 1970.
    pub(super) fn ended(&self) -> f64 {
        self.begun + f64::from(self.seconds)
    }
}

/// The simulation is one of this machine: of how soon tasks came here, and of what passed between messages.
#[then("at each step it was within one task of what the simulation predicts")]
async fn predicted(world: &mut World) -> Outcome {
    let load = world.load()?.clone();
    let counts = world.counts().await?;
    let machine = Machine::seen(world, &load, &counts)?;
    let mut misses = Vec::new();
    for late in LATE {
        let predicted = simulate(world, &load, machine, late).await?;
        match missed(&predicted, &counts, &load) {
            None => return Ok(()),
            Some((at, real)) => misses.push(format!(
                "with metrics {late} periods late: {at} s after the load began {real:?} tasks were desired, and predicted all \
                 in all: {predicted:?}"
            )),
        }
    }
    let real: Vec<_> = counts
        .iter()
        .map(|(at, count)| (at - load.begun, count))
        .collect();
    Err(Trouble::failed(format!(
        "{}; done, in seconds after the load began: {real:?}, on {machine:?}",
        misses.join("; ")
    )))
}

/// The first step that differs from what was predicted by more than a task, and what there was.
fn missed(predicted: &[(f64, u32)], counts: &[(f64, u32)], load: &Load) -> Option<(f64, Vec<u32>)> {
    predicted.iter().find_map(|(at, desired)| {
        let real = seen_around(counts, load.tasks, load.begun + at);
        let near = real.iter().any(|count| count.abs_diff(*desired) <= 1);
        (!near).then_some((*at, real))
    })
}

/// The desired counts shortly before and after a moment.
fn seen_around(counts: &[(f64, u32)], first: u32, at: f64) -> Vec<u32> {
    let before = counts.iter().rev().find(|(changed, _)| *changed <= at - APART);
    let during = counts.iter().filter(|(changed, _)| (*changed - at).abs() < APART);
    std::iter::once(before.map_or(first, |(_, count)| *count))
        .chain(during.map(|(_, count)| *count))
        .collect()
}

/// The desired count at each evaluation, by seconds since the load began.
async fn simulate(
    scenario: &mut Scenario,
    load: &Load,
    machine: Machine,
    late: u16,
) -> Outcome<Vec<(f64, u32)>> {
    let profile = format!("0s={}/s,{}s=0/s", load.rate, load.seconds);
    // No duration has more than nine digits after the point.
    let seconds = |seconds: f64| format!("{seconds:.3}s");
    let settings = [
        ("--profile", profile),
        ("--cycle", "1h".to_owned()),
        ("--for", seconds(f64::from(load.seconds) * 2.0)),
        ("--duration", seconds(load.duration + machine.between)),
        ("--default-mpd", seconds(load.longest)),
        ("--acceptable-delay", seconds(load.delay)),
        ("--set-target-every", "never".to_owned()),
        ("--period", format!("{PERIOD}s")),
        ("--datapoints-to-scale-out", IN_A_ROW.to_string()),
        ("--datapoints-to-scale-in", TO_SCALE_IN.to_string()),
        ("--scale-out-cooldown", format!("{COOLDOWN}s")),
        ("--scale-in-cooldown", format!("{COOLDOWN}s")),
        ("--initial", load.tasks.to_string()),
        ("--start-up", seconds(machine.start_up)),
        ("--metric-delay", seconds(f64::from(late * PERIOD))),
        ("--csv", "-".to_owned()),
    ];
    let mut arguments = vec!["simulate"];
    for (flag, value) in &settings {
        arguments.extend([*flag, value.as_str()]);
    }
    scenario.start_scaler(&arguments, [].into()).await?;
    scenario.expect_scaler_done().await?;
    let stdout = scenario.program(SCALER)?.transcript().stdout();
    let text = String::from_utf8_lossy(&stdout);
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| {
        header
            .iter()
            .position(|column| *column == name)
            .or_broken(format!("the simulation tells no {name}"))
    };
    let (at, desired) = (column("at")?, column("desired")?);
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
            Ok((
                cell(at).parse().or_broken(format!("reading {line}"))?,
                cell(desired).parse().or_broken(format!("reading {line}"))?,
            ))
        })
        .collect()
}

impl Scenario {
    /// When the desired count was set, in seconds since 1970, and to what; in this order.
    pub(super) async fn counts(&self) -> Outcome<Vec<(f64, u32)>> {
        let mut counts: Vec<(f64, u32)> = self
            .scaled()
            .await?
            .iter()
            .filter_map(|activity| {
                let count = u32::try_from(super::counts::scaled_to(activity)?).ok()?;
                Some((activity.start_time().as_secs_f64(), count))
            })
            .collect();
        counts.sort_by(|one, other| one.0.total_cmp(&other.0));
        Ok(counts)
    }
}
