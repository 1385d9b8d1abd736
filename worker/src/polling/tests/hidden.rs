//! What is in hand stays hidden, up to the ceiling; heartbeats cross nothing else.

use super::super::fake::Event;
use super::super::{LONGEST_IN_HAND, QueueErrorKind};
use super::*;

fn strays(queue: &FakeQueue) -> usize {
    queue.count(|event| matches!(event, Event::Stray(_) | Event::BeyondCeiling))
}

#[tokio::test(start_paused = true)]
async fn a_long_job_is_received_once_and_its_batch_shares_its_heartbeats() {
    let queue = FakeQueue::new("q");
    queue.send_many(10);
    let running = Loop::working(&queue, settings(), 300 * SECOND);
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(queue.count(|event| *event == Event::Received), 10);
    let calls = queue.calls();
    assert!((28..=31).contains(&calls.change), "one each 10 s: {calls:?}");
    assert_eq!(strays(&queue), 0);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn messages_that_wait_for_their_deletion_stay_hidden_too() {
    let queue = FakeQueue::new("q");
    queue.send_many(10);
    queue.script(|script| script.delete_errors = vec![QueueErrorKind::Unavailable; 20].into());
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("all deleted", || queue.left() == 0).await;
    assert!(queue.calls().change >= 10, "it took minutes");
    assert_eq!(running.begun().len(), 10);
    assert_eq!(strays(&queue), 0);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn heartbeats_that_fail_are_tried_again_in_time() {
    let queue = FakeQueue::new("q");
    queue.send_many(2);
    queue.script(|script| {
        script.change_errors = vec![QueueErrorKind::Unavailable; 3].into();
        script.change_failures = [("m1", false), ("m0", false), ("m1", false)].into();
    });
    let running = Loop::working(&queue, settings(), 120 * SECOND);
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(running.begun().len(), 2, "one was received twice");
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn a_message_is_hidden_for_12_hours_and_not_beyond() {
    let queue = FakeQueue::new("q");
    queue.send("long");
    let running = Loop::working(&queue, settings(), 13 * 3600 * SECOND);
    tokio::time::sleep(719 * 60 * SECOND).await;
    assert_eq!(running.begun().len(), 1);
    tokio::time::sleep(120 * SECOND).await;
    assert_eq!(running.begun().len(), 2, "SQS delivers it again");
    assert_eq!(strays(&queue), 0, "more was asked for than SQS grants");
    let hidden_until = |(at, event): &(Instant, Event)| match event {
        Event::Hidden(time) => Some(*at + *time),
        _ => None,
    };
    let untils: Vec<_> = queue.timeline("long").iter().filter_map(hidden_until).collect();
    assert!(untils.is_sorted(), "an extension shortened the time");
    drop(running);
}

#[tokio::test(start_paused = true)]
async fn a_lower_ceiling_is_kept_and_no_extension_shortens() {
    let queue = FakeQueue::new("q");
    queue.script(|script| script.visibility_timeout = Some(2 * SECOND));
    queue.send("m");
    let low = Settings {
        max_in_hand: 4 * SECOND,
        parallelism: at_once(1, 1),
        ..settings()
    };
    let running = Loop::working(&queue, low, 60 * SECOND);
    tokio::time::sleep(20 * SECOND).await;
    let timeline = queue.timeline("m");
    let mut hidden_until = timeline[0].0 + 2 * SECOND;
    for (at, event) in &timeline[1..] {
        let Event::Hidden(time) = event else {
            panic!("{timeline:?}")
        };
        assert!(*at + *time > hidden_until, "shortened: {timeline:?}");
        hidden_until = *at + *time;
    }
    let in_all = hidden_until - timeline[0].0;
    assert!(in_all <= 4 * SECOND + Duration::from_millis(10), "{in_all:?}");
    assert!(in_all > 3 * SECOND, "{in_all:?}");
    assert!(queue.is_visible("m"));
    drop(running);
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_under_way_never_overwrites_a_backoff() {
    let queue = FakeQueue::new("q");
    // A heartbeat leaves at 10 s and takes effect at 13 s. The handler fails in between, and its backoff would be
    // set at once.
    queue.script(|script| script.half_change = 3 * SECOND);
    queue.send("m");
    let quick = queue.clone();
    let running = Loop::start(&[&queue], settings(), move |message: Message| {
        let quick = quick.clone();
        async move {
            tokio::time::sleep(11 * SECOND).await;
            quick.script(|script| script.half_change = Duration::ZERO);
            if message.receive_count == 1 {
                Err("no")
            } else {
                Ok(())
            }
        }
    });
    until("deleted", || queue.left() == 0).await;
    let events = queue.events("m");
    assert_eq!(
        events[..4],
        [
            Event::Received,
            Event::Hidden(30 * SECOND),
            Event::Hidden(SECOND),
            Event::Received
        ]
    );
    let timeline = queue.timeline("m");
    assert!(timeline[3].0 - timeline[2].0 < 2 * SECOND, "{timeline:?}");
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn no_heartbeat_follows_a_backoff() {
    let queue = FakeQueue::new("q");
    queue.send("m");
    let slow = Settings {
        retry_delay: super::super::RetryDelay {
            first: 3600 * SECOND,
            longest: 3600 * SECOND,
        },
        ..settings()
    };
    let running = Loop::start(&[&queue], slow, |_| async { Err("no") });
    tokio::time::sleep(1800 * SECOND).await;
    assert_eq!(queue.events("m"), [Event::Received, Event::Hidden(3600 * SECOND)]);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn a_message_whose_deletion_takes_longer_than_it_is_hidden_is_received_once() {
    let queue = FakeQueue::new("q");
    // The deletion takes effect after 8 s; without a heartbeat meanwhile it would be received again after 3.
    queue.script(|script| {
        script.visibility_timeout = Some(3 * SECOND);
        script.half_delete = 8 * SECOND;
    });
    queue.send("m");
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("told", || {
        !running.log.lock().expect("unpoisoned").deleted.is_empty()
    })
    .await;
    assert_eq!(queue.count(|event| *event == Event::Received), 1);
    assert_eq!(queue.count(|event| *event == Event::Deleted), 1);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn a_backoff_ends_by_the_ceiling_too() {
    let queue = FakeQueue::new("q");
    queue.send("m");
    let slow = Settings {
        retry_delay: super::super::RetryDelay {
            first: LONGEST_IN_HAND,
            longest: LONGEST_IN_HAND,
        },
        ..settings()
    };
    let running = Loop::start(&[&queue], slow, |_| async {
        tokio::time::sleep(1800 * SECOND).await;
        Err("no")
    });
    until("hidden for hours", || {
        queue.count(|event| matches!(event, Event::Hidden(time) if *time > 3600 * SECOND)) == 1
    })
    .await;
    assert_eq!(strays(&queue), 0);
    running.stop().await.1.expect("a clean end");
}
