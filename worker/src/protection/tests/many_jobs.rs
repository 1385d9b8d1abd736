//! However many jobs there are, calls are as few as changes of state and renewals.

use futures::future::join_all;

use super::*;

const MILLISECOND: Duration = Duration::from_millis(1);

#[tokio::test(start_paused = true)]
async fn a_thousand_jobs_of_0_ms_one_after_another_take_two_calls() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    for _ in 0..1000 {
        let hold = acquire(&manager).await.expect("confirmed");
        assert!(agent.protects());
        hold.release().await.expect("confirmed");
    }
    sleep(HOUR).await;
    assert_eq!(agent.asked(), ["protect", "release"]);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_jobs_of_0_ms_side_by_side_take_two_calls() {
    let agent = FakeAgent::that_always(Reply::Slow(20 * MILLISECOND));
    let manager = manager(&agent);
    let jobs = (0..1000).map(|_| async {
        let hold = acquire(&manager).await.expect("confirmed");
        hold.release().await.expect("confirmed");
    });
    join_all(jobs).await;
    sleep(HOUR).await;
    assert_eq!(agent.asked(), ["protect", "release"]);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_short_jobs_with_pauses_change_the_state_at_most_once_in_30_seconds() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let start = Instant::now();
    for _ in 0..1000 {
        let hold = acquire(&manager).await.expect("confirmed");
        sleep(40 * MILLISECOND).await;
        hold.release().await.expect("confirmed");
        sleep(60 * MILLISECOND).await;
    }
    // 100 s: released at 30, 60, 90 s and so on, and each time acquired again by the next job.
    let calls = agent.asked_since(start);
    assert!((7..=8).contains(&calls.len()), "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn a_job_every_5_seconds_for_48_hours_takes_two_calls_in_30_seconds_at_most() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    for _ in 0..48 * 3600 / 5 {
        let hold = acquire(&manager).await.expect("confirmed");
        sleep(SECOND).await;
        hold.release().await.expect("confirmed");
        sleep(4 * SECOND).await;
    }
    let calls = agent.calls();
    assert!(calls.len() <= 2 * 48 * 3600 / 30, "{}", calls.len());
    for pair in calls.windows(2) {
        assert_ne!(pair[0].wanted, pair[1].wanted, "each changes the state");
    }
}

#[tokio::test(start_paused = true)]
async fn jobs_that_overlap_for_48_hours_take_one_call_for_each_renewal() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let start = Instant::now();
    let mut before = acquire(&manager).await.expect("confirmed");
    for _ in 0..48 * 360 {
        sleep(10 * SECOND).await;
        let next = acquire(&manager).await.expect("confirmed");
        assert_eq!(before.release().await, Ok(Released::StillHeld));
        before = next;
    }
    assert!(agent.protects_throughout(start, Instant::now()));
    let calls = agent.calls().len();
    assert!((720..=721).contains(&calls), "{calls}");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_jobs_under_a_rate_limit_take_one_call_for_each_interval() {
    let agent = FakeAgent::that_always(Reply::Throttles);
    let manager = manager(&agent);
    let start = Instant::now();
    for _ in 0..1000 {
        let hold = manager.hold();
        sleep(MILLISECOND).await;
        drop(hold);
        sleep(99 * MILLISECOND).await;
    }
    let calls = agent.asked_since(start);
    assert!(calls.len() <= 11, "{calls:?}");
    assert!(calls.len() >= 9, "{calls:?}");
}
