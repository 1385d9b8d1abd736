//! A release that was asked for and not confirmed: perhaps it has taken effect.

use super::*;

/// A manager whose task was protected for a minute and whose release had that answer.
async fn released(reply: Reply) -> (FakeAgent, ProtectionManager) {
    let agent = FakeAgent::that(&[Reply::Confirms, reply]);
    let manager = manager(&agent);
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(60 * SECOND).await;
    hold.release().await.expect_err("rejected");
    (agent, manager)
}

#[tokio::test(start_paused = true)]
async fn who_acquires_then_is_protected_by_a_new_call() {
    for reply in [Reply::Breaks, Reply::HangsAfterwards, Reply::Refuses] {
        let (agent, manager) = released(reply).await;
        let _hold = acquire(&manager).await.expect("confirmed");
        assert!(agent.protects(), "{reply:?}");
        assert_eq!(agent.asked(), ["protect", "release", "protect"]);
    }
}

#[tokio::test(start_paused = true)]
async fn who_acquires_during_such_a_release_is_protected_by_a_new_call() {
    let agent = FakeAgent::that(&[Reply::Confirms, Reply::HangsAfterwards]);
    let manager = manager(&agent);
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(60 * SECOND).await;
    drop(hold);
    sleep(SECOND).await;
    let begin = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    assert_eq!(begin.elapsed(), 4 * SECOND);
    assert!(agent.protects());
}

#[tokio::test(start_paused = true)]
async fn who_holds_then_is_protected_after_the_interval() {
    let (agent, manager) = released(Reply::Breaks).await;
    let _hold = manager.hold();
    sleep(11 * SECOND).await;
    assert!(agent.protects());
}

#[tokio::test(start_paused = true)]
async fn where_nobody_wishes_for_it_the_release_is_made_again() {
    let (agent, manager) = released(Reply::Breaks).await;
    sleep(HOUR).await;
    assert_eq!(agent.asked(), ["protect", "release", "release"]);
    assert_eq!(*manager.state().borrow(), Protection::Unprotected);
}

#[tokio::test(start_paused = true)]
async fn where_protecting_it_anew_is_rejected_nobody_is_told_that_it_is_protected() {
    let (agent, manager) = released(Reply::Breaks).await;
    agent.always(Reply::Throttles);
    for _ in 0..3 {
        assert_eq!(acquire(&manager).await.expect_err("rejected"), rate_limit());
    }
}
