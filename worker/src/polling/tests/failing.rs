//! Failures: of one handler among many, and of one entry of a batch.

use super::super::fake::Event;
use super::super::{QueueErrorKind, RetryDelay};
use super::*;

fn hidden(seconds: u32) -> Event {
    Event::Hidden(seconds * SECOND)
}

#[tokio::test(start_paused = true)]
async fn one_that_fails_comes_again_after_its_backoff_and_the_others_are_untouched() {
    let queue = FakeQueue::new("q");
    queue.send_many(10);
    let running = Loop::start(&[&queue], settings(), |message: Message| async move {
        if message.body == "m4" && message.receive_count < 4 {
            return Err("not yet");
        }
        Ok(())
    });
    until("all deleted", || queue.left() == 0).await;
    for n in (0..10).filter(|n| *n != 4) {
        assert_eq!(queue.events(&format!("m{n}")), [Event::Received, Event::Deleted]);
    }
    let again = [
        hidden(1),
        Event::Received,
        hidden(2),
        Event::Received,
        hidden(4),
        Event::Received,
    ];
    let expected = [&[Event::Received][..], &again, &[Event::Deleted]].concat();
    assert_eq!(queue.events("m4"), expected);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn the_delay_is_a_setting_and_zero_is_at_once() {
    for (seconds, events) in [(60, 2), (0, 2)] {
        let queue = FakeQueue::new("q");
        queue.send("m");
        let first = seconds * SECOND;
        let given = Settings {
            retry_delay: RetryDelay {
                first,
                longest: first,
            },
            ..settings()
        };
        let running = Loop::start(&[&queue], given, |message: Message| async move {
            if message.receive_count == 1 {
                Err("no")
            } else {
                Ok(())
            }
        });
        until("deleted", || queue.left() == 0).await;
        let timeline = queue.timeline("m");
        assert_eq!(timeline[1].1, Event::Hidden(first));
        let waited = timeline[events].0 - timeline[1].0;
        assert!(waited >= first && waited < first + SECOND, "{waited:?}");
        running.stop().await.1.expect("a clean end");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_failure_of_that_message_only() {
    let queue = FakeQueue::new("q");
    queue.send_many(10);
    let running = Loop::start(&[&queue], settings(), |message: Message| async move {
        assert!(
            message.body != "m7" || message.receive_count > 1,
            "a panic that this test wants"
        );
        Ok(())
    });
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(
        queue.events("m7"),
        [Event::Received, hidden(1), Event::Received, Event::Deleted]
    );
    assert_eq!(running.begun().len(), 11);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn a_backoff_that_cannot_be_set_is_tried_again() {
    let queue = FakeQueue::new("q");
    queue.send("m");
    queue.script(|script| {
        script.change_errors = [QueueErrorKind::Throttled, QueueErrorKind::Unavailable].into();
        script.change_failures = [("m", false)].into();
    });
    let running = Loop::start(&[&queue], settings(), |message: Message| async move {
        if message.receive_count == 1 {
            Err("no")
        } else {
            Ok(())
        }
    });
    until("deleted", || queue.left() == 0).await;
    assert_eq!(
        queue.events("m"),
        [Event::Received, hidden(1), Event::Received, Event::Deleted]
    );
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_is_not_deleted_is_tried_again_without_being_handled_again() {
    let queue = FakeQueue::new("q");
    queue.send_many(10);
    queue.script(|script| script.delete_failures = vec![("m3", false); 6].into());
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(queue.calls().delete, 7);
    assert_eq!(running.begun().len(), 10);
    assert!(queue.count(|event| matches!(event, Event::Stray(_))) == 0);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_never_can_be_deleted_is_not_tried_again() {
    let queue = FakeQueue::new("q");
    queue.send_many(10);
    queue.script(|script| script.delete_failures = [("m3", true)].into());
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("the others deleted", || queue.left() == 1).await;
    tokio::time::sleep(20 * SECOND).await;
    assert_eq!(queue.calls().delete, 1);
    assert_eq!(queue.calls().change, 0, "it is hidden no longer");
    // It comes again by its visibility timeout.
    until("deleted", || queue.left() == 0).await;
    assert_eq!(
        queue.events("m3"),
        [Event::Received, Event::Received, Event::Deleted]
    );
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_keeps_failing_is_given_up_in_the_end() {
    let queue = FakeQueue::new("q");
    queue.send("m");
    queue.script(|script| script.delete_failures = vec![("m", false); 1_000].into());
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("received again", || running.begun().len() == 2).await;
    running.stop().await.1.expect("a clean end");
}
