//! FIFO queues: a group stays in order. Standard queues: a group is no order.

use super::super::fake::Event;
use super::*;

fn send(queue: &FakeQueue) {
    for body in ["a1", "b1", "a2", "b2", "a3"] {
        queue.send_to(Some(&body[..1]), body);
    }
}

fn of_group(bodies: &[String], group: &str) -> Vec<String> {
    bodies
        .iter()
        .filter(|body| body.starts_with(group))
        .cloned()
        .collect()
}

#[tokio::test(start_paused = true)]
async fn groups_are_handled_side_by_side_and_each_in_its_order() {
    let queue = FakeQueue::new("q.fifo");
    send(&queue);
    let running = Loop::start(&[&queue], settings(), |message: Message| async move {
        // The first of each takes longest: out of order, the later ones would overtake it.
        let rest = 4 - u32::from(message.body.as_bytes()[1] - b'0');
        tokio::time::sleep(rest * SECOND).await;
        Ok(())
    });
    until("all deleted", || queue.left() == 0).await;
    let begun = running.begun();
    assert_eq!(begun[..2], ["a1", "b1"]);
    assert_eq!(of_group(&begun, "a"), ["a1", "a2", "a3"]);
    assert_eq!(of_group(&begun, "b"), ["b1", "b2"]);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn after_one_that_fails_the_rest_of_its_group_waits_for_it() {
    let queue = FakeQueue::new("q.fifo");
    send(&queue);
    let running = Loop::start(&[&queue], settings(), |message: Message| async move {
        if message.body == "a1" && message.receive_count == 1 {
            Err("no")
        } else {
            Ok(())
        }
    });
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(of_group(&running.begun(), "a"), ["a1", "a1", "a2", "a3"]);
    assert_eq!(of_group(&running.begun(), "b"), ["b1", "b2"]);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn after_one_that_cannot_be_deleted_the_rest_of_its_group_waits_for_it() {
    let queue = FakeQueue::new("q.fifo");
    send(&queue);
    queue.script(|script| script.delete_failures = [("a1", true)].into());
    let running = Loop::working(&queue, settings(), Duration::from_millis(100));
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(of_group(&running.begun(), "a"), ["a1", "a1", "a2", "a3"]);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn during_a_stop_the_rest_of_a_group_is_left_on_the_queue() {
    let queue = FakeQueue::new("q.fifo");
    send(&queue);
    let running = Loop::working(&queue, settings(), 5 * SECOND);
    until("begun", || running.begun().len() == 2).await;
    let log = Arc::clone(&running.log);
    running.stop().await.1.expect("a clean end");
    assert_eq!(log.lock().expect("unpoisoned").begun, ["a1", "b1"]);
    assert_eq!(queue.events("a1"), [Event::Received, Event::Deleted]);
    assert_eq!(queue.events("a3"), []);
    assert!(queue.is_visible("a3"));
}

#[tokio::test(start_paused = true)]
async fn those_behind_one_that_keeps_failing_are_not_received_and_other_groups_go_on() {
    let queue = FakeQueue::new("q.fifo");
    send(&queue);
    let running = Loop::start(&[&queue], settings(), |message: Message| async move {
        if message.body == "a1" { Err("no") } else { Ok(()) }
    });
    let receives = |id| {
        let events = queue.events(id);
        events
            .into_iter()
            .filter(|event| *event == Event::Received)
            .count()
    };
    until("received often", || receives("a1") == 6).await;
    // Received with it each time, they would come to the dead-letter queue with it.
    assert_eq!((receives("a2"), receives("a3")), (0, 0));
    assert_eq!(queue.left(), 3);
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn as_many_groups_are_handled_at_once_as_there_is_room() {
    let queue = FakeQueue::new("q.fifo");
    for n in 0..40 {
        queue.send_to(Some(&format!("g{}", n % 20)), format!("m{n}"));
    }
    let given = Settings {
        parallelism: at_once(7, 2),
        ..settings()
    };
    let running = Loop::working(&queue, given, 10 * SECOND);
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(running.log.lock().expect("unpoisoned").most_running, 7);
    assert!(queue.asked().iter().all(|request| request.max_messages == 1));
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn on_a_standard_queue_a_group_is_handled_side_by_side() {
    let queue = FakeQueue::new("q");
    send(&queue);
    let running = Loop::working(&queue, settings(), SECOND);
    until("all deleted", || queue.left() == 0).await;
    assert_eq!(running.log.lock().expect("unpoisoned").most_running, 5);
    running.stop().await.1.expect("a clean end");
}
