//! Stops: nothing more is received, what can be finished is, the rest is given back, and all in time.

use super::super::QueueErrorKind;
use super::super::fake::Event;
use super::*;

const GIVEN_BACK: Event = Event::Hidden(Duration::ZERO);

#[tokio::test(start_paused = true)]
async fn what_a_poll_in_flight_brings_is_given_back_at_once_and_nothing_more_is_received() {
    let queue = FakeQueue::new("q");
    let running = Loop::working(&queue, settings(), SECOND);
    until("polling", || queue.calls().receive == 1).await;
    let log = Arc::clone(&running.log);
    let late = queue.clone();
    tokio::spawn(async move {
        tokio::time::sleep(5 * SECOND).await;
        late.send_many(10);
    });
    let (took, result) = running.stop().await;
    result.expect("a clean end");
    assert!(took < 6 * SECOND, "{took:?}");
    assert_eq!(queue.calls().receive, 1);
    assert_eq!(queue.calls().change, 1, "given back in one batch");
    assert!(log.lock().expect("unpoisoned").begun.is_empty());
    for n in 0..10 {
        assert_eq!(queue.events(&format!("m{n}")), [Event::Received, GIVEN_BACK]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_worker_is_gone_when_its_poll_is_over() {
    let queue = FakeQueue::new("q");
    let running = Loop::working(&queue, settings(), SECOND);
    until("polling", || queue.calls().receive == 1).await;
    let (took, result) = running.stop().await;
    result.expect("a clean end");
    assert!(took <= 21 * SECOND, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn no_poll_waits_longer_than_a_stop_may_take() {
    for (stop_timeout, longest) in [(2, 1), (3, 2), (10, 8), (30, 20)] {
        let queue = FakeQueue::new("q");
        let short = Settings {
            stop_timeout: stop_timeout * SECOND,
            ..settings()
        };
        let running = Loop::working(&queue, short, SECOND);
        until("polling", || queue.calls().receive == 1).await;
        let (took, result) = running.stop().await;
        result.expect("a clean end");
        assert!(took < stop_timeout * SECOND, "{took:?}");
        assert_eq!(queue.asked()[0].wait, longest * SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_in_hand_is_finished_and_deleted_when_there_is_time() {
    let queue = FakeQueue::new("q");
    queue.send_many(7);
    let running = Loop::working(&queue, settings(), 10 * SECOND);
    until("begun", || running.begun().len() == 7).await;
    let (_, result) = running.stop().await;
    result.expect("a clean end");
    assert_eq!(queue.left(), 0);
    assert_eq!(queue.count(|event| *event == GIVEN_BACK), 0);
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_given_back_in_time() {
    let queue = FakeQueue::new("q");
    queue.send_many(15);
    let more = Settings {
        parallelism: at_once(20, 1),
        ..settings()
    };
    let running = Loop::working(&queue, more, 3600 * SECOND);
    until("begun", || running.begun().len() == 15).await;
    let (took, result) = running.stop().await;
    result.expect("a clean end");
    assert!(took >= 20 * SECOND && took < 29 * SECOND, "{took:?}");
    for n in 0..15 {
        let id = format!("m{n}");
        assert_eq!(queue.events(&id).last(), Some(&GIVEN_BACK));
        assert!(queue.is_visible(&id), "a heartbeat hid {id} again");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_is_held_up_is_given_back_in_time() {
    let queue = FakeQueue::new("q");
    queue.send("m");
    queue.script(|script| script.delete_errors = vec![QueueErrorKind::Unavailable; 1_000].into());
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("trying", || queue.calls().delete > 3).await;
    let (took, result) = running.stop().await;
    result.expect("a clean end");
    assert!(took < 29 * SECOND, "{took:?}");
    assert_eq!(queue.events("m").last(), Some(&GIVEN_BACK));
}

#[tokio::test(start_paused = true)]
async fn when_nothing_answers_any_more_it_ends_before_it_is_killed() {
    for stop_timeout in [3, 30] {
        for busy in [false, true] {
            let queue = FakeQueue::new("q");
            let short = Settings {
                stop_timeout: stop_timeout * SECOND,
                ..settings()
            };
            let running = Loop::working(&queue, short, 3600 * SECOND);
            if busy {
                queue.send_many(3);
                until("begun", || running.begun().len() == 3).await;
            }
            until("polling", || queue.calls().receive > usize::from(busy)).await;
            queue.script(|script| script.silent_from = Some(Instant::now()));
            tokio::time::sleep(Duration::from_millis(1)).await;
            let (took, _) = running.stop().await;
            assert!(
                took < stop_timeout * SECOND,
                "{took:?} with {stop_timeout} s, busy: {busy}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_never_answers_at_the_start_does_not_hold_up_a_stop() {
    let queue = FakeQueue::new("q");
    queue.script(|script| script.silent_from = Some(Instant::now()));
    let running = Loop::working(&queue, settings(), SECOND);
    until("opening", || queue.calls().open == 1).await;
    let (took, _) = running.stop().await;
    assert!(took < 30 * SECOND, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stop_during_trouble_does_not_wait_for_the_next_try() {
    let queue = FakeQueue::new("q");
    queue.script(|script| script.receive_errors = vec![QueueErrorKind::Unavailable; 1_000].into());
    let running = Loop::working(&queue, settings(), SECOND);
    until("in trouble", || queue.calls().receive == 9).await;
    let (took, result) = running.stop().await;
    result.expect("a clean end");
    assert!(took < SECOND, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_give_back_that_fails_is_tried_again() {
    let queue = FakeQueue::new("q");
    queue.send_many(3);
    let running = Loop::working(&queue, settings(), 3600 * SECOND);
    until("begun", || running.begun().len() == 3).await;
    let late = queue.clone();
    tokio::spawn(async move {
        tokio::time::sleep(22 * SECOND).await;
        late.script(|script| {
            script.change_errors = [QueueErrorKind::Throttled].into();
            script.change_failures = [("m1", false)].into();
        });
    });
    running.stop().await.1.expect("a clean end");
    for n in 0..3 {
        assert!(queue.is_visible(&format!("m{n}")));
    }
}
