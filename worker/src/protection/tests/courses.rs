//! Random settings, holders and agents.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// How a holder comes to hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    Holds,
    Acquires,
    /// It acquires, and gives that up after so many milliseconds.
    GivesUp(u64),
}

/// What a holder does once: it waits, holds, and releases. Times are shares of the protection's duration and
/// milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) before: (f64, u64),
    pub(super) way: Way,
    pub(super) work: (f64, u64),
    pub(super) drops: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Course {
    pub(super) settings: Settings,
    pub(super) holders: Vec<Vec<Step>>,
    pub(super) replies: Vec<Reply>,
    pub(super) usual: Reply,
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

pub(super) fn faultless() -> impl Strategy<Value = Course> {
    let usual = prop_oneof![Just(Reply::Confirms), slow()];
    let replies = prop::collection::vec(slow(), 0..20);
    (settings(), holders(), replies, usual).prop_map(course)
}

pub(super) fn faulty() -> impl Strategy<Value = Course> {
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
