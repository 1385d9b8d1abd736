//! The service: tasks that start, work, and stop, as the desired count asks for it.

use std::collections::VecDeque;
use std::time::Duration;

use scaling::Moment;

use crate::settings::{OnScaleIn, Price, Settings};

/// A running task.
pub(crate) type TaskId = usize;

#[derive(Debug, Clone, Copy)]
struct Task {
    /// From then on it is paid.
    since: Moment,
    /// So many messages it works on.
    load: usize,
    /// Where it stands among the tasks of the same load, or among those that leave.
    place: usize,
    /// It takes nothing more, and stops when it is done.
    leaving: bool,
}

/// The tasks of the service.
#[derive(Debug)]
pub(crate) struct Fleet {
    start_up: Duration,
    on_scale_in: OnScaleIn,
    price: Price,
    desired: u32,
    tasks: Vec<Task>,
    /// Places in `tasks` where a task was.
    vacant: Vec<TaskId>,
    /// The tasks that take messages, by how many they work on: up to as many as they can.
    by_load: Vec<Vec<TaskId>>,
    /// The tasks that leave when they are done.
    leaving: Vec<TaskId>,
    /// So many more of the busy ones are to leave: the first that finish a message.
    to_leave: usize,
    /// Since when each task that starts is paid, in the order in which they will run.
    starting: VecDeque<Moment>,
    running: usize,
    paid: Duration,
}

impl Fleet {
    pub(crate) fn new(settings: &Settings) -> Self {
        let at_once = usize::try_from(settings.at_once).unwrap_or(usize::MAX);
        let mut fleet = Self {
            start_up: settings.start_up,
            on_scale_in: settings.on_scale_in,
            price: settings.price,
            desired: settings.initial,
            tasks: Vec::new(),
            vacant: Vec::new(),
            by_load: vec![Vec::new(); at_once + 1],
            leaving: Vec::new(),
            to_leave: 0,
            starting: VecDeque::new(),
            running: 0,
            paid: Duration::ZERO,
        };
        for _ in 0..settings.initial {
            fleet.run(Moment::default());
        }
        fleet
    }

    pub(crate) fn desired(&self) -> u32 {
        self.desired
    }

    /// So many run, those that leave included.
    pub(crate) fn running(&self) -> u32 {
        u32::try_from(self.running).unwrap_or(u32::MAX)
    }

    /// So many start.
    pub(crate) fn starting(&self) -> u32 {
        u32::try_from(self.starting.len()).unwrap_or(u32::MAX)
    }

    /// When the next task runs.
    pub(crate) fn next_started(&self) -> Option<Moment> {
        self.starting.front().map(|since| *since + self.start_up)
    }

    /// The next task runs.
    pub(crate) fn start_next(&mut self) {
        if let Some(since) = self.starting.pop_front() {
            self.run(since);
        }
    }

    /// Changes the desired count. Tasks that are stopped while busy are told; they have no say any more.
    pub(crate) fn set_desired(&mut self, desired: u32, now: Moment) -> Vec<TaskId> {
        self.desired = desired;
        let wanted = usize::try_from(desired).unwrap_or(usize::MAX);
        let there = self.running - self.leaving.len() - self.to_leave + self.starting.len();
        if wanted >= there {
            self.add(wanted - there, now);
            Vec::new()
        } else {
            self.remove(there - wanted, now)
        }
    }

    fn add(&mut self, count: usize, now: Moment) {
        let kept = count.min(self.to_leave);
        self.to_leave -= kept;
        let mut still = count - kept;
        while still > 0
            && let Some(id) = self.leaving.last().copied()
        {
            self.withdraw(id);
            self.tasks[id].leaving = false;
            self.enlist(id);
            still -= 1;
        }
        self.starting.extend(std::iter::repeat_n(now, still));
    }

    fn remove(&mut self, count: usize, now: Moment) -> Vec<TaskId> {
        let mut still = count;
        while still > 0
            && let Some(since) = self.starting.pop_back()
        {
            self.pay(since, now);
            still -= 1;
        }
        while still > 0
            && let Some(id) = self.by_load[0].last().copied()
        {
            self.stop(id, now);
            still -= 1;
        }
        match self.on_scale_in {
            OnScaleIn::Finish => {
                self.to_leave += still;
                Vec::new()
            }
            OnScaleIn::Interrupt { .. } => {
                let least: Vec<TaskId> = self.by_load.iter().flatten().take(still).copied().collect();
                for id in &least {
                    self.stop(*id, now);
                }
                least
            }
        }
    }

    /// The task that takes the next message: of those that are free, one that works on the fewest.
    pub(crate) fn take(&mut self) -> Option<TaskId> {
        let at_once = self.by_load.len() - 1;
        let id = self.by_load[..at_once]
            .iter()
            .find_map(|tasks| tasks.last().copied())?;
        self.withdraw(id);
        self.tasks[id].load += 1;
        self.enlist(id);
        Some(id)
    }

    /// A task is done with a message.
    pub(crate) fn done(&mut self, id: TaskId, now: Moment) {
        self.withdraw(id);
        self.tasks[id].load -= 1;
        if self.to_leave > 0 && !self.tasks[id].leaving {
            self.to_leave -= 1;
            self.tasks[id].leaving = true;
        }
        self.enlist(id);
        if self.tasks[id].leaving && self.tasks[id].load == 0 {
            self.stop(id, now);
        }
    }

    /// For how long tasks are paid until `end`, those that still run included.
    pub(crate) fn paid_until(&self, end: Moment) -> Duration {
        let still = self
            .by_load
            .iter()
            .flatten()
            .chain(&self.leaving)
            .map(|id| self.tasks[*id].since);
        let unfinished: Duration = still
            .chain(self.starting.iter().copied())
            .map(|since| end.since(since))
            .sum();
        self.paid + unfinished
    }

    fn run(&mut self, since: Moment) {
        let task = Task {
            since,
            load: 0,
            place: 0,
            leaving: false,
        };
        let id = if let Some(id) = self.vacant.pop() {
            self.tasks[id] = task;
            id
        } else {
            self.tasks.push(task);
            self.tasks.len() - 1
        };
        self.running += 1;
        self.enlist(id);
    }

    fn stop(&mut self, id: TaskId, now: Moment) {
        self.withdraw(id);
        self.vacant.push(id);
        self.running -= 1;
        self.pay(self.tasks[id].since, now);
    }

    fn pay(&mut self, since: Moment, now: Moment) {
        self.paid += now.since(since).max(self.price.minimum);
    }

    fn peers(&mut self, id: TaskId) -> &mut Vec<TaskId> {
        let task = self.tasks[id];
        if task.leaving {
            &mut self.leaving
        } else {
            &mut self.by_load[task.load]
        }
    }

    fn enlist(&mut self, id: TaskId) {
        let peers = self.peers(id);
        let place = peers.len();
        peers.push(id);
        self.tasks[id].place = place;
    }

    fn withdraw(&mut self, id: TaskId) {
        let place = self.tasks[id].place;
        let peers = self.peers(id);
        peers.swap_remove(place);
        if let Some(moved) = peers.get(place).copied() {
            self.tasks[moved].place = place;
        }
    }
}

#[cfg(test)]
mod tests;
