//! With a fixed number of tasks the simulation is a queue that theory knows: mean waits must agree.

use std::time::Duration;

use simulation::load::{Load, Pattern, Profile};
use simulation::{DurationDistribution, End};

use super::{fixed, secs, simulate};

const MEAN: Duration = Duration::from_secs(5);
const MESSAGES: f64 = 1_000_000.0;

/// The mean wait in seconds with so many tasks, at which messages arrive by chance so that each is busy for this share
/// of the time.
fn mean_wait(tasks: u32, busy: f64, durations: DurationDistribution) -> f64 {
    let rate = f64::from(tasks) * busy / MEAN.as_secs_f64();
    let pattern = Pattern::Poisson(Profile::constant(rate).expect("usable"));
    let settings = fixed(tasks, End::At(Duration::from_secs_f64(MESSAGES / rate)));
    let (totals, _) = simulate(&settings, Load::new(pattern, durations, 42), |_| ());
    let share = totals.mean_busy / f64::from(tasks);
    assert!((share / busy - 1.0).abs() < 0.01, "{share} {busy}");
    // Little's law, but for what is still there at the end.
    let by_count = totals.mean_visible / rate;
    let mean = totals.waits.mean.as_secs_f64();
    assert!((by_count / mean - 1.0).abs() < 0.01, "{by_count} {mean}");
    mean
}

fn about(measured: f64, expected: f64) {
    assert!((measured / expected - 1.0).abs() < 0.03, "{measured} {expected}");
}

/// Pollaczek and Khinchine: the mean wait with one server, by the coefficient of variation of the durations.
fn one_server(busy: f64, variation: f64) -> f64 {
    busy / (1.0 - busy) * (1.0 + variation * variation) / 2.0 * MEAN.as_secs_f64()
}

/// Erlang's C formula: the mean wait with several servers and exponential durations.
fn several_servers(servers: u32, busy: f64) -> f64 {
    let offered = f64::from(servers) * busy;
    let (mut term, mut sum) = (1.0, 0.0);
    for n in 1..=servers {
        sum += term;
        term *= offered / f64::from(n);
    }
    let waiting = term / (1.0 - busy);
    let must_wait = waiting / (sum + waiting);
    must_wait * MEAN.as_secs_f64() / (f64::from(servers) * (1.0 - busy))
}

#[test]
fn one_task_and_fixed_durations() {
    about(
        mean_wait(1, 0.7, DurationDistribution::Fixed(MEAN)),
        one_server(0.7, 0.0),
    );
}

#[test]
fn one_task_and_exponential_durations() {
    about(
        mean_wait(1, 0.6, DurationDistribution::Exponential(MEAN)),
        one_server(0.6, 1.0),
    );
}

#[test]
fn one_task_and_uniform_durations() {
    let variation = (100.0_f64 / 12.0).sqrt() / 5.0;
    about(
        mean_wait(1, 0.7, DurationDistribution::Uniform(Duration::ZERO, secs(10))),
        one_server(0.7, variation),
    );
}

#[test]
fn one_task_and_log_normal_durations() {
    let deviation = 0.5_f64;
    let median = MEAN.div_f64((deviation * deviation / 2.0).exp());
    let variation = ((deviation * deviation).exp() - 1.0).sqrt();
    about(
        mean_wait(1, 0.7, DurationDistribution::LogNormal(median, deviation)),
        one_server(0.7, variation),
    );
}

#[test]
fn several_tasks_and_exponential_durations() {
    for (tasks, busy) in [(2, 0.7), (5, 0.8)] {
        about(
            mean_wait(tasks, busy, DurationDistribution::Exponential(MEAN)),
            several_servers(tasks, busy),
        );
    }
}
