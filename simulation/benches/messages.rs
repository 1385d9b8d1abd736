//! How many messages are simulated in a second, the policies included.
//!
//! `cargo bench -p simulation` tells the throughput in elements, which are messages. At least a million a second are
//! promised.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scaling::Limits;
use simulation::load::{Load, Pattern, Profile};
use simulation::{DurationDistribution, End, Settings, Totals, Unusable};

const MEAN: Duration = Duration::from_secs(5);

/// A pattern with durations, for so long, by the documented policy with so many tasks at most.
#[derive(Clone)]
struct Case {
    name: &'static str,
    pattern: Pattern,
    durations: DurationDistribution,
    length: Duration,
    max: u32,
}

fn cases() -> Vec<Case> {
    let week = Duration::from_hours(24 * 7);
    let rate = |a_second| Profile::constant(a_second).unwrap();
    vec![
        Case {
            name: "a week of 165 a minute, equally spaced",
            pattern: Pattern::Even(rate(165.0 / 60.0)),
            durations: DurationDistribution::Fixed(MEAN),
            length: week,
            max: 30,
        },
        Case {
            name: "a week of 165 a minute, by chance",
            pattern: Pattern::Poisson(rate(165.0 / 60.0)),
            durations: DurationDistribution::Exponential(MEAN),
            length: week,
            max: 30,
        },
        Case {
            name: "a week of days from 10 to 320 a minute",
            pattern: Pattern::Poisson(
                Profile::wave(10.0 / 60.0, 320.0 / 60.0, Duration::from_hours(24)).unwrap(),
            ),
            durations: DurationDistribution::LogNormal(MEAN, 0.5),
            length: week,
            max: 60,
        },
        Case {
            name: "half an hour of 1000 a second on up to 10000 tasks",
            pattern: Pattern::Poisson(rate(1000.0)),
            durations: DurationDistribution::Exponential(MEAN),
            length: Duration::from_mins(30),
            max: 10_000,
        },
        Case {
            name: "a week of more than ten tasks can do",
            pattern: Pattern::Even(rate(165.0 / 60.0)),
            durations: DurationDistribution::Fixed(MEAN),
            length: week,
            max: 10,
        },
    ]
}

fn run(case: &Case) -> Totals {
    let settings = Settings {
        limits: Limits {
            min: 1,
            max: case.max,
        },
        ..Settings::documented(MEAN, End::At(case.length))
    };
    let load = Load::new(case.pattern.clone(), case.durations, 1);
    simulation::run::<Unusable>(&settings, load.map(Ok), |sample| {
        black_box(sample);
        Ok(())
    })
    .unwrap()
}

fn messages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simulation");
    group.sample_size(10);
    for case in cases() {
        group.throughput(Throughput::Elements(run(&case).arrived));
        group.bench_function(BenchmarkId::from_parameter(case.name), |bencher| {
            bencher.iter(|| run(&case));
        });
    }
    group.finish();
}

criterion_group!(benches, messages);
criterion_main!(benches);
