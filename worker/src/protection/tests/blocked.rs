//! Work that blocks its thread, in real time: the manager has a thread of its own.

use std::thread;

use super::*;

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
        .build()
        .expect("an event loop");
    runtime.block_on(async {
        let hold = manager.acquire().await.expect("confirmed");
        thread::sleep(Duration::from_millis(2000));
        // Nothing of this loop has run meanwhile; on a machine that is busy fewer may have been in time.
        let renewed = agent.calls().len() - 1;
        assert!((2..=3).contains(&renewed), "{renewed} renewals in 2 s");
        for _ in 0..=renewed {
            let event = events.try_recv().expect("told");
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
