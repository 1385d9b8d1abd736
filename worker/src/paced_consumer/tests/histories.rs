//! Whatever happens, each measurement is published once, in order, and in time.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::virtual_time;

#[derive(Debug, Clone)]
struct History {
    /// After how many milliseconds the next comes, and whether somebody is at work from then on.
    arrivals: Vec<(u32, bool)>,
    answers: Vec<Answer>,
    delay: u32,
    takes: u32,
    most: usize,
    stops: bool,
}

fn history() -> impl Strategy<Value = History> {
    let gap = prop_oneof![3 => Just(0_u32), 3 => 1..50_u32, 1 => 500..3_000_u32];
    let answer = select(vec![Answer::Taken, Answer::Taken, Answer::Unavailable]);
    (
        prop::collection::vec((gap, any::<bool>()), 1..60),
        prop_oneof![Just(vec![]), prop::collection::vec(answer, 0..6)],
        0..2_000_u32,
        0..300_u32,
        1..20_usize,
        any::<bool>(),
    )
        .prop_map(|(arrivals, answers, delay, takes, most, stops)| History {
            arrivals,
            answers,
            delay,
            takes,
            most,
            stops,
        })
}

async fn live(history: History) {
    let cloudwatch = FakeCloudWatch {
        most: history.most,
        takes: history.takes * MILLI,
        ..FakeCloudWatch::answering(history.answers.clone())
    };
    let publishing = Publishing::start(&cloudwatch, history.delay * MILLI);
    let mut arrived = Vec::new();
    let mut working = None;
    for (number, (gap, at_work)) in (0_u32..).zip(&history.arrivals) {
        tokio::time::sleep(*gap * MILLI).await;
        working = at_work.then(|| publishing.measurements.at_work.begin());
        arrived.push(Instant::now());
        publishing.add(&[number.into()]);
    }
    if history.stops {
        publishing.shutdown.request();
    }
    drop(working);
    assert_eq!(publishing.publisher.close().await, 0);
    let expected: Vec<f64> = (0_u32..).map(f64::from).take(arrived.len()).collect();
    assert_eq!(cloudwatch.all(), expected);
    if !history.answers.contains(&Answer::Unavailable) && history.takes == 0 {
        let mut number = 0;
        for (at, batch) in cloudwatch.taken() {
            // The first of a batch has waited longest.
            let waited = at.duration_since(arrived[number]);
            assert!(waited <= (history.delay + 10) * MILLI, "{number}: {waited:?}");
            number += batch.len();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_is_published_once_and_in_time(history in history()) {
        virtual_time::run(live(history));
    }
}
