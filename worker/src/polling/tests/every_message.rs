//! Whatever happens, every delivery of a message ends in exactly one way.

use std::collections::VecDeque;

use proptest::prelude::*;
use proptest::sample::select;

use super::super::fake::Event;
use super::super::{QueueErrorKind, RetryDelay};
use super::*;
use crate::virtual_time;

/// What a handler does with a message, by its place on the queue.
#[derive(Debug, Clone, Copy)]
enum Work {
    Succeeds(u64),
    Fails(u64),
    Panics,
}

fn work() -> impl Strategy<Value = Work> {
    // In milliseconds: some at once, some longer than a visibility timeout, some longer than a stop may take.
    let times = || select(vec![0, 1, 15, 400, 5_000, 33_000, 100_000]);
    prop_oneof![
        4 => times().prop_map(Work::Succeeds),
        2 => times().prop_map(Work::Fails),
        1 => Just(Work::Panics),
    ]
}

fn errors() -> impl Strategy<Value = VecDeque<QueueErrorKind>> {
    let kinds = vec![QueueErrorKind::Unavailable, QueueErrorKind::Throttled];
    prop::collection::vec(select(kinds), 0..4).prop_map(VecDeque::from)
}

#[derive(Debug, Clone)]
struct Course {
    works: Vec<Work>,
    concurrency: usize,
    receivers: usize,
    stop_after: u64,
    half_delete: u64,
    half_change: u64,
    receive_errors: VecDeque<QueueErrorKind>,
    delete_errors: VecDeque<QueueErrorKind>,
}

fn course() -> impl Strategy<Value = Course> {
    (
        prop::collection::vec(work(), 0..40),
        1..25_usize,
        1..4_usize,
        0..120_000_u64,
        0..800_u64,
        0..400_u64,
        errors(),
        errors(),
    )
        .prop_map(
            |(
                works,
                concurrency,
                receivers,
                stop_after,
                half_delete,
                half_change,
                receive_errors,
                delete_errors,
            )| {
                Course {
                    works,
                    concurrency,
                    receivers,
                    stop_after,
                    half_delete,
                    half_change,
                    receive_errors,
                    delete_errors,
                }
            },
        )
}

/// A message was given back at the deadline although it had been deleted in that moment.
const LATE: Event = Event::Stray("late");

/// Splits what happened to a message into its deliveries.
fn deliveries(timeline: Vec<(Instant, Event)>, deadline: Instant) -> Vec<Vec<Event>> {
    let mut deliveries: Vec<Vec<Event>> = Vec::new();
    for (at, event) in timeline {
        match (event, deliveries.last_mut()) {
            (Event::Received, _) => deliveries.push(Vec::new()),
            (Event::Stray("change"), Some(delivery)) if at >= deadline => delivery.push(LATE),
            (event, Some(delivery)) => delivery.push(event),
            (event, None) => panic!("{event:?} before it was received"),
        }
    }
    deliveries
}

/// What ends a delivery: a deletion, or a time that no heartbeat asks for (a backoff, or none: given back).
fn is_end(event: &Event) -> bool {
    match event {
        Event::Deleted => true,
        Event::Hidden(time) => *time < 30 * SECOND,
        _ => false,
    }
}

async fn take_course(course: Course) {
    let queue = FakeQueue::new("q");
    queue.script(|script| {
        script.half_delete = Duration::from_millis(course.half_delete);
        script.half_change = Duration::from_millis(course.half_change);
        script.receive_errors.clone_from(&course.receive_errors);
        script.delete_errors.clone_from(&course.delete_errors);
    });
    queue.send_many(course.works.len());
    let given = Settings {
        parallelism: at_once(course.concurrency, course.receivers),
        // Told apart from a heartbeat by its time.
        retry_delay: RetryDelay {
            first: SECOND,
            longest: 20 * SECOND,
        },
        ..settings()
    };
    let works = course.works.clone();
    let running = Loop::start(&[&queue], given, move |message: Message| {
        let work = works[message.body[1..].parse::<usize>().expect("a number")];
        async move {
            match work {
                Work::Succeeds(time) => {
                    tokio::time::sleep(Duration::from_millis(time)).await;
                    Ok(())
                }
                Work::Fails(time) => {
                    tokio::time::sleep(Duration::from_millis(time)).await;
                    Err("as it must")
                }
                // A panic that prints nothing.
                Work::Panics => std::panic::resume_unwind(Box::new("as it must")),
            }
        }
    });
    tokio::time::sleep(Duration::from_millis(course.stop_after)).await;
    let log = Arc::clone(&running.log);
    let deadline = Instant::now() + 25 * SECOND;
    let (took, result) = running.stop().await;
    result.expect("a clean end");
    assert!(took < 30 * SECOND, "SIGKILL would have come: {took:?}");
    let log = log.lock().expect("unpoisoned");
    assert!(
        log.most_running <= course.concurrency,
        "{} at once",
        log.most_running
    );
    assert!(!log.twice_at_once, "a message was handled twice at once");
    for n in 0..course.works.len() {
        let id = format!("m{n}");
        for mut delivery in deliveries(queue.timeline(&id), deadline) {
            // Its deletion was under way at the deadline, and took effect all the same: before it was given back ...
            while delivery.last() == Some(&LATE) {
                delivery.pop();
            }
            // ... or after.
            if matches!(
                delivery.as_slice(),
                [.., Event::Hidden(Duration::ZERO), Event::Deleted]
            ) {
                delivery.pop();
            }
            // Heartbeats go on beside a deletion until its answer is there; those after its effect do nothing.
            if let Some(deleted) = delivery.iter().position(|event| *event == Event::Deleted)
                && delivery[deleted + 1..]
                    .iter()
                    .all(|event| *event == Event::Stray("change"))
            {
                delivery.truncate(deleted + 1);
            }
            let ends = delivery.iter().filter(|event| is_end(event)).count();
            assert_eq!(ends, 1, "{id}: {delivery:?}");
            assert!(
                is_end(&delivery[delivery.len() - 1]),
                "{id}: something after its end: {delivery:?}"
            );
        }
        let deleted = log.deleted.iter().filter(|told| **told == id).count();
        assert!(deleted <= 1, "{id} was deleted {deleted} times");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_delivery_is_deleted_or_retried_or_given_back_exactly_once(course in course()) {
        virtual_time::run(take_course(course));
    }
}
