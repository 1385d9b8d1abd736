//! Rejections: never protected, and asked again, but not at once.

use super::*;

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_is_rejected_and_never_protected() {
    let broken = Rejection::Unreachable("connection closed".to_owned());
    for (reply, rejection) in [
        (Reply::Refuses, refusal()),
        (Reply::Throttles, rate_limit()),
        (Reply::Hangs, Rejection::TimedOut(CALL_LIMIT)),
        (Reply::HangsAfterwards, Rejection::TimedOut(CALL_LIMIT)),
        (Reply::Slow(30 * SECOND), Rejection::TimedOut(CALL_LIMIT)),
        (Reply::Breaks, broken),
    ] {
        let agent = FakeAgent::that(&[reply]);
        let manager = manager(&agent);
        let mut events = manager.subscribe();
        assert_eq!(acquire(&manager).await.expect_err("rejected"), rejection);
        assert_eq!(*manager.state().borrow(), Protection::Unprotected);
        assert_eq!(
            events.try_recv(),
            Ok(Event::Rejected {
                wanted: Wanted::Protected { minutes: 5 },
                rejection,
            })
        );
        sleep(HOUR).await;
        assert_eq!(
            agent.calls().len(),
            1,
            "the wish has ended with the rejection: {reply:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn while_anyone_holds_it_is_asked_again_after_each_interval() {
    let agent = FakeAgent::that(&[Reply::Refuses, Reply::Throttles, Reply::Hangs]);
    let manager = manager(&agent);
    let start = Instant::now();
    let _hold = manager.hold();
    sleep(60 * SECOND).await;
    let asked = [("protect", 0), ("protect", 10), ("protect", 20), ("protect", 35)];
    assert_eq!(agent.asked_since(start), asked);
    assert!(agent.protects());
}

#[tokio::test(start_paused = true)]
async fn other_comparisons_do_not_put_off_the_next_attempt() {
    let agent = FakeAgent::that(&[Reply::Throttles]);
    let manager = manager(&agent);
    let start = Instant::now();
    let hold = manager.hold();
    sleep(9 * SECOND).await;
    drop(hold);
    let _hold = manager.hold();
    sleep(60 * SECOND).await;
    assert_eq!(agent.asked_since(start), [("protect", 0), ("protect", 10)]);
}

#[tokio::test(start_paused = true)]
async fn a_wish_that_comes_and_goes_while_a_call_is_rejected_is_not_asked_for_again_at_once() {
    let agent = FakeAgent::that_always(Reply::Hangs);
    let manager = manager(&agent);
    let start = Instant::now();
    let hold = manager.hold();
    sleep(SECOND).await;
    drop(hold);
    sleep(SECOND).await;
    assert_eq!(
        acquire(&manager).await.expect_err("rejected"),
        Rejection::TimedOut(CALL_LIMIT)
    );
    let _hold = manager.hold();
    sleep(14 * SECOND).await;
    assert_eq!(agent.asked_since(start), [("protect", 0)]);
    sleep(2 * SECOND + CALL_LIMIT).await;
    assert_eq!(agent.asked_since(start), [("protect", 0), ("protect", 15)]);
}

#[tokio::test(start_paused = true)]
async fn who_acquires_after_a_rejection_is_answered_by_a_call_of_its_own() {
    let agent = FakeAgent::that(&[Reply::Throttles, Reply::Throttles]);
    let manager = manager(&agent);
    let start = Instant::now();
    let _hold = manager.hold();
    sleep(SECOND).await;
    assert_eq!(acquire(&manager).await.expect_err("rejected"), rate_limit());
    sleep(SECOND).await;
    acquire(&manager).await.expect("confirmed");
    let asked = [("protect", 0), ("protect", 1), ("protect", 2)];
    assert_eq!(agent.asked_since(start), asked);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_is_rejected_is_made_again_while_protection_lasts() {
    let agent = FakeAgent::that(&[Reply::Confirms, Reply::Throttles, Reply::Hangs, Reply::Refuses]);
    let manager = manager(&agent);
    let start = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    sleep(HOUR).await;
    assert!(agent.protects_throughout(start, Instant::now()));
    let at: Vec<u64> = agent.asked_since(start).into_iter().map(|(_, at)| at).collect();
    assert_eq!(at[..6], [0, 240, 250, 265, 275, 515]);
}

#[tokio::test(start_paused = true)]
async fn who_acquires_while_renewals_are_rejected_gets_no_protection_that_is_about_to_end() {
    let agent = FakeAgent::that(&[Reply::Confirms]);
    agent.always(Reply::Throttles);
    let manager = manager(&agent);
    let _hold = acquire(&manager).await.expect("confirmed");
    sleep(295 * SECOND).await;
    assert_eq!(acquire(&manager).await.expect_err("rejected"), rate_limit());
    assert!(
        agent.protects(),
        "what was in force stays so until its time is over"
    );
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_renewed_in_time_is_told_to_be_over_and_asked_for_again() {
    let agent = FakeAgent::that(&[Reply::Confirms]);
    agent.always(Reply::Refuses);
    let manager = manager(&agent);
    let start = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    let mut state = manager.state();
    let over = state.wait_for(|state| *state == Protection::Unprotected).await;
    over.expect("open");
    assert_eq!(start.elapsed().as_secs(), 300);
    agent.always(Reply::Confirms);
    sleep(11 * SECOND).await;
    assert!(agent.protects());
}

#[tokio::test(start_paused = true)]
async fn a_release_that_is_rejected_is_told_and_made_again() {
    let agent = FakeAgent::that(&[Reply::Confirms, Reply::Throttles, Reply::Refuses]);
    let manager = manager(&agent);
    let start = Instant::now();
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(60 * SECOND).await;
    assert_eq!(hold.release().await, Err(rate_limit()));
    sleep(60 * SECOND).await;
    let asked = [("protect", 0), ("release", 60), ("release", 70), ("release", 80)];
    assert_eq!(agent.asked_since(start), asked);
    assert!(!agent.protects());
}

#[tokio::test(start_paused = true)]
async fn a_release_that_never_succeeds_is_given_up_when_protection_is_over() {
    let agent = FakeAgent::that(&[Reply::Confirms]);
    agent.always(Reply::Refuses);
    let manager = manager(&agent);
    drop(acquire(&manager).await.expect("confirmed"));
    sleep(HOUR).await;
    let calls = agent.calls().len();
    assert_eq!(*manager.state().borrow(), Protection::Unprotected);
    sleep(47 * HOUR).await;
    assert_eq!(agent.calls().len(), calls);
}
