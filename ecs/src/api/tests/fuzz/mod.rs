//! Random and mutated requests: whatever comes, the answer is of the operation's shape or an error that the model
//! knows, and the plane lives on.

mod answers;
mod autoscaling;
mod history;
mod mutate;
mod values;

use std::time::{Duration, Instant};

use history::History;

/// A short run with a fixed beginning, so that it says the same each time.
#[test]
fn random_requests_are_answered_or_refused_properly() {
    for seed in 0..20 {
        let mut history = History::new(seed);
        for _ in 0..250 {
            history.step();
        }
    }
}

#[test]
fn random_requests_to_auto_scaling_are_answered_or_refused_properly() {
    let answered: u32 = (0..10).map(|seed| autoscaling::run(seed, 300)).sum();
    assert!(answered > 500, "{answered} were answered");
}

/// A long run: `FUZZ_SECONDS=300 cargo test -p local-ecs --lib fuzz -- --ignored --nocapture`.
#[test]
#[ignore = "runs for minutes, with another beginning each time"]
fn random_requests_for_minutes() {
    let seconds = std::env::var("FUZZ_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(60));
    let mut steps = 0_u64;
    let (mut answered, mut refused) = (
        std::collections::BTreeMap::new(),
        std::collections::BTreeMap::new(),
    );
    while Instant::now() < end {
        let mut history = History::new(fastrand::u64(..));
        for _ in 0..2_000 {
            history.step();
            steps += 1;
        }
        autoscaling::run(fastrand::u64(..), 1_000);
        for (name, count) in &history.answered {
            *answered.entry(name.clone()).or_insert(0) += count;
        }
        for (name, count) in &history.refused {
            *refused.entry(name.clone()).or_insert(0) += count;
        }
    }
    eprintln!("{steps} requests; answered {answered:#?}; refused {refused:#?}");
}
