//! Trouble with SQS: what passes is waited for, what does not is given up after a while.

use super::super::QueueErrorKind;
use super::super::fake::Event;
use super::*;

#[tokio::test(start_paused = true)]
async fn throttling_and_outages_are_outlasted_without_spinning() {
    let queue = FakeQueue::new("q");
    queue.script(|script| {
        script.open_errors = [QueueErrorKind::Unavailable].into();
        script.receive_errors = [QueueErrorKind::Throttled, QueueErrorKind::Unavailable]
            .repeat(30)
            .into();
    });
    queue.send("after all");
    let begin = Instant::now();
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("deleted", || queue.left() == 0).await;
    let took = begin.elapsed();
    assert!(took > 400 * SECOND, "60 failures in {took:?} is spinning");
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_stays_missing_is_named_and_given_up_at_the_limit() {
    for kind in [QueueErrorKind::Missing, QueueErrorKind::Refused] {
        let queue = FakeQueue::new("lost");
        queue.script(|script| script.open_errors = vec![kind; 10_000].into());
        let begin = Instant::now();
        let running = Loop::working(&queue, settings(), Duration::ZERO);
        let error = running.ended().await.expect_err("given up").to_string();
        assert!(error.contains("http://sqs/000000000000/lost"), "{error}");
        let took = begin.elapsed();
        assert!(took >= 60 * SECOND && took < 62 * SECOND, "{took:?}");
        assert!(queue.calls().open > 5);
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_appears_in_time_is_polled() {
    let queue = FakeQueue::new("q");
    queue.script(|script| {
        script.open_errors = vec![QueueErrorKind::Missing; 5].into();
        script.receive_errors = vec![QueueErrorKind::Missing; 5].into();
    });
    queue.send("m");
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("deleted", || queue.left() == 0).await;
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_given_up_ends_the_others_cleanly_but_not_before() {
    for at_the_start in [false, true] {
        let (lost, healthy) = (FakeQueue::new("lost"), FakeQueue::new("healthy"));
        lost.script(|script| {
            let errors = vec![QueueErrorKind::Missing; 10_000].into();
            if at_the_start {
                script.open_errors = errors;
            } else {
                script.receive_errors = errors;
            }
        });
        let running = Loop::start(&[&lost, &healthy], settings(), |_| async {
            tokio::time::sleep(8 * SECOND).await;
            Ok(())
        });
        tokio::time::sleep(55 * SECOND).await;
        healthy.send("in time");
        let error = running.ended().await.expect_err("given up").to_string();
        assert!(error.contains("/lost"), "{error}");
        assert_eq!(healthy.events("in time"), [Event::Received, Event::Deleted]);
    }
}
