//! The messages that are worked on.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use scaling::Moment;

use crate::fleet::TaskId;
use crate::queue::Message;

/// Work on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Work {
    /// By this task.
    pub(crate) task: TaskId,
    /// When the task received the message.
    pub(crate) received: Moment,
    /// The message.
    pub(crate) message: Message,
}

/// All that is worked on, by when it is done; of what is done at the same time, in the order in which it was begun.
#[derive(Debug, Default)]
pub(crate) struct InWork {
    /// When it is done, its number and its place: small, since it is moved about.
    by_end: BinaryHeap<Reverse<(Moment, u64, usize)>>,
    places: Vec<Work>,
    vacant: Vec<usize>,
    begun: u64,
}

impl InWork {
    /// Work is begun, and will be done then.
    pub(crate) fn begin(&mut self, until: Moment, work: Work) {
        let place = if let Some(place) = self.vacant.pop() {
            self.places[place] = work;
            place
        } else {
            self.places.push(work);
            self.places.len() - 1
        };
        self.begun += 1;
        self.by_end.push(Reverse((until, self.begun, place)));
    }

    /// When the next is done.
    pub(crate) fn next_done(&self) -> Option<Moment> {
        self.by_end.peek().map(|Reverse((until, _, _))| *until)
    }

    /// The next is done.
    pub(crate) fn end_next(&mut self) -> Option<Work> {
        let Reverse((_, _, place)) = self.by_end.pop()?;
        self.vacant.push(place);
        Some(self.places[place])
    }

    /// What these tasks work on comes to no end.
    pub(crate) fn interrupt(&mut self, stopped: &[TaskId]) -> Vec<Work> {
        let Self {
            by_end,
            places,
            vacant,
            ..
        } = self;
        let before = vacant.len();
        by_end.retain(|Reverse((_, _, place))| {
            let goes_on = !stopped.contains(&places[*place].task);
            if !goes_on {
                vacant.push(*place);
            }
            goes_on
        });
        vacant[before..].iter().map(|place| places[*place]).collect()
    }

    /// So many are worked on.
    pub(crate) fn len(&self) -> usize {
        self.by_end.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment(Duration::from_secs(seconds))
    }

    fn work(task: TaskId) -> Work {
        Work {
            task,
            received: at(0),
            message: Message {
                arrived: at(0),
                duration: Duration::ZERO,
                begun: true,
            },
        }
    }

    #[test]
    fn work_is_done_in_the_order_of_its_end_and_then_of_its_beginning() {
        let mut all = InWork::default();
        for (until, task) in [(5, 1), (3, 2), (5, 3), (4, 4)] {
            all.begin(at(until), work(task));
        }
        assert_eq!((all.next_done(), all.len()), (Some(at(3)), 4));
        assert_eq!(all.end_next(), Some(work(2)));
        // Its place is taken by another.
        all.begin(at(5), work(6));
        let order: Vec<TaskId> = std::iter::from_fn(|| all.end_next())
            .map(|work| work.task)
            .collect();
        assert_eq!(order, [4, 1, 3, 6]);
        assert_eq!((all.next_done(), all.len()), (None, 0));
    }

    #[test]
    fn what_stopped_tasks_work_on_comes_to_no_end() {
        let mut all = InWork::default();
        for (until, task) in [(5, 1), (3, 2), (4, 1), (6, 3)] {
            all.begin(at(until), work(task));
        }
        let mut interrupted: Vec<TaskId> = all.interrupt(&[1, 3]).iter().map(|work| work.task).collect();
        interrupted.sort_unstable();
        assert_eq!(interrupted, [1, 1, 3]);
        assert_eq!(all.len(), 1);
        for task in 10..13 {
            all.begin(at(1), work(task));
        }
        let order: Vec<TaskId> = std::iter::from_fn(|| all.end_next())
            .map(|work| work.task)
            .collect();
        assert_eq!(order, [10, 11, 12, 2]);
    }
}
