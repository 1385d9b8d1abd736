//! Whatever several holders do and however the agent answers, the rules hold.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use proptest::sample::select;
use tokio::time::timeout;

use super::checks::Record;
use super::*;

/// How a holder comes to hold.
#[derive(Debug, Clone, Copy)]
enum Way {
    Holds,
    Acquires,
    /// It acquires, and gives that up after so many milliseconds.
    GivesUp(u64),
}

/// What a holder does once: it waits, holds, and releases. Times are shares of the protection's duration and
/// milliseconds.
#[derive(Debug, Clone, Copy)]
struct Step {
    before: (f64, u64),
    way: Way,
    work: (f64, u64),
    drops: bool,
}

#[derive(Debug, Clone)]
struct Course {
    settings: Settings,
    holders: Vec<Vec<Step>>,
    replies: Vec<Reply>,
    usual: Reply,
}

fn settings() -> impl Strategy<Value = Settings> {
    let minutes = prop_oneof![Just(1), Just(5), Just(2880), 1..=2880_u16];
    let maintain = prop_oneof![Just(0.0), Just(10.0), Just(100.0), 0.0..100.0];
    let refresh = prop_oneof![Just(80.0), 0.5..99.5];
    // Not so short that 48 hours would take long to test.
    let interval = 0.001..0.3;
    (minutes, maintain, refresh, interval).prop_filter_map(
        "unusable",
        |(minutes, maintain, refresh, interval)| {
            let settings = Settings {
                desired_protection_duration_in_mins: minutes,
                maintain_protection_percentage: maintain,
                refresh_protection_percentage: refresh,
                protection_adjust_interval: Duration::from_secs(60 * u64::from(minutes)).mul_f64(interval),
            };
            settings.check().is_ok().then_some(settings)
        },
    )
}

fn time() -> impl Strategy<Value = (f64, u64)> {
    let shares = prop_oneof![
        3 => Just(0.0),
        2 => select(vec![0.01, 0.1, 0.5, 0.8, 1.0]),
        1 => 0.0..2.0,
    ];
    let milliseconds = select(vec![0, 0, 1, 900, 2_500, 5_000, 5_001, 12_000]);
    (shares, milliseconds)
}

fn step() -> impl Strategy<Value = Step> {
    let way = prop_oneof![
        3 => Just(Way::Acquires),
        2 => Just(Way::Holds),
        1 => (0..6_000_u64).prop_map(Way::GivesUp),
    ];
    (time(), way, time(), any::<bool>()).prop_map(|(before, way, work, drops)| Step {
        before,
        way,
        work,
        drops,
    })
}

fn slow() -> impl Strategy<Value = Reply> {
    // Not as long as the limit: then either may come first.
    (0..4_990_u64).prop_map(|time| Reply::Slow(Duration::from_millis(time)))
}

fn reply() -> impl Strategy<Value = Reply> {
    prop_oneof![
        4 => Just(Reply::Confirms),
        2 => slow(),
        1 => Just(Reply::Refuses),
        1 => Just(Reply::Throttles),
        1 => Just(Reply::Breaks),
        1 => Just(Reply::Hangs),
        1 => Just(Reply::HangsAfterwards),
        1 => Just(Reply::Slow(30 * SECOND)),
    ]
}

fn holders() -> impl Strategy<Value = Vec<Vec<Step>>> {
    prop::collection::vec(prop::collection::vec(step(), 1..7), 1..6)
}

fn faultless() -> impl Strategy<Value = Course> {
    let usual = prop_oneof![Just(Reply::Confirms), slow()];
    let replies = prop::collection::vec(slow(), 0..20);
    (settings(), holders(), replies, usual).prop_map(course)
}

fn faulty() -> impl Strategy<Value = Course> {
    (
        settings(),
        holders(),
        prop::collection::vec(reply(), 0..40),
        reply(),
    )
        .prop_map(course)
}

fn course((settings, holders, replies, usual): (Settings, Vec<Vec<Step>>, Vec<Reply>, Reply)) -> Course {
    Course {
        settings,
        holders,
        replies,
        usual,
    }
}

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
            record
                .certain
                .extend((certain_from < now).then_some((certain_from, now)))
        });
        self.wish(-1);
        let released = Instant::now();
        if step.drops {
            drop(hold);
        } else {
            // Rejected or not, it must be answered.
            let _ = hold.release().await;
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
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("an event loop");
    let agent = FakeAgent::default();
    let (record, took) = runtime.block_on(take_course(course, &agent));
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
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_nothing_is_rejected_who_holds_is_protected_at_every_instant(course in faultless()) {
        hold_to_the_rules(&course, true);
    }

    #[test]
    fn whatever_is_rejected_nothing_hangs_and_nothing_is_asked_for_too_often(course in faulty()) {
        hold_to_the_rules(&course, false);
    }
}
