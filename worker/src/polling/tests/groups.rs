//! Whatever happens on a FIFO queue, a group stays in its order, one message at a time.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::fake::Event;
use super::super::{QueueErrorKind, RetryDelay};
use super::*;
use crate::virtual_time;

/// A message: its group, how long it takes, and how often it fails before it succeeds.
#[derive(Debug, Clone, Copy)]
struct Sent {
    group: usize,
    millis: u64,
    failures: u32,
}

fn sent() -> impl Strategy<Value = Sent> {
    // In milliseconds: some at once, some longer than a visibility timeout.
    let times = select(vec![0, 1, 15, 400, 5_000, 33_000]);
    let failures = prop_oneof![3 => Just(0_u32), 1 => 1..4_u32];
    (0..4_usize, times, failures).prop_map(|(group, millis, failures)| Sent {
        group,
        millis,
        failures,
    })
}

#[derive(Debug, Clone)]
struct Course {
    sent: Vec<Sent>,
    parallelism: Parallelism,
    /// When the first worker is told to stop, and another takes over.
    stop_after: u64,
    retry_delay: u32,
    half_delete: u64,
    delete_errors: usize,
}

fn course() -> impl Strategy<Value = Course> {
    let parallelism = prop_oneof![
        (1..12_usize, 1..4_usize).prop_map(|(concurrency, receivers)| at_once(concurrency, receivers)),
        (1..6_usize).prop_map(Parallelism::one_at_a_time),
    ];
    (
        prop::collection::vec(sent(), 1..25),
        parallelism,
        0..60_000_u64,
        0..3_u32,
        0..400_u64,
        0..4_usize,
    )
        .prop_map(
            |(sent, parallelism, stop_after, retry_delay, half_delete, delete_errors)| Course {
                sent,
                parallelism,
                stop_after,
                retry_delay,
                half_delete,
                delete_errors,
            },
        )
}

/// One run of a handler: the message's number, begin and end.
type Run = (usize, Instant, Instant);

struct Ran(Arc<Mutex<Vec<Run>>>, usize, Instant);

impl Drop for Ran {
    fn drop(&mut self) {
        self.0
            .lock()
            .expect("unpoisoned")
            .push((self.1, self.2, Instant::now()));
    }
}

async fn take_course(course: Course) {
    let queue = FakeQueue::new("q.fifo");
    queue.script(|script| {
        script.half_delete = Duration::from_millis(course.half_delete);
        script.delete_errors = [QueueErrorKind::Unavailable].repeat(course.delete_errors).into();
    });
    for (n, sent) in course.sent.iter().enumerate() {
        queue.send_to(Some(&format!("g{}", sent.group)), n.to_string());
    }
    let runs = Arc::<Mutex<Vec<Run>>>::default();
    let failed = Arc::new(Mutex::new(vec![0; course.sent.len()]));
    let given = Settings {
        parallelism: course.parallelism,
        retry_delay: RetryDelay {
            first: course.retry_delay * SECOND,
            longest: 20 * SECOND,
        },
        ..settings()
    };
    let start = || {
        let (messages, runs, failed) = (course.sent.clone(), Arc::clone(&runs), Arc::clone(&failed));
        Loop::start(&[&queue], given, move |message: Message| {
            let n: usize = message.body.parse().expect("a number");
            let sent = messages[n];
            let ran = Ran(Arc::clone(&runs), n, Instant::now());
            let failed = Arc::clone(&failed);
            async move {
                tokio::time::sleep(Duration::from_millis(sent.millis)).await;
                drop(ran);
                let mut failed = failed.lock().expect("unpoisoned");
                if failed[n] < sent.failures {
                    failed[n] += 1;
                    return Err("as it must");
                }
                Ok(())
            }
        })
    };
    let first = start();
    tokio::time::sleep(Duration::from_millis(course.stop_after)).await;
    first.stop().await.1.expect("a clean end");
    let second = start();
    until("all deleted", || queue.left() == 0).await;
    second.stop().await.1.expect("a clean end");

    let mut runs = runs.lock().expect("unpoisoned").clone();
    runs.sort_by_key(|(_, begin, _)| *begin);
    for group in 0..4 {
        let of_it = |(n, _, _): &&Run| course.sent[*n].group == group;
        let runs: Vec<&Run> = runs.iter().filter(of_it).collect();
        for pair in runs.windows(2) {
            let ((before, _, end), (after, begin, _)) = (pair[0], pair[1]);
            assert!(end <= begin, "{after} was begun before {before} had ended");
            assert!(before <= after, "{after} came after {before}");
            let mut timeline = queue.timeline(&before.to_string()).into_iter();
            let gone_at = timeline.find(|(_, event)| *event == Event::Deleted);
            assert!(
                before == after || gone_at.is_some_and(|(at, _)| at <= *begin),
                "{after} was begun before {before} was deleted"
            );
        }
    }
    for (n, sent) in course.sent.iter().enumerate() {
        let events = queue.events(&n.to_string());
        let receives = events.iter().filter(|event| **event == Event::Received).count();
        // A stop may bring more: what cannot be finished, and what the polls under way bring, is given back.
        let most = sent.failures as usize + 2 + course.parallelism.receivers;
        assert!(receives <= most, "{n} was received {receives} times: {events:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_group_is_handled_one_by_one_in_its_order(course in course()) {
        virtual_time::run(take_course(course));
    }
}
