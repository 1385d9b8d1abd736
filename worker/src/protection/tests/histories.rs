//! Whatever several holders do and however the agent answers, the rules hold.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::checks::Record;
use super::courses::{Course, Step, Way, faultless, faulty};
use super::*;
use crate::virtual_time;

/// A holder, and the record of what it does.
struct Holder {
    manager: ProtectionManager,
    agent: FakeAgent,
    duration: Duration,
    record: Arc<Mutex<Record>>,
}

impl Holder {
    fn note(&self, note: impl FnOnce(&mut Record, Instant)) {
        note(&mut self.record.lock().expect("unpoisoned"), Instant::now());
    }

    fn wish(&self, change: i32) {
        self.note(|record, now| record.wishes.push((now, change)));
    }

    async fn wait(&self, (share, milliseconds): (f64, u64)) {
        sleep(self.duration.mul_f64(share) + Duration::from_millis(milliseconds)).await;
    }

    async fn take(&self, step: Step) {
        self.wait(step.before).await;
        self.wish(1);
        let asked = Instant::now();
        let (hold, certain_from) = match step.way {
            Way::Holds => (Some(self.manager.hold()), asked + 2 * CALL_LIMIT),
            Way::Acquires | Way::GivesUp(_) => {
                let patience = match step.way {
                    Way::GivesUp(after) => Duration::from_millis(after),
                    _ => HOUR,
                };
                let acquired = timeout(patience, self.manager.acquire()).await;
                self.note(|record, now| record.acquires.push((asked, now)));
                let hold = acquired.ok().and_then(Result::ok);
                if hold.is_some() {
                    assert!(self.agent.protects(), "acquired, and not protected");
                }
                (hold, Instant::now())
            }
        };
        let Some(hold) = hold else {
            self.wish(-1);
            return;
        };
        self.wait(step.work).await;
        self.note(|record, now| {
            if certain_from < now {
                record.certain.push((certain_from, now));
            }
        });
        self.wish(-1);
        let released = Instant::now();
        if step.drops {
            drop(hold);
        } else {
            // Rejected or not, it must be answered.
            let _ = timeout(HOUR, hold.release()).await;
            self.note(|record, now| record.releases.push((released, now)));
        }
    }
}

/// Lets it all happen; what is returned is how long it took.
async fn take_course(course: &Course, agent: &FakeAgent) -> (Record, Duration) {
    let start = Instant::now();
    agent.replies(&course.replies);
    agent.always(course.usual);
    let manager = manager_with(course.settings, agent);
    let record = Arc::<Mutex<Record>>::default();
    let mut events = manager.subscribe();
    let told = tokio::spawn({
        let record = Arc::clone(&record);
        async move {
            while let Ok(event) = events.recv().await {
                let now = Instant::now();
                record.lock().expect("unpoisoned").events.push((now, event));
            }
        }
    });
    let holders = course.holders.clone().into_iter().map(|steps| {
        let holder = Holder {
            manager: manager.clone(),
            agent: agent.clone(),
            duration: course.settings.duration(),
            record: Arc::clone(&record),
        };
        tokio::spawn(async move {
            for step in steps {
                holder.take(step).await;
            }
        })
    });
    for holder in holders.collect::<Vec<_>>() {
        holder.await.expect("a holder that finds all as it must be");
    }
    sleep(course.settings.duration() + 4 * CALL_LIMIT).await;
    assert!(!agent.protects(), "protected though nobody wishes for it");
    assert_eq!(*manager.state().borrow(), Protection::Unprotected);
    drop(manager);
    told.await.expect("no panic");
    let record = std::mem::take(&mut *record.lock().expect("unpoisoned"));
    (record, start.elapsed())
}

fn hold_to_the_rules(course: &Course, faultless: bool) {
    let agent = FakeAgent::default();
    let (record, took) = virtual_time::run(take_course(course, &agent));
    let calls = agent.calls();
    assert!(!agent.twice_at_once(), "two calls at once");
    record.check_calls(&calls, &course.settings);
    record.check_patience();
    record.check_events(&calls, &course.settings);
    if faultless {
        record.check_faultless(&agent, &course.settings, took);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_nothing_is_rejected_who_holds_is_protected_at_every_instant(course in faultless()) {
        hold_to_the_rules(&course, true);
    }

    #[test]
    fn whatever_is_rejected_nothing_hangs_and_nothing_is_asked_for_too_often(course in faulty()) {
        hold_to_the_rules(&course, false);
    }
}
