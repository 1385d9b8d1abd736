//! The queue: messages that wait, in the order of their arrival, and messages that will be visible again.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Duration;

use scaling::Moment;

/// A message in the queue or in a task's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    /// When it arrived.
    pub(crate) arrived: Moment,
    /// How long the work on it takes.
    pub(crate) duration: Duration,
    /// Whether work on it was begun before, and interrupted.
    pub(crate) begun: bool,
}

/// What is not in a task's hands.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    visible: VecDeque<Message>,
    hidden: BinaryHeap<Reverse<(Moment, Message)>>,
}

impl Queue {
    /// A message arrives.
    pub(crate) fn push(&mut self, message: Message) {
        self.visible.push_back(message);
    }

    /// An interrupted message will be visible again at this time.
    pub(crate) fn hide(&mut self, message: Message, until: Moment) {
        self.hidden.push(Reverse((until, message)));
    }

    /// When the next hidden message is visible again.
    pub(crate) fn next_shown(&self) -> Option<Moment> {
        self.hidden.peek().map(|Reverse((at, _))| *at)
    }

    /// The next hidden message is visible again, before all that arrived after it.
    pub(crate) fn show_next(&mut self) {
        if let Some(Reverse((_, message))) = self.hidden.pop() {
            let place = self
                .visible
                .partition_point(|other| other.arrived <= message.arrived);
            self.visible.insert(place, message);
        }
    }

    /// The message that has waited longest is received.
    pub(crate) fn take(&mut self) -> Option<Message> {
        self.visible.pop_front()
    }

    /// So many are visible.
    pub(crate) fn visible(&self) -> usize {
        self.visible.len()
    }

    /// So many are hidden without being worked on.
    pub(crate) fn hidden(&self) -> usize {
        self.hidden.len()
    }

    /// How long ago the oldest visible message arrived.
    pub(crate) fn oldest_age(&self, now: Moment) -> Option<Duration> {
        self.visible.front().map(|message| now.since(message.arrived))
    }

    /// The messages that are visible and were never worked on.
    pub(crate) fn unbegun(&self) -> impl Iterator<Item = &Message> {
        self.visible.iter().filter(|message| !message.begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(arrived: u64) -> Message {
        Message {
            arrived: Moment(Duration::from_secs(arrived)),
            duration: Duration::from_secs(1),
            begun: false,
        }
    }

    #[test]
    fn what_was_interrupted_comes_back_to_its_place() {
        let mut queue = Queue::default();
        for arrived in [2, 4, 6] {
            queue.push(message(arrived));
        }
        queue.hide(message(5), Moment(Duration::from_secs(9)));
        queue.hide(message(1), Moment(Duration::from_secs(8)));
        assert_eq!((queue.visible(), queue.hidden()), (3, 2));
        assert_eq!(queue.next_shown(), Some(Moment(Duration::from_secs(8))));
        queue.show_next();
        assert_eq!(queue.next_shown(), Some(Moment(Duration::from_secs(9))));
        queue.show_next();
        assert_eq!((queue.visible(), queue.hidden()), (5, 0));
        let age = queue.oldest_age(Moment(Duration::from_secs(10)));
        assert_eq!(age, Some(Duration::from_secs(9)));
        let order: Vec<_> = std::iter::from_fn(|| queue.take())
            .map(|message| message.arrived.0.as_secs())
            .collect();
        assert_eq!(order, [1, 2, 4, 5, 6]);
        assert_eq!(queue.oldest_age(Moment(Duration::from_secs(10))), None);
    }
}
