//! Renewal: in time, as often as needed and not more often, out to 48 hours.

use super::*;

#[tokio::test(start_paused = true)]
async fn while_held_protection_is_renewed_at_80_percent() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let start = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    sleep(239 * SECOND).await;
    assert_eq!(agent.calls().len(), 1);
    sleep(2 * SECOND).await;
    assert_eq!(agent.asked_since(start), [("protect", 0), ("protect", 240)]);
    let until = start + 540 * SECOND;
    assert_eq!(*manager.state().borrow(), Protection::Protected { until });
}

#[tokio::test(start_paused = true)]
async fn work_of_48_hours_is_protected_at_every_instant() {
    let agent = FakeAgent::default();
    let manager = manager(&agent);
    let start = Instant::now();
    let hold = acquire(&manager).await.expect("confirmed");
    sleep(48 * HOUR).await;
    assert!(agent.protects_throughout(start, Instant::now()));
    // 172,800 s, renewed every 240 s: the last time in this moment.
    assert!(
        (720..=721).contains(&agent.calls().len()),
        "{}",
        agent.calls().len()
    );
    assert_eq!(hold.release().await, Ok(Released::Unprotected));
    assert!(!agent.protects());
}

#[tokio::test(start_paused = true)]
async fn with_the_longest_duration_48_hours_take_two_calls() {
    let settings = Settings {
        desired_protection_duration_in_mins: 2880,
        ..Settings::default()
    };
    let agent = FakeAgent::default();
    let manager = manager_with(settings, &agent);
    let start = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    sleep(48 * HOUR + SECOND).await;
    assert!(agent.protects_throughout(start, Instant::now()));
    assert_eq!(agent.asked_since(start), [("protect", 0), ("protect", 138_240)]);
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_takes_nearly_as_long_as_it_may_leaves_no_gap() {
    let settings = Settings {
        desired_protection_duration_in_mins: 1,
        refresh_protection_percentage: 74.9,
        ..Settings::default()
    };
    let agent = FakeAgent::that_always(Reply::Slow(4990 * SECOND / 1000));
    let manager = manager_with(settings, &agent);
    let _hold = acquire(&manager).await.expect("confirmed");
    let start = Instant::now();
    sleep(4 * HOUR).await;
    assert!(agent.protects_throughout(start, Instant::now()));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_holds_is_not_renewed() {
    let settings = Settings {
        maintain_protection_percentage: 90.0,
        ..Settings::default()
    };
    let agent = FakeAgent::default();
    let manager = manager_with(settings, &agent);
    let start = Instant::now();
    drop(acquire(&manager).await.expect("confirmed"));
    sleep(HOUR).await;
    assert_eq!(agent.asked_since(start), [("protect", 0), ("release", 270)]);
}

#[tokio::test(start_paused = true)]
async fn acquired_when_a_renewal_is_due_it_is_renewed_first() {
    let settings = Settings {
        maintain_protection_percentage: 90.0,
        protection_adjust_interval: 50 * SECOND,
        ..Settings::default()
    };
    let agent = FakeAgent::default();
    let manager = manager_with(settings, &agent);
    let start = Instant::now();
    drop(acquire(&manager).await.expect("confirmed"));
    sleep(245 * SECOND).await;
    let _hold = acquire(&manager).await.expect("confirmed");
    assert_eq!(agent.asked_since(start), [("protect", 0), ("protect", 245)]);
}

#[tokio::test(start_paused = true)]
async fn calls_that_take_longer_than_the_time_to_renewal_do_not_follow_each_other_without_a_pause() {
    let settings = Settings {
        desired_protection_duration_in_mins: 1,
        refresh_protection_percentage: 1.0,
        protection_adjust_interval: 10 * SECOND,
        ..Settings::default()
    };
    let agent = FakeAgent::that_always(Reply::Slow(2 * SECOND));
    let manager = manager_with(settings, &agent);
    let begin = Instant::now();
    let _hold = acquire(&manager).await.expect("confirmed");
    assert_eq!(begin.elapsed(), 2 * SECOND);
    sleep(60 * SECOND).await;
    let at: Vec<u64> = agent.asked_since(begin).into_iter().map(|(_, at)| at).collect();
    assert_eq!(at, [0, 12, 24, 36, 48]);
}
