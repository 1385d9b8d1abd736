//! Several holders at once share one protection, which lasts as long as any of them holds.

use futures::future::join_all;

use super::*;

#[tokio::test(start_paused = true)]
async fn protection_lasts_until_the_last_holder_releases() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let first = acquire(&manager).await.expect("confirmed");
    let second = manager.clone().acquire().await.expect("confirmed");
    let third = manager.hold();
    sleep(60 * SECOND).await;
    assert_eq!(second.release().await, Ok(Released::StillHeld));
    assert_eq!(first.release().await, Ok(Released::StillHeld));
    sleep(HOUR).await;
    assert!(agent.protects());
    sleep(100 * SECOND).await;
    assert_eq!(third.release().await, Ok(Released::Unprotected));
    assert!(!agent.protects());
}

#[tokio::test(start_paused = true)]
async fn a_hundred_that_acquire_at_once_share_one_call() {
    let agent = FakeAgent::that(&[Reply::Slow(3 * SECOND)]);
    let manager = manager(&agent);
    let begin = Instant::now();
    let holds = join_all((0..100).map(|_| manager.acquire())).await;
    assert!(holds.iter().all(Result::is_ok));
    assert_eq!(begin.elapsed(), 3 * SECOND);
    assert_eq!(agent.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_that_acquire_at_once_share_one_rejection() {
    let agent = FakeAgent::that_always(Reply::Hangs);
    let manager = manager(&agent);
    let begin = Instant::now();
    let holds = join_all((0..100).map(|_| manager.acquire())).await;
    assert!(holds.iter().all(Result::is_err));
    assert_eq!(begin.elapsed(), CALL_LIMIT);
    sleep(HOUR).await;
    assert_eq!(agent.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_comes_during_a_release_is_protected_by_the_call_after_it() {
    let agent = FakeAgent::that(&[Reply::Confirms, Reply::Slow(4 * SECOND)]);
    let manager = manager(&agent);
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(60 * SECOND).await;
    let releasing = tokio::spawn(hold.release());
    sleep(SECOND).await;
    let _hold = acquire(&manager).await.expect("confirmed");
    assert!(agent.protects());
    assert_eq!(releasing.await.expect("no panic"), Ok(Released::Unprotected));
    assert_eq!(agent.asked(), ["protect", "release", "protect"]);
    assert!(!agent.twice_at_once());
}

#[tokio::test(start_paused = true)]
async fn who_released_before_others_came_is_answered_though_the_agent_rejects_everything() {
    let agent = FakeAgent::that(&[Reply::Confirms, Reply::Slow(2 * SECOND)]);
    agent.always(Reply::Throttles);
    let manager = manager(&agent);
    let first = acquire(&manager).await.expect("confirmed");
    sleep(60 * SECOND).await;
    drop(first);
    sleep(SECOND).await;
    // All during the release.
    let second = manager.hold();
    let releasing = tokio::spawn(second.release());
    tokio::task::yield_now().await;
    let _third = manager.hold();
    let begin = Instant::now();
    let released = timeout(HOUR, releasing).await.expect("it never ends");
    assert_eq!(released.expect("no panic"), Ok(Released::StillHeld));
    assert!(begin.elapsed() < CALL_LIMIT);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_holder_takes_nothing_from_the_others() {
    let agent = FakeAgent::that(&[Reply::Confirms, Reply::Refuses]);
    let settings = Settings {
        protection_adjust_interval: 40 * SECOND,
        ..Settings::default()
    };
    let manager = manager_with(settings, &agent);
    let start = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    sleep(239 * SECOND).await;
    // The renewal at 240 s is refused; the next that asks has it made again.
    sleep(2 * SECOND).await;
    let another = acquire(&manager).await.expect("confirmed");
    drop(another);
    sleep(48 * HOUR).await;
    assert!(agent.protects_throughout(start, Instant::now()));
}
