//! The worker: a queue, the work, the deletions, and what is measured of them.

use tokio::task::JoinHandle;

use super::super::handler::PacedConsumer;
use super::*;
use crate::output::Output;
use crate::polling::fake::{Event, FakeQueue};
use crate::polling::{self, Ceiling, Error, LONGEST_IN_HAND, Options, Parallelism};

struct Worker {
    publisher: Publisher,
    shutdown: Shutdown,
    cloudwatch: FakeCloudWatch,
    ended: JoinHandle<Result<(), Error>>,
}

impl Worker {
    fn start(queue: &FakeQueue, at_once: usize) -> Self {
        let settings = Options::default()
            .read(Parallelism::side_by_side(at_once, 1))
            .expect("usable");
        let cloudwatch = FakeCloudWatch::new();
        let shutdown = Shutdown::manual();
        let stop = Stop::new(shutdown.clone(), settings.stop_timeout);
        let (measurements, publisher) = Publisher::start(cloudwatch.clone(), SECOND, stop.clone());
        let output = Output::to(std::io::sink()).expect("a thread");
        let longest = Ceiling::new(LONGEST_IN_HAND).longest();
        let consumer = PacedConsumer::new(measurements, output, longest, None);
        let ended = tokio::spawn(polling::run([queue.clone()], consumer, settings, stop));
        Self {
            publisher,
            shutdown,
            cloudwatch,
            ended,
        }
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let end = Instant::now() + 24 * 3600 * SECOND;
        while !is_so() {
            assert!(Instant::now() < end, "never came true: {what}");
            tokio::time::sleep(100 * MILLI).await;
        }
    }

    async fn stop(self) {
        self.shutdown.request();
        self.ended.await.expect("no panic").expect("a clean end");
        assert_eq!(self.publisher.close().await, 0);
    }
}

fn body(n: usize, seconds: f64) -> String {
    format!(r#"{{"id":{n},"duration":{seconds}}}"#)
}

#[tokio::test(start_paused = true)]
async fn it_works_then_deletes_then_publishes() {
    let queue = FakeQueue::new("work.fifo");
    let message = body(1, 42.5);
    queue.send_to(Some("a"), &message);
    let worker = Worker::start(&queue, 1);
    worker
        .until("published", || !worker.cloudwatch.calls().is_empty())
        .await;
    let timeline = queue.timeline(&message);
    let at = |wanted: &Event| {
        let found = timeline.iter().find(|(_, event)| event == wanted);
        found.expect("it happened").0
    };
    let (received, deleted) = (at(&Event::Received), at(&Event::Deleted));
    let took = deleted - received;
    assert!((42_500 * MILLI..43 * SECOND).contains(&took), "{took:?}");
    assert!(worker.cloudwatch.calls()[0] > deleted);
    worker.until("taken", || worker.cloudwatch.all() == [42.5]).await;
    worker.stop().await;
}

#[tokio::test(start_paused = true)]
async fn work_of_no_time_is_done_deleted_and_published() {
    let queue = FakeQueue::new("work");
    queue.send(body(1, 0.0));
    let worker = Worker::start(&queue, 1);
    worker.until("taken", || worker.cloudwatch.all() == [0.0]).await;
    assert_eq!(queue.left(), 0);
    worker.stop().await;
}

#[tokio::test(start_paused = true)]
async fn long_work_is_kept_in_hand_and_done_once() {
    let queue = FakeQueue::new("work.fifo");
    let message = body(1, 40_000.0);
    queue.send_to(Some("a"), &message);
    let worker = Worker::start(&queue, 2);
    worker
        .until("taken", || worker.cloudwatch.all() == [40_000.0])
        .await;
    let received = |event: &Event| *event == Event::Received;
    assert_eq!(queue.count(received), 1);
    worker.stop().await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_published_of_a_message_that_is_not_deleted() {
    const MESSAGE: &str = r#"{"id":1,"duration":3}"#;
    let queue = FakeQueue::new("work");
    queue.send(MESSAGE);
    queue.script(|script| script.delete_failures = [(MESSAGE, true)].into());
    let worker = Worker::start(&queue, 1);
    let received = |event: &Event| *event == Event::Received;
    worker
        .until("received again", || queue.count(received) == 2)
        .await;
    assert!(worker.cloudwatch.calls().is_empty());
    worker.until("taken", || worker.cloudwatch.all() == [3.0]).await;
    tokio::time::sleep(60 * SECOND).await;
    assert_eq!(worker.cloudwatch.all(), [3.0]);
    worker.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_has_no_usable_duration_is_retried_and_the_others_go_on() {
    let queue = FakeQueue::new("work");
    let unusable = [
        r#"{"id":1}"#.to_owned(),
        body(2, -1.0),
        body(3, 43_196.0),
        "5".to_owned(),
    ];
    for (n, text) in unusable.iter().enumerate() {
        queue.send(text);
        queue.send(body(10 + n, 2.0));
    }
    let worker = Worker::start(&queue, 2);
    worker.until("taken", || worker.cloudwatch.all().len() == 4).await;
    tokio::time::sleep(20 * SECOND).await;
    assert_eq!(worker.cloudwatch.all(), [2.0; 4]);
    assert_eq!(queue.left(), 4);
    for text in &unusable {
        let events = queue.events(text);
        // The delay doubles: each of them is a receive and a delay.
        assert!(events.len() >= 4, "{text}: {events:?}");
        assert!(!events.contains(&Event::Deleted), "{text}: {events:?}");
    }
    worker.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_a_stop_interrupts_is_given_back_and_not_published() {
    let queue = FakeQueue::new("work");
    let (short, long) = (body(1, 10.0), body(2, 600.0));
    queue.send(&short);
    queue.send(&long);
    let worker = Worker::start(&queue, 2);
    let cloudwatch = worker.cloudwatch.clone();
    let received = |event: &Event| *event == Event::Received;
    worker.until("begun", || queue.count(received) == 2).await;
    worker.stop().await;
    assert_eq!(cloudwatch.all(), [10.0]);
    assert_eq!(queue.events(&short).last(), Some(&Event::Deleted));
    assert_eq!(queue.events(&long).last(), Some(&Event::Hidden(Duration::ZERO)));
}

#[tokio::test(start_paused = true)]
async fn groups_are_worked_on_side_by_side_and_what_they_measure_goes_together() {
    let queue = FakeQueue::new("work.fifo");
    for n in 0..12 {
        queue.send_to(Some(&format!("g{}", n % 4)), body(n, 10.0));
    }
    let begin = Instant::now();
    let worker = Worker::start(&queue, 4);
    worker
        .until("taken", || worker.cloudwatch.all().len() == 12)
        .await;
    let took = begin.elapsed();
    assert!((30 * SECOND..33 * SECOND).contains(&took), "{took:?}");
    assert!(
        worker.cloudwatch.calls().len() <= 6,
        "{:?}",
        worker.cloudwatch.batches()
    );
    worker.stop().await;
}
