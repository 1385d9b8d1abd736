//! An empty queue, and what is asked of any.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_empty_queue_costs_a_long_poll_at_a_time() {
    let queue = FakeQueue::new("q");
    let running = Loop::working(&queue, settings(), SECOND);
    tokio::time::sleep(200 * SECOND).await;
    assert!(queue.calls().receive <= 11, "{:?}", queue.calls());
    assert!(queue.asked().iter().all(|request| request.max_messages == 10
        && request.wait == 20 * SECOND
        && request.visibility_timeout.is_none()));
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn short_polls_of_an_empty_queue_do_not_spin() {
    let queue = FakeQueue::new("q");
    let short = Settings {
        wait: Duration::ZERO,
        ..settings()
    };
    let running = Loop::working(&queue, short, SECOND);
    tokio::time::sleep(100 * SECOND).await;
    let receives = queue.calls().receive;
    assert!((50..=500).contains(&receives), "{receives} receives in 100 s");
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn a_visibility_timeout_that_is_set_is_asked_for() {
    let queue = FakeQueue::new("q");
    let set = Settings {
        visibility_timeout: Some(7 * SECOND),
        ..settings()
    };
    let running = Loop::working(&queue, set, SECOND);
    until("polling", || queue.calls().receive == 1).await;
    assert_eq!(queue.asked()[0].visibility_timeout, Some(7 * SECOND));
    running.stop().await.1.expect("a clean end");
}

#[tokio::test(start_paused = true)]
async fn where_the_queues_own_is_unknown_or_zero_30_seconds_are_asked_for() {
    for own in [None, Some(Duration::ZERO)] {
        let queue = FakeQueue::new("q");
        queue.script(|script| script.visibility_timeout = own);
        let running = Loop::working(&queue, settings(), SECOND);
        until("polling", || queue.calls().receive == 1).await;
        assert_eq!(queue.asked()[0].visibility_timeout, Some(30 * SECOND));
        running.stop().await.1.expect("a clean end");
    }
}
