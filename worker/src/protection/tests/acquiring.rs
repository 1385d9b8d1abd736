//! Acquiring: one call, and an answer in time whatever the agent does.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_acquired_task_is_protected_for_the_duration_by_one_call() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let start = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    assert!(agent.protects());
    let until = start + 300 * SECOND;
    assert_eq!(*manager.state().borrow(), Protection::Protected { until });
    assert_eq!(agent.calls()[0].wanted, Wanted::Protected { minutes: 5 });
    assert_eq!(agent.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_anyone_wishes_for_protection() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    sleep(48 * HOUR).await;
    assert_eq!(agent.calls().len(), 0);
    let _hold = acquire(&manager).await.expect("confirmed");
    assert_eq!(agent.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn acquire_returns_only_when_the_agent_has_confirmed() {
    let agent = FakeAgent::that(&[Reply::Slow(4 * SECOND)]);
    let manager = manager(&agent);
    let begin = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    assert_eq!(begin.elapsed(), 4 * SECOND);
    assert!(agent.protects());
}

#[tokio::test(start_paused = true)]
async fn the_time_counts_from_before_the_call() {
    let agent = FakeAgent::that(&[Reply::Slow(4 * SECOND)]);
    let manager = manager(&agent);
    let start = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    let until = start + 300 * SECOND;
    assert_eq!(*manager.state().borrow(), Protection::Protected { until });
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_never_answers_ends_acquire_with_an_error() {
    let agent = FakeAgent::that_always(Reply::Hangs);
    let manager = manager(&agent);
    let begin = Instant::now();
    let rejection = acquire(&manager).await.expect_err("no answer");
    assert_eq!(rejection, Rejection::TimedOut(CALL_LIMIT));
    assert_eq!(begin.elapsed(), CALL_LIMIT);
    assert_eq!(*manager.state().borrow(), Protection::Unprotected);
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_takes_30_seconds_ends_acquire_with_an_error() {
    let agent = FakeAgent::that_always(Reply::Slow(30 * SECOND));
    let manager = manager(&agent);
    let begin = Instant::now();
    let rejection = acquire(&manager).await.expect_err("no answer in time");
    assert_eq!(rejection, Rejection::TimedOut(CALL_LIMIT));
    assert_eq!(begin.elapsed(), CALL_LIMIT);
}

#[tokio::test(start_paused = true)]
async fn acquire_fails_where_the_manager_has_ended() {
    let (manager, keeping) = ProtectionManager::new(Settings::default(), FakeAgent::default());
    drop(keeping);
    assert_eq!(acquire(&manager).await.expect_err("ended"), Rejection::Ended);
    assert_eq!(manager.hold().release().await, Err(Rejection::Ended));
}

#[tokio::test(start_paused = true)]
async fn an_acquire_that_is_given_up_leaves_no_wish_behind() {
    let agent = FakeAgent::that(&[Reply::Slow(2 * SECOND)]);
    let manager = manager(&agent);
    let given_up = tokio::time::timeout(SECOND, manager.acquire()).await;
    given_up.expect_err("it takes longer");
    sleep(60 * SECOND).await;
    assert_eq!(agent.asked(), ["protect", "release"]);
    assert!(!agent.protects());
}

#[tokio::test(start_paused = true)]
async fn an_interval_of_nothing_hangs_nobody() {
    let settings = Settings {
        protection_adjust_interval: Duration::ZERO,
        ..Settings::default()
    };
    let agent = FakeAgent::default();
    let (manager, keeping) = ProtectionManager::new(settings, agent.clone());
    tokio::spawn(keeping);
    let _hold = acquire(&manager).await.expect("confirmed");
    sleep(SECOND).await;
    assert_eq!(agent.calls().len(), 1);
}
