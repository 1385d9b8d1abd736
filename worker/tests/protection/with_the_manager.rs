//! The manager on its own thread, and agents that are no good: in real time.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::timeout;
use worker::protection::{CALL_LIMIT, Event, ProtectionManager, Released, Settings};

use super::raw_agent::{Answer, RawAgent};
use super::*;

/// The limit of a call, and what a machine with much else to do may add to it.
const GIVEN_UP_WITHIN: Duration = Duration::from_secs(30);

/// Short pauses, and every release at once.
fn settings() -> Settings {
    Settings {
        maintain_protection_percentage: 0.0,
        protection_adjust_interval: Duration::from_millis(100),
        ..Settings::default()
    }
}

fn manager(agent: &RawAgent) -> ProtectionManager {
    ProtectionManager::start(settings(), client(&agent.url)).expect("a thread")
}

#[tokio::test]
async fn a_task_is_protected_and_released_over_http() {
    let agent = RawAgent::start(&[Answer::json(200, CONFIRMED), Answer::json(200, RELEASED)]).await;
    let manager = manager(&agent);
    let hold = manager.acquire().await.expect("confirmed");
    assert_eq!(hold.release().await, Ok(Released::Unprotected));
    let bodies = agent.requests().join("\n");
    assert!(bodies.contains(r#"{"ProtectionEnabled":true,"ExpiresInMinutes":5}"#));
    assert!(bodies.ends_with(r#"{"ProtectionEnabled":false}"#));
}

#[tokio::test]
async fn agents_that_are_silent_or_drip_or_never_accept_are_given_up_after_the_limit() {
    let silent = RawAgent::start(&[Answer::Silence]).await;
    // For minutes.
    let mut drops = b"HTTP/1.1 200 OK\r\nx: ".to_vec();
    drops.extend([b'x'; 1000]);
    let dripping = RawAgent::start(&[Answer::Dripping(drops)]).await;
    // The backlog takes the connection; nobody ever reads it.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let never = format!("http://{}", listener.local_addr().expect("an address"));
    let mut all = JoinSet::new();
    for url in [silent.url.clone(), dripping.url.clone(), never] {
        all.spawn(async move {
            let manager = ProtectionManager::start(settings(), client(&url)).expect("a thread");
            let mut events = manager.subscribe();
            let begin = Instant::now();
            let answered = timeout(GIVEN_UP_WITHIN, manager.acquire()).await;
            let rejection = answered.expect("given up").expect_err("no answer");
            assert_eq!(rejection, Rejection::TimedOut(CALL_LIMIT), "{url}");
            assert!(begin.elapsed() >= CALL_LIMIT, "{:?}", begin.elapsed());
            assert_eq!(
                events.recv().await,
                Ok(Event::Rejected {
                    wanted: Wanted::Protected {
                        minutes: settings().desired_protection_duration_in_mins
                    },
                    rejection,
                })
            );
        });
    }
    all.join_all().await;
}

#[tokio::test]
async fn an_agent_that_comes_back_is_asked_again_without_anyone_doing_anything() {
    let agent = RawAgent::start(&[
        Answer::json(500, "{}"),
        Answer::Last(Vec::new()),
        Answer::json(200, "garbage"),
        Answer::json(200, CONFIRMED),
    ])
    .await;
    let manager = manager(&agent);
    let mut events = manager.subscribe();
    let _hold = manager.hold();
    for _ in 0..3 {
        let event = events.recv().await.expect("open");
        assert!(matches!(event, Event::Rejected { .. }), "{event:?}");
    }
    let event = events.recv().await.expect("open");
    assert!(matches!(event, Event::Protected { .. }), "{event:?}");
}
