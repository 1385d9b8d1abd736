//! Work that blocks its thread, in real time: the manager has a thread of its own.

use std::thread;

use super::*;

/// How long is waited for what is to happen in less than two seconds.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn renewal_goes_on_while_the_work_blocks_its_thread() {
    let settings = Settings {
        desired_protection_duration_in_mins: 1,
        // 0.6 s.
        refresh_protection_percentage: 1.0,
        maintain_protection_percentage: 0.0,
        protection_adjust_interval: Duration::from_millis(20),
    };
    settings.check().expect("usable");
    let agent = FakeAgent::default();
    let manager = ProtectionManager::start(settings, agent.clone()).expect("a thread");
    let mut events = manager.subscribe();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("an event loop");
    runtime.block_on(async {
        let begun = Instant::now();
        let hold = manager.acquire().await.expect("confirmed");
        // Nothing of this loop runs meanwhile.
        let mut renewed = 0;
        while renewed < 3 && begun.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(20));
            renewed = u32::try_from(agent.calls().len() - 1).expect("few");
        }
        assert!(renewed >= 3, "{renewed} renewals in {:?}", begun.elapsed());
        // From before the first call on: on a machine that is busy fewer are in time, and never more.
        let most = begun.elapsed().as_millis() / 600;
        assert!(
            u128::from(renewed) <= most,
            "{renewed} renewals in {:?}",
            begun.elapsed()
        );
        for _ in 0..=renewed {
            let event = timeout(PATIENCE, events.recv()).await.expect("in time");
            let event = event.expect("told");
            assert!(matches!(event, Event::Protected { .. }), "{event:?}");
        }
        assert_eq!(hold.release().await, Ok(Released::Unprotected));
    });
    assert!(!agent.twice_at_once());
}

#[test]
fn a_job_that_blocks_an_event_loop_of_its_own_is_acquired_and_released_from_there() {
    let agent = FakeAgent::default();
    let manager = ProtectionManager::start(Settings::default(), agent.clone()).expect("a thread");
    let jobs: Vec<_> = (0..4)
        .map(|_| {
            let manager = manager.clone();
            thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                runtime.expect("an event loop").block_on(async {
                    for _ in 0..250 {
                        let hold = manager.acquire().await.expect("confirmed");
                        hold.release().await.expect("confirmed");
                    }
                });
            })
        })
        .collect();
    for job in jobs {
        job.join().expect("no panic");
    }
    assert_eq!(agent.asked(), ["protect"], "1000 jobs on 4 threads");
}
