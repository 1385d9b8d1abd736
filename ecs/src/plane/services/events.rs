//! A service's events: what its scheduler has done, newest first.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::plane::Ids;
use crate::shapes::Timestamp;
use crate::shapes::service::ServiceEvent;

/// How many are kept.
const KEPT: usize = 100;

/// How many tasks one event names.
const TASKS: usize = 10;

/// The events of a service.
#[derive(Debug, Default)]
pub(crate) struct Events {
    newest_first: VecDeque<ServiceEvent>,
    /// What was last said about a lasting state, and when: the same is kept back for a while.
    said: BTreeMap<String, (String, Timestamp)>,
}

impl Events {
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &ServiceEvent> {
        self.newest_first.iter()
    }

    /// Adds an event.
    pub(super) fn add(&mut self, message: String, ids: &mut Ids, now: Timestamp) {
        self.newest_first.truncate(KEPT - 1);
        self.newest_first.push_front(ServiceEvent {
            id: Some(ids.uuid()),
            created_at: Some(now),
            message: Some(message),
        });
    }

    /// Says that tasks have been started or stopped, a few in each event.
    pub(super) fn tasks(&mut self, what: &str, service: &str, tasks: &[&str], ids: &mut Ids, now: Timestamp) {
        for some in tasks.chunks(TASKS) {
            let named: Vec<String> = some.iter().map(|id| format!("(task {id})")).collect();
            let number = some.len();
            let message = match what {
                "started" => format!(
                    "(service {service}) has started {number} tasks: {}.",
                    named.join(" ")
                ),
                _ => format!(
                    "(service {service}) has {what} {number} running tasks: {}.",
                    named.join(" ")
                ),
            };
            self.add(message, ids, now);
        }
    }

    /// Tells of a state that lasts, unless the same has been told of the topic within the time. Returns when it may
    /// be told again.
    pub(super) fn lasting(
        &mut self,
        topic: &str,
        message: String,
        repeat: Duration,
        ids: &mut Ids,
        now: Timestamp,
    ) -> Timestamp {
        if let Some((said, at)) = self.said.get(topic)
            && *said == message
            && now.since(*at) < repeat
        {
            return *at + repeat;
        }
        self.said.insert(topic.to_owned(), (message.clone(), now));
        self.add(message, ids, now);
        now + repeat
    }

    /// The state is over: when it comes again it is told again.
    pub(super) fn over(&mut self, topic: &str) {
        self.said.remove(topic);
    }

    /// The states of topics that begin so are over, but for those.
    pub(super) fn over_except(&mut self, prefix: &str, kept: &[String]) {
        self.said
            .retain(|topic, _| !topic.starts_with(prefix) || kept.contains(topic));
    }
}
