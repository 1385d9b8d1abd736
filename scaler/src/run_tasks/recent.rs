//! Tasks that were started just now and that ECS may not list yet.
//!
//! `ListTasks` is eventually consistent. From one pass of a schedule of minutes to the next that does not matter;
//! with passes every few hundred milliseconds a task that is not listed yet would be started again, and more than
//! the maximum would run. So what was started counts as running until it has been listed once, or long enough has
//! gone by. A task that has been listed is believed to be gone as soon as it is not.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::Instant;

/// So long a task that was started may stay unlisted. Longer, and it has ended unseen.
pub(super) const SETTLING: Duration = Duration::from_secs(5);

/// What was started and has not been seen.
#[derive(Debug, Default)]
pub(super) struct Recent {
    unseen: HashMap<String, Instant>,
    in_doubt: Vec<(u64, Instant)>,
}

impl Recent {
    /// A task was started.
    pub(super) fn started(&mut self, arn: &str, now: Instant) {
        self.unseen.insert(arn.to_owned(), now);
    }

    /// A call for so many tasks had no answer that says whether they were started.
    pub(super) fn in_doubt(&mut self, tasks: u64, now: Instant) {
        self.in_doubt.push((tasks, now));
    }

    /// How many run beside those that ECS lists.
    pub(super) fn beside(&mut self, listed: &HashSet<String>, now: Instant) -> u64 {
        let fresh = |since: Instant| now.saturating_duration_since(since) < SETTLING;
        self.unseen
            .retain(|arn, since| fresh(*since) && !listed.contains(arn));
        self.in_doubt.retain(|(_, since)| fresh(*since));
        let unseen = u64::try_from(self.unseen.len()).unwrap_or(u64::MAX);
        self.in_doubt
            .iter()
            .fold(unseen, |sum, (tasks, _)| sum.saturating_add(*tasks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(arns: &[&str]) -> HashSet<String> {
        arns.iter().map(|arn| (*arn).to_owned()).collect()
    }

    #[test]
    fn a_task_counts_until_it_was_listed_once() {
        let now = Instant::now();
        let mut recent = Recent::default();
        recent.started("a", now);
        recent.started("b", now);
        assert_eq!(recent.beside(&listed(&[]), now), 2);
        assert_eq!(recent.beside(&listed(&["a"]), now), 1);
        assert_eq!(recent.beside(&listed(&[]), now), 1, "a was seen, and is gone");
        assert_eq!(recent.beside(&listed(&["b", "c"]), now), 0);
        assert_eq!(recent.beside(&listed(&[]), now), 0);
    }

    #[test]
    fn a_task_that_is_never_listed_counts_for_a_while() {
        let now = Instant::now();
        let mut recent = Recent::default();
        recent.started("a", now);
        let almost = now + SETTLING - Duration::from_millis(1);
        assert_eq!(recent.beside(&listed(&[]), almost), 1);
        recent.started("b", almost);
        assert_eq!(recent.beside(&listed(&[]), now + SETTLING), 1);
    }

    #[test]
    fn tasks_in_doubt_count_for_as_long_whatever_is_listed() {
        let now = Instant::now();
        let mut recent = Recent::default();
        recent.in_doubt(7, now);
        recent.in_doubt(u64::MAX, now);
        assert_eq!(recent.beside(&listed(&["a"]), now), u64::MAX);
        assert_eq!(recent.beside(&listed(&[]), now + SETTLING), 0);
    }
}
