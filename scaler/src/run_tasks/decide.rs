//! How many tasks are started: a pure rule, and its reason in a sentence.

use std::fmt;
use std::num::NonZeroU64;

/// What is seen at the beginning of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// The pipeline is disabled; nothing else was looked at.
    Disabled,
    /// The pipeline is enabled.
    Enabled {
        /// Messages in the queue that a receive could bring, approximately (`ApproximateNumberOfMessages`).
        messages: u64,
        /// Tasks of the family that run or are on their way to.
        running: u64,
    },
}

/// The settings that the decision depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// So many messages call for one task.
    pub batch: NonZeroU64,
    /// The most tasks that run at once.
    pub max: u64,
}

/// How many tasks are started, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// How many.
    pub start: u64,
    /// Why so many.
    pub reason: Reason,
}

/// Why so many tasks are started, with the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The pipeline is disabled.
    Disabled,
    /// There is no message.
    EmptyQueue,
    /// As many as the messages call for, or as many of those as there is room for.
    Messages {
        /// The messages.
        messages: u64,
        /// The tasks that they call for.
        wanted: u64,
        /// The tasks that run.
        running: u64,
        /// The rule that was followed.
        rule: Rule,
    },
}

/// Decides: a task for each `batch` of messages begun, but never more than `max` in all. Tasks that run already are
/// not counted against the messages, as documented: they only take up room.
pub fn decide(observed: &Observed, rule: &Rule) -> Decision {
    let &Observed::Enabled { messages, running } = observed else {
        return Decision {
            start: 0,
            reason: Reason::Disabled,
        };
    };
    if messages == 0 {
        return Decision {
            start: 0,
            reason: Reason::EmptyQueue,
        };
    }
    let wanted = messages.div_ceil(rule.batch.get());
    Decision {
        start: wanted.min(rule.max.saturating_sub(running)),
        reason: Reason::Messages {
            messages,
            wanted,
            running,
            rule: *rule,
        },
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.start {
            0 => formatter.write_str("starts no task: ")?,
            1 => formatter.write_str("starts 1 task: ")?,
            many => write!(formatter, "starts {many} tasks: ")?,
        }
        match self.reason {
            Reason::Disabled => {
                formatter.write_str("the pipeline is disabled, for PIPELINE_ENABLED is not 1")
            }
            Reason::EmptyQueue => formatter.write_str("the queue is empty"),
            Reason::Messages {
                messages,
                wanted,
                running,
                rule,
            } => {
                let (s, calls) = if messages == 1 {
                    ("", "calls")
                } else {
                    ("s", "call")
                };
                let but = if self.start < wanted { "but " } else { "" };
                let run = if running == 1 { "runs" } else { "run" };
                write!(
                    formatter,
                    "{messages} message{s} {calls} for {wanted} at {} each, {but}{running} of at most {} {run}",
                    rule.batch, rule.max,
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(batch: u64, max: u64) -> Rule {
        Rule {
            batch: NonZeroU64::new(batch).expect("a batch"),
            max,
        }
    }

    fn start(messages: u64, running: u64, rule: &Rule) -> u64 {
        decide(&Observed::Enabled { messages, running }, rule).start
    }

    #[test]
    fn a_task_for_every_ten_messages_begun_and_ten_in_all() {
        let documented = rule(10, 10);
        for (messages, running, expected) in [
            (0, 0, 0),
            (1, 0, 1),
            (10, 0, 1),
            (11, 0, 2),
            (27, 2, 3),
            (100, 0, 10),
            (101, 0, 10),
            (5000, 3, 7),
            (27, 8, 2),
            (27, 10, 0),
            (27, 14, 0),
            (u64::MAX, 0, 10),
            (u64::MAX, u64::MAX, 0),
        ] {
            assert_eq!(
                start(messages, running, &documented),
                expected,
                "{messages}, {running}"
            );
        }
        assert_eq!(start(u64::MAX, 0, &rule(1, u64::MAX)), u64::MAX);
        assert_eq!(start(5, 0, &rule(10, 0)), 0);
    }

    #[test]
    fn the_reason_is_a_sentence_with_the_numbers() {
        let told = |observed, rule: &Rule| decide(&observed, rule).to_string();
        let enabled = |messages, running| Observed::Enabled { messages, running };
        let ten = rule(10, 10);
        assert_eq!(
            told(Observed::Disabled, &ten),
            "starts no task: the pipeline is disabled, for PIPELINE_ENABLED is not 1"
        );
        assert_eq!(told(enabled(0, 3), &ten), "starts no task: the queue is empty");
        assert_eq!(
            told(enabled(27, 2), &ten),
            "starts 3 tasks: 27 messages call for 3 at 10 each, 2 of at most 10 run"
        );
        assert_eq!(
            told(enabled(270, 1), &ten),
            "starts 9 tasks: 270 messages call for 27 at 10 each, but 1 of at most 10 runs"
        );
        assert_eq!(
            told(enabled(1, 10), &ten),
            "starts no task: 1 message calls for 1 at 10 each, but 10 of at most 10 run"
        );
        assert_eq!(
            told(enabled(1, 0), &ten),
            "starts 1 task: 1 message calls for 1 at 10 each, 0 of at most 10 run"
        );
    }

    prop_compose! {
        fn any_rule()(batch in prop_oneof![1..50_u64, 1..=u64::MAX], max in prop_oneof![0..50_u64, any::<u64>()]) -> Rule {
            rule(batch, max)
        }
    }

    /// Small numbers, where the edges lie, and any.
    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![0..500_u64, any::<u64>()]
    }

    proptest! {
        #[test]
        fn never_more_than_the_maximum_run(messages in number(), running in number(), rule in any_rule()) {
            let start = start(messages, running, &rule);
            prop_assert!(start == 0 || u128::from(running) + u128::from(start) <= u128::from(rule.max));
        }

        #[test]
        fn every_message_has_a_place_in_a_batch_and_no_task_is_without_one(
            messages in number(), running in number(), rule in any_rule(),
        ) {
            let start = u128::from(start(messages, running, &rule));
            let (messages, batch) = (u128::from(messages), u128::from(rule.batch.get()));
            // One fewer would leave messages over, unless it is the room that is short.
            prop_assert!(start == 0 || (start - 1) * batch < messages);
            let short_of_room = u128::from(running) + start >= u128::from(rule.max);
            prop_assert!(start * batch >= messages || short_of_room);
        }

        #[test]
        fn an_empty_queue_a_full_fleet_and_a_disabled_pipeline_start_none(
            messages in number(), above in number(), running in number(), rule in any_rule(),
        ) {
            prop_assert_eq!(start(0, running, &rule), 0);
            prop_assert_eq!(start(messages, rule.max.saturating_add(above), &rule), 0);
            prop_assert_eq!(decide(&Observed::Disabled, &rule).start, 0);
        }

        #[test]
        fn more_messages_never_start_fewer_and_more_running_never_start_more(
            messages in number(), more in number(), running in number(), rule in any_rule(),
        ) {
            let now = start(messages, running, &rule);
            prop_assert!(start(messages.saturating_add(more), running, &rule) >= now);
            prop_assert!(start(messages, running.saturating_add(more), &rule) <= now);
        }
    }
}
