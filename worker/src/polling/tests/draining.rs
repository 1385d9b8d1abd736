//! Draining: full batches, and no more at once than is allowed.

use super::super::fake::Event;
use super::*;

#[tokio::test(start_paused = true)]
async fn ten_messages_cost_one_receive_and_one_delete() {
    let queue = FakeQueue::new("q");
    queue.send_many(200);
    let running = Loop::working(&queue, settings(), Duration::from_millis(3));
    until("all deleted", || queue.left() == 0).await;
    let calls = queue.calls();
    assert_eq!(calls.delete, 20);
    assert!(calls.receive <= 21, "one of them waits: {calls:?}");
    assert_eq!(calls.change, 0);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn the_last_message_is_deleted_without_waiting_for_others() {
    let queue = FakeQueue::new("q");
    queue.send("alone");
    let running = Loop::working(&queue, settings(), SECOND);
    until("deleted", || queue.left() == 0).await;
    let timeline = queue.timeline("alone");
    let took = timeline[1].0 - timeline[0].0;
    assert!(
        took < SECOND + Duration::from_millis(5),
        "lingered for others: {took:?}"
    );
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn receiving_goes_on_while_the_last_batch_is_being_deleted() {
    let queue = FakeQueue::new("q");
    queue.send_many(20);
    queue.script(|script| script.half_delete = 5 * SECOND);
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    until("all received", || {
        queue.count(|event| *event == Event::Received) == 20
    })
    .await;
    assert_eq!(queue.left(), 20, "nothing was deleted before that");
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn no_more_are_handled_at_once_than_is_allowed_and_none_is_received_without_room() {
    let queue = FakeQueue::new("q");
    queue.send_many(30);
    let few = Settings {
        parallelism: at_once(3, 1),
        ..settings()
    };
    let running = Loop::working(&queue, few, SECOND);
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(running.log.lock().expect("unpoisoned").most_running, 3);
    assert!(queue.asked().iter().all(|request| request.max_messages <= 3));
    // Received, each is begun at once: none waits, hidden, for a free slot.
    assert_eq!(queue.count(|event| *event == Event::Received), 30);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_deleted_ends_receiving_before_it_piles_up() {
    let queue = FakeQueue::new("q");
    queue.send_many(500);
    queue.script(|script| {
        script.delete_errors = vec![super::super::QueueErrorKind::Unavailable; 10_000].into();
    });
    let running = Loop::working(&queue, settings(), Duration::ZERO);
    tokio::time::sleep(60 * SECOND).await;
    let received = queue.count(|event| *event == Event::Received);
    assert!((10..=40).contains(&received), "received {received}");
    drop(running);
}

#[tokio::test(start_paused = true)]
async fn several_receivers_wait_at_once_and_keep_the_bound() {
    let queue = FakeQueue::new("q");
    let several = Settings {
        parallelism: at_once(30, 3),
        ..settings()
    };
    let running = Loop::working(&queue, several, SECOND);
    until("three receives", || queue.calls().receive == 3).await;
    queue.send_many(100);
    until("all deleted", || queue.left() == 0).await;
    assert!(running.log.lock().expect("unpoisoned").most_running <= 30);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn receivers_share_what_room_there_is() {
    let queue = FakeQueue::new("q");
    let two = Settings {
        parallelism: at_once(10, 2),
        ..settings()
    };
    let running = Loop::working(&queue, two, SECOND);
    until("both receive", || queue.calls().receive == 2).await;
    assert!(queue.asked().iter().all(|request| request.max_messages == 5));
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn the_handler_is_told_of_each_deletion_once() {
    let queue = FakeQueue::new("q");
    queue.send_many(25);
    let running = Loop::working(&queue, settings(), Duration::from_millis(10));
    let log = Arc::clone(&running.log);
    until("all told", || log.lock().expect("unpoisoned").deleted.len() == 25).await;
    running.stop().await.1.expect("a clean end");
    let mut told = log.lock().expect("unpoisoned").deleted.clone();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 25);
}

#[tokio::test(start_paused = true)]
async fn where_handlers_take_a_while_batches_wait_for_more_and_handling_does_not() {
    let queue = FakeQueue::new("q");
    queue.send_many(100);
    let settings = Settings {
        parallelism: Parallelism {
            linger: SECOND,
            ..at_once(10, 1)
        },
        ..settings()
    };
    let begun = Instant::now();
    // One after the other, as on one core.
    let core = Arc::new(tokio::sync::Mutex::new(()));
    let running = Loop::start(&[&queue], settings, move |_| {
        let core = Arc::clone(&core);
        async move {
            let _its_turn = core.lock().await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            Ok(())
        }
    });
    until("all deleted", || queue.left() == 0).await;
    let (calls, took) = (queue.calls(), begun.elapsed());
    assert!(calls.receive <= 13 && calls.delete <= 13, "{calls:?}");
    assert!(
        took < Duration::from_millis(10_400),
        "the core was idle: {took:?}"
    );
    running.stop().await.1.expect("a clean end");
}
