//! The messages of a run.

use std::fmt::Write;
use std::num::NonZeroUsize;
use std::time::Duration;

use rand::Rng;
use serde::Serialize;
use time::OffsetDateTime;

use crate::load::duration_distribution::DurationDistribution;

/// Which group each message of a FIFO queue is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Groups {
    /// In one of its own: no message waits for another.
    Each,
    /// All in one: they are worked on one after the other, across runs too.
    One(String),
    /// In so many, in turn: `group-1`, `group-2` ...
    Several(NonZeroUsize),
}

/// What a FIFO queue knows a message by that is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deduplication {
    /// A deduplication id of its own: it is no other's duplicate.
    Unique,
    /// Its content: the queue must have content-based deduplication.
    Content,
}

/// What a run is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Load {
    pub(super) messages: usize,
    pub(super) durations: DurationDistribution,
    /// Nothing for a standard queue.
    pub(super) fifo: Option<(Groups, Deduplication)>,
}

/// A message as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    pub(super) body: String,
    pub(super) duration: Duration,
    pub(super) group: Option<String>,
    pub(super) deduplication: Option<String>,
}

#[derive(Serialize)]
struct Body {
    id: usize,
    duration: serde_json::Number,
}

impl Load {
    /// The messages of a run that is known by this name, which no other run has. Their ids are 1, 2 ...
    pub(super) fn run(&self, name: &str, chance: &mut impl Rng) -> Vec<Message> {
        let message = |id: usize| {
            let duration = in_millis(self.durations.draw(chance));
            let unique = || format!("{name}-{id}");
            let (group, deduplication) = match &self.fifo {
                None => (None, None),
                Some((groups, deduplication)) => (
                    Some(match groups {
                        Groups::Each => unique(),
                        Groups::One(group) => group.clone(),
                        Groups::Several(count) => format!("group-{}", (id - 1) % count.get() + 1),
                    }),
                    (*deduplication == Deduplication::Unique).then(unique),
                ),
            };
            Message {
                body: body(id, duration),
                duration,
                group,
                deduplication,
            }
        };
        (1..=self.messages).map(message).collect()
    }
}

/// A name for a run that begins now: by the time, and by chance where two begin in the same second.
pub(super) fn name(now: OffsetDateTime) -> String {
    let mut name = String::new();
    let (date, time) = (now.date(), now.time());
    // Writing to memory does not fail.
    let _ = write!(
        name,
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z-{:08x}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
        fastrand::u32(..)
    );
    name
}

/// Drawn durations have more digits than anyone measures.
fn in_millis(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

fn body(id: usize, duration: Duration) -> String {
    let whole = duration.subsec_nanos() == 0;
    let fraction = serde_json::Number::from_f64(duration.as_secs_f64()).filter(|_| !whole);
    let duration = fraction.unwrap_or_else(|| duration.as_secs().into());
    // Two numbers can always be written.
    serde_json::to_string(&Body { id, duration }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;
    use time::macros::datetime;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn load(messages: usize, fifo: Option<(Groups, Deduplication)>) -> Load {
        Load {
            messages,
            durations: DurationDistribution::Fixed(5 * SECOND),
            fifo,
        }
    }

    fn made(load: &Load) -> Vec<Message> {
        load.run("run", &mut Xoshiro256PlusPlus::seed_from_u64(1))
    }

    #[test]
    fn a_body_is_an_id_and_a_number_of_seconds() {
        for (millis, expected) in [
            (5000, r#"{"id":3,"duration":5}"#),
            (250, r#"{"id":3,"duration":0.25}"#),
            (0, r#"{"id":3,"duration":0}"#),
            (43_200_000, r#"{"id":3,"duration":43200}"#),
        ] {
            assert_eq!(body(3, Duration::from_millis(millis)), expected);
        }
    }

    #[test]
    fn a_standard_queue_has_neither_groups_nor_deduplication() {
        let messages = made(&load(2, None));
        assert_eq!(messages.len(), 2);
        assert!(messages.iter().all(|message| message.group.is_none()));
        assert!(messages.iter().all(|message| message.deduplication.is_none()));
        assert_eq!(messages[1].body, r#"{"id":2,"duration":5}"#);
    }

    #[test]
    fn groups_are_as_they_are_set() {
        let groups = |groups| {
            let messages = made(&load(3, Some((groups, Deduplication::Unique))));
            let groups = messages
                .into_iter()
                .map(|message| message.group.expect("a group"));
            groups.collect::<Vec<_>>()
        };
        assert_eq!(groups(Groups::Each), ["run-1", "run-2", "run-3"]);
        assert_eq!(groups(Groups::One("a".to_owned())), ["a", "a", "a"]);
        let two = NonZeroUsize::new(2).expect("two");
        assert_eq!(groups(Groups::Several(two)), ["group-1", "group-2", "group-1"]);
    }

    #[test]
    fn with_content_as_the_mark_there_is_no_id() {
        let messages = made(&load(3, Some((Groups::Each, Deduplication::Content))));
        assert!(messages.iter().all(|message| message.deduplication.is_none()));
        assert!(messages.iter().all(|message| message.group.is_some()));
    }

    #[test]
    fn a_run_is_named_by_its_time_and_told_from_another_of_the_same() {
        let now = datetime!(2026-11-21 23:05:09 UTC);
        let one = name(now);
        assert!(one.starts_with("20261121T230509Z-"), "{one}");
        assert_ne!(one, name(now));
    }

    proptest! {
        #[test]
        fn no_message_of_any_run_is_taken_for_another(messages in 1..200_usize, runs in 1..5_usize) {
            let load = load(messages, Some((Groups::Each, Deduplication::Unique)));
            let now = datetime!(2026-11-21 23:05:09 UTC);
            let mut ids = HashSet::new();
            for _ in 0..runs {
                for message in load.run(&name(now), &mut Xoshiro256PlusPlus::seed_from_u64(1)) {
                    let id = message.deduplication.expect("an id");
                    // What SQS takes.
                    prop_assert!(id.len() <= 128 && id.bytes().all(|byte| byte.is_ascii_graphic()));
                    prop_assert!(ids.insert(id));
                }
            }
        }

        #[test]
        fn what_is_drawn_is_what_is_sent(seed: u64) {
            let load = Load {
                durations: DurationDistribution::Exponential(5 * SECOND),
                ..load(20, None)
            };
            for message in load.run("run", &mut Xoshiro256PlusPlus::seed_from_u64(seed)) {
                let body: serde_json::Value = serde_json::from_str(&message.body).expect("JSON");
                let seconds = body["duration"].as_f64().expect("a number");
                prop_assert!((seconds - message.duration.as_secs_f64()).abs() < 1e-9);
                prop_assert_eq!(message.duration.subsec_nanos() % 1_000_000, 0);
            }
        }
    }
}
