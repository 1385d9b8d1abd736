//! What is asked for anew, what is kept and what is dropped, from pass to pass.

use super::*;

const MINUTE: u64 = 60;

fn at(seconds: u64) -> Moment {
    Moment(Duration::from_secs(seconds))
}

/// A metric by namespace and name, of that period.
fn metric(namespace: &str, name: &str, period: u64) -> Metric {
    Metric {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        dimensions: BTreeMap::new(),
        stat: "Maximum".to_owned(),
        unit: None,
        period: Duration::from_secs(period),
    }
}

fn visible() -> Metric {
    metric("AWS/SQS", "visible", MINUTE)
}

fn wanted(metric: &Metric, from: u64) -> Wanted {
    Wanted {
        metric: metric.clone(),
        from: at(from),
    }
}

/// From when on each namespace is asked for, by the batches in order.
fn begins(batches: &[Batch]) -> Vec<(&str, u64)> {
    let begins = batches
        .iter()
        .map(|batch| (batch.metrics[0].namespace.as_str(), batch.from.0.as_secs()));
    begins.collect()
}

/// A pass: what is kept of before, what is asked for, and answers with a datapoint each minute, whose value is its time
/// and `more`. From when on what was asked for.
fn pass(known: &mut Known, wanted: &[Wanted], now: u64, more: f64) -> Vec<u64> {
    known.keep(wanted, at(now));
    let batches = known.batches(wanted, at(now));
    for batch in &batches {
        let minutes = (batch.from.0.as_secs()..batch.to.0.as_secs()).step_by(60);
        let points: BTreeMap<Moment, f64> =
            minutes.map(|minute| (at(minute), float(minute) + more)).collect();
        known.take(batch, vec![points; batch.metrics.len()]);
    }
    begins(&batches).into_iter().map(|(_, from)| from).collect()
}

fn float(seconds: u64) -> f64 {
    f64::from(u32::try_from(seconds).expect("small"))
}

/// The datapoints of a metric by their seconds.
fn points(known: &Known, metric: &Metric, now: u64) -> Vec<(u64, f64)> {
    let points = known.series(metric, at(now)).points;
    points
        .into_iter()
        .map(|(at, value)| (at.0.as_secs(), value))
        .collect()
}

fn times(known: &Known, metric: &Metric, now: u64) -> Vec<u64> {
    let points = points(known, metric, now);
    points.into_iter().map(|(at, _)| at).collect()
}

#[test]
fn each_namespace_is_one_call_from_when_on_its_first_metric_is_wanted() {
    let known = Known::default();
    let running = metric("ECS/ContainerInsights", "running", MINUTE);
    let in_flight = metric("AWS/SQS", "in flight", MINUTE);
    let batches = known.batches(
        &[
            wanted(&visible(), 600),
            wanted(&running, 660),
            wanted(&in_flight, 540),
            // By another policy, which looks further back.
            wanted(&visible(), 480),
        ],
        at(1200),
    );
    assert_eq!(
        begins(&batches),
        [("AWS/SQS", 480), ("ECS/ContainerInsights", 660)]
    );
    assert_eq!(batches[0].metrics, [in_flight, visible()]);
    assert!(batches.iter().all(|batch| batch.to == at(1200)));
}

#[test]
fn a_call_begins_with_its_longest_period_and_ends_with_its_shortest() {
    let slow = metric("AWS/SQS", "slow", 5 * MINUTE);
    let fast = metric("AWS/SQS", "fast", 10);
    let batches = Known::default().batches(&[wanted(&slow, 900), wanted(&fast, 710)], at(1217));
    assert_eq!(begins(&batches), [("AWS/SQS", 600)]);
    assert_eq!(batches[0].to, at(1210));
}

#[test]
fn a_call_has_as_many_metrics_as_cloudwatch_takes() {
    let many: Vec<Wanted> = (0..1001)
        .map(|number| wanted(&metric("AWS/SQS", &format!("q{number}"), MINUTE), 600))
        .collect();
    let batches = Known::default().batches(&many, at(1200));
    let sizes: Vec<usize> = batches.iter().map(|batch| batch.metrics.len()).collect();
    assert_eq!(sizes, [500, 500, 1]);
}

#[test]
fn what_has_settled_is_kept_and_not_asked_for_again() {
    let mut known = Known::default();
    let visible = visible();
    assert_eq!(pass(&mut known, &[wanted(&visible, 600)], 1200, 0.0), [600]);
    // The three latest may have changed, and have.
    assert_eq!(pass(&mut known, &[wanted(&visible, 660)], 1260, 0.5), [1080]);
    let settled = [660, 720, 780, 840, 900, 960, 1020].map(|at| (at, float(at)));
    let unsettled = [(1080, 1080.5), (1140, 1140.5), (1200, 1200.5)];
    assert_eq!(
        points(&known, &visible, 1260),
        [&settled[..], &unsettled].concat()
    );
}

