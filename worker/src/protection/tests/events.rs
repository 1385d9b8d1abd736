//! Events: to any number of subscribers, one for each change and each rejection.

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::*;

/// Words for all events that are there.
fn told(events: &mut Receiver<Event>) -> Vec<&'static str> {
    let mut words = Vec::new();
    loop {
        words.push(match events.try_recv() {
            Ok(Event::Protected { .. }) => "protected",
            Ok(Event::Unprotected) => "unprotected",
            Ok(Event::Rejected { .. }) => "rejected",
            Err(TryRecvError::Lagged(_)) => "missed some",
            Err(TryRecvError::Empty | TryRecvError::Closed) => return words,
        });
    }
}

#[tokio::test(start_paused = true)]
async fn every_subscriber_is_told_everything_from_when_it_subscribed() {
    let agent = FakeAgent::that(&[Reply::Refuses]);
    let manager = manager(&agent);
    let mut all: Vec<_> = (0..100).map(|_| manager.subscribe()).collect();
    let hold = manager.hold();
    sleep(SECOND).await;
    let mut late = manager.clone().subscribe();
    sleep(300 * SECOND).await;
    drop(hold);
    sleep(SECOND).await;
    for events in &mut all {
        assert_eq!(
            told(events),
            ["rejected", "protected", "protected", "unprotected"]
        );
    }
    assert_eq!(told(&mut late), ["protected", "protected", "unprotected"]);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_is_told_as_protected_with_its_new_end() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let mut events = manager.subscribe();
    let start = Instant::now();
    let _hold = manager.hold();
    for after in [300, 540, 780] {
        let until = start + after * SECOND;
        assert_eq!(events.recv().await, Ok(Event::Protected { until }));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_where_nothing_changes() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let _hold = acquire(&manager).await.expect("confirmed");
    let mut events = manager.subscribe();
    for _ in 0..20 {
        drop(acquire(&manager).await.expect("confirmed"));
        sleep(10 * SECOND).await;
    }
    assert_eq!(told(&mut events), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_that_does_not_read_delays_nobody_and_is_told_what_it_missed() {
    let agent = FakeAgent::that_always(Reply::Throttles);
    let manager = manager(&agent);
    let mut events = manager.subscribe();
    let _hold = manager.hold();
    sleep(10 * 99 * SECOND + SECOND).await;
    assert_eq!(agent.calls().len(), 100);
    assert_eq!(events.recv().await, Err(RecvError::Lagged(36)));
}

#[tokio::test(start_paused = true)]
async fn who_watches_the_state_is_told_each_change() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let mut state = manager.state();
    let hold = manager.hold();
    state.changed().await.expect("open");
    assert!(matches!(*state.borrow_and_update(), Protection::Protected { .. }));
    drop(hold);
    state.changed().await.expect("open");
    assert_eq!(*state.borrow_and_update(), Protection::Unprotected);
}
