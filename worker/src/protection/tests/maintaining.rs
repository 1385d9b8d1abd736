//! Releasing, and keeping for a while what was released soon.

use super::*;

#[tokio::test(start_paused = true)]
async fn released_after_its_share_protection_ends_at_once() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(60 * SECOND).await;
    assert_eq!(hold.release().await, Ok(Released::Unprotected));
    assert!(!agent.protects());
    assert_eq!(*manager.state().borrow(), Protection::Unprotected);
}

#[tokio::test(start_paused = true)]
async fn released_before_its_share_protection_is_kept_until_then() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let start = Instant::now();
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(5 * SECOND).await;
    let until = start + 30 * SECOND;
    assert_eq!(hold.release().await, Ok(Released::Kept { until }));
    sleep(24 * SECOND).await;
    assert!(agent.protects());
    sleep(11 * SECOND).await;
    assert!(!agent.protects(), "at the latest an interval afterwards");
    assert_eq!(agent.asked(), ["protect", "release"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_is_taken_over_without_a_call() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    drop(acquire(&manager).await.expect("confirmed"));
    sleep(20 * SECOND).await;
    let hold = acquire(&manager).await.expect("still in force");
    sleep(100 * SECOND).await;
    assert_eq!(agent.asked(), ["protect"]);
    assert_eq!(hold.release().await, Ok(Released::Unprotected));
}

#[tokio::test(start_paused = true)]
async fn with_a_share_of_nothing_every_release_is_at_once() {
    let settings = Settings {
        maintain_protection_percentage: 0.0,
        ..Settings::default()
    };
    let agent = FakeAgent::default();
    let manager = manager_with(settings, &agent);
    let hold = acquire(&manager).await.expect("confirmed");
    assert_eq!(hold.release().await, Ok(Released::Unprotected));
}

#[tokio::test(start_paused = true)]
async fn with_a_share_of_all_it_is_never_released_and_ends_with_its_time() {
    let settings = Settings {
        maintain_protection_percentage: 100.0,
        ..Settings::default()
    };
    let agent = FakeAgent::default();
    let manager = manager_with(settings, &agent);
    let start = Instant::now();
    let hold = acquire(&manager).await.expect("confirmed");
    let until = start + 300 * SECOND;
    assert_eq!(hold.release().await, Ok(Released::Kept { until }));
    let mut state = manager.state();
    state
        .wait_for(|state| *state == Protection::Unprotected)
        .await
        .expect("open");
    assert_eq!(start.elapsed().as_secs(), 300);
    assert_eq!(agent.asked(), ["protect"]);
}

#[tokio::test(start_paused = true)]
async fn a_hold_that_is_dropped_is_released() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(60 * SECOND).await;
    drop(hold);
    sleep(SECOND).await;
    assert!(!agent.protects());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_the_release() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    drop(acquire(&manager).await.expect("confirmed"));
    sleep(48 * HOUR).await;
    assert_eq!(agent.asked(), ["protect", "release"]);
    drop(manager);
}

#[tokio::test(start_paused = true)]
async fn a_release_during_the_call_that_protects_is_answered_after_both() {
    let agent = FakeAgent::that(&[Reply::Slow(4 * SECOND)]);
    let settings = Settings {
        maintain_protection_percentage: 0.0,
        ..Settings::default()
    };
    let manager = manager_with(settings, &agent);
    let hold = manager.hold();
    sleep(SECOND).await;
    assert_eq!(hold.release().await, Ok(Released::Unprotected));
    assert_eq!(agent.asked(), ["protect", "release"]);
}

#[tokio::test(start_paused = true)]
async fn when_manager_and_holds_are_gone_protection_is_released_and_told() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let mut events = manager.subscribe();
    let hold = acquire(&manager).await.expect("confirmed");
    drop(manager);
    sleep(HOUR).await;
    assert!(agent.protects(), "a hold outlives the manager");
    drop(hold);
    sleep(SECOND).await;
    assert!(!agent.protects());
    let mut last = None;
    while let Ok(event) = events.recv().await {
        last = Some(event);
    }
    assert_eq!(last, Some(Event::Unprotected));
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_is_released_when_nobody_is_left_who_could_wish_for_it() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let start = Instant::now();
    let hold = acquire(&manager).await.expect("confirmed");
    let mut events = manager.subscribe();
    sleep(SECOND).await;
    drop((manager, hold));
    sleep(SECOND).await;
    assert_eq!(agent.asked_since(start), [("protect", 0), ("release", 1)]);
    assert_eq!(events.try_recv(), Ok(Event::Unprotected));
}