#[test]
fn what_is_wanted_from_before_it_is_known_is_asked_for_anew() {
    let mut known = Known::default();
    let visible = visible();
    assert_eq!(pass(&mut known, &[wanted(&visible, 600)], 1200, 0.0), [600]);
    assert_eq!(pass(&mut known, &[wanted(&visible, 300)], 1230, 0.0), [300]);
    assert_eq!(times(&known, &visible, 1230)[0], 300);
    assert_eq!(pass(&mut known, &[wanted(&visible, 300)], 1290, 0.0), [1080]);
}

#[test]
fn a_metric_that_is_new_is_asked_for_beside_those_that_are_known() {
    let mut known = Known::default();
    let (visible, other) = (visible(), metric("Mine", "other", MINUTE));
    pass(&mut known, &[wanted(&visible, 600)], 1200, 0.0);
    let both = [wanted(&visible, 660), wanted(&other, 660)];
    assert_eq!(pass(&mut known, &both, 1260, 0.0), [1080, 660]);
}

#[test]
fn what_nobody_wants_any_more_is_dropped() {
    let mut known = Known::default();
    let (visible, other) = (visible(), metric("AWS/SQS", "other", MINUTE));
    pass(
        &mut known,
        &[wanted(&visible, 600), wanted(&other, 600)],
        1200,
        0.0,
    );
    pass(&mut known, &[wanted(&visible, 660)], 1260, 0.0);
    assert_eq!(times(&known, &other, 1260), [0; 0]);
    assert_eq!(pass(&mut known, &[wanted(&other, 720)], 1320, 0.0), [720]);
    assert_eq!(times(&known, &visible, 1320), [0; 0]);
}

#[test]
fn datapoints_from_before_they_are_wanted_are_dropped() {
    let mut known = Known::default();
    let visible = visible();
    pass(&mut known, &[wanted(&visible, 600)], 1200, 0.0);
    pass(&mut known, &[wanted(&visible, 1020)], 1260, 0.0);
    assert_eq!(times(&known, &visible, 1260), [1020, 1080, 1140, 1200]);
}

#[test]
fn a_clock_that_was_set_back_leaves_nothing_known() {
    let mut known = Known::default();
    let visible = visible();
    pass(&mut known, &[wanted(&visible, 600)], 1200, 0.0);
    known.keep(&[wanted(&visible, 540)], at(1140));
    assert_eq!(times(&known, &visible, 1200), [0; 0]);
    assert_eq!(pass(&mut known, &[wanted(&visible, 540)], 1140, 0.0), [540]);
}

#[test]
fn a_call_that_failed_is_made_again_from_where_it_began() {
    let mut known = Known::default();
    let wanted = [wanted(&visible(), 600)];
    known.keep(&wanted, at(1200));
    assert_eq!(begins(&known.batches(&wanted, at(1200))), [("AWS/SQS", 600)]);
    assert_eq!(pass(&mut known, &wanted, 1210, 0.0), [600]);
}

#[test]
fn an_answer_takes_the_place_of_what_was_known_of_its_stretch() {
    let mut known = Known::default();
    let visible = visible();
    pass(&mut known, &[wanted(&visible, 960)], 1200, 0.0);
    let batch = |from| Batch {
        metrics: vec![visible.clone()],
        from: at(from),
        to: at(1200),
    };
    // A datapoint that is gone is gone; one is dated within its period; and what is no number, or from before, is none.
    let answer = BTreeMap::from([(at(1000), 1.0), (at(1085), 2.0), (at(1140), f64::NAN)]);
    known.take(&batch(1020), vec![answer]);
    assert_eq!(points(&known, &visible, 1200), [(960, 960.0), (1080, 2.0)]);
}

#[test]
fn only_periods_that_have_ended_are_told() {
    let mut known = Known::default();
    let visible = visible();
    let batch = Batch {
        metrics: vec![visible.clone()],
        from: at(1080),
        to: at(1260),
    };
    let answer = [1080, 1140, 1200].map(|minute| (at(minute), 1.0));
    known.take(&batch, vec![BTreeMap::from(answer)]);
    assert_eq!(times(&known, &visible, 1201), [1080, 1140]);
    assert_eq!(times(&known, &visible, 1259), [1080, 1140]);
    assert_eq!(times(&known, &visible, 1260), [1080, 1140, 1200]);
    assert_eq!(known.series(&visible, at(1260)).period, visible.period);
}

#[test]
fn what_came_between_passes_that_are_far_apart_is_asked_for() {
    let mut known = Known::default();
    let visible = visible();
    pass(&mut known, &[wanted(&visible, 600)], 1200, 0.0);
    assert_eq!(pass(&mut known, &[wanted(&visible, 900)], 1800, 0.0), [1080]);
    let all: Vec<u64> = (900..1800).step_by(60).collect();
    assert_eq!(times(&known, &visible, 1800), all);
}

#[test]
fn what_was_dropped_is_asked_for_anew_once_it_is_wanted_again() {
    let mut known = Known::default();
    let visible = visible();
    pass(&mut known, &[wanted(&visible, 600)], 1200, 0.0);
    pass(&mut known, &[wanted(&visible, 1020)], 1260, 0.0);
    assert_eq!(pass(&mut known, &[wanted(&visible, 660)], 1320, 0.0), [660]);
    assert_eq!(times(&known, &visible, 1320)[0], 660);
}
