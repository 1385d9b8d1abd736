//! A job: it ends when the queue is empty.

use super::super::fake::Event;
use super::*;

/// The settings of a job.
fn job() -> Settings {
    Settings {
        until_empty: true,
        ..settings()
    }
}

#[tokio::test(start_paused = true)]
async fn it_drains_the_queue_and_ends_after_a_poll_that_brought_nothing() {
    for receivers in [1, 3] {
        let queue = FakeQueue::new("q");
        queue.send_many(25);
        let settings = Settings {
            parallelism: at_once(10, receivers),
            ..job()
        };
        let begun = Instant::now();
        let running = Loop::working(&queue, settings, SECOND);
        running.ended().await.expect("a clean end");
        assert_eq!(queue.left(), 0);
        assert!(begun.elapsed() < 45 * SECOND, "{:?}", begun.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_in_hand_is_waited_for_and_what_fails_is_tried_again() {
    let queue = FakeQueue::new("q");
    queue.send("long");
    queue.send("fails twice");
    let begun = Instant::now();
    let running = Loop::start(&[&queue], job(), |message| async move {
        match message.body.as_str() {
            "long" => tokio::time::sleep(100 * SECOND).await,
            // Longer than a poll waits: one has brought nothing when it fails.
            _ => tokio::time::sleep(25 * SECOND).await,
        }
        if message.body != "long" && message.receive_count < 3 {
            return Err("not yet");
        }
        Ok(())
    });
    running.ended().await.expect("a clean end");
    assert_eq!(queue.left(), 0);
    let took = begun.elapsed();
    assert!((100 * SECOND..125 * SECOND).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_short_poll_is_not_believed_alone() {
    let queue = FakeQueue::new("q");
    let settings = Settings {
        wait: Duration::ZERO,
        ..job()
    };
    let running = Loop::working(&queue, settings, SECOND);
    until("polled", || queue.calls().receive == 2).await;
    queue.send("late");
    running.ended().await.expect("a clean end");
    assert_eq!(queue.count(|event| *event == Event::Deleted), 1);
    // Two before the message, one that brings it, three that bring nothing.
    assert!((5..=6).contains(&queue.calls().receive), "{:?}", queue.calls());
}

#[tokio::test(start_paused = true)]
async fn a_service_goes_on() {
    let queue = FakeQueue::new("q");
    let running = Loop::working(&queue, settings(), SECOND);
    tokio::time::sleep(1000 * SECOND).await;
    queue.send("late");
    until("deleted", || queue.left() == 0).await;
    running.stop().await.1.expect("a clean end");
}
