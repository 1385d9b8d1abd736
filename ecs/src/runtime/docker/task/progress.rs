//! How far a task is: which container is to be started, stopped or given up next. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::condition::Condition;

/// What is to be done with a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Create and start it.
    Start(usize),
    /// Ask it to end, and kill it after its stop timeout.
    Stop(usize),
    /// Kill it.
    Kill(usize),
    /// It cannot be started, because of what became of another; the words say why.
    GiveUp(usize, String),
    /// It will never be started.
    Skip(usize),
}

/// How a task is being ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    /// It is not.
    #[default]
    No,
    /// Gently, in the reverse order of the dependencies.
    Stop,
    /// At once.
    Kill,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Starting,
    Running { since: Instant, healthy: bool },
    Ended { ran: bool, exit_code: Option<i32> },
}

#[derive(Debug)]
struct Slot {
    name: String,
    state: State,
    /// How it has been asked to end.
    asked: Ending,
    waits_for: Vec<(usize, Condition)>,
    /// How long others wait for it.
    start_timeout: Option<Duration>,
}

/// A task's containers, by their place in its launch.
#[derive(Debug)]
pub(super) struct Progress {
    slots: Vec<Slot>,
    ending: Ending,
    /// Whether a container has ever run.
    ran: bool,
}

/// What a wait for another container comes to.
enum Wait {
    Over,
    Until(Option<Instant>),
    Vain(String),
}

impl Progress {
    pub(super) fn new(
        containers: impl IntoIterator<Item = (String, Option<Duration>)>,
        waits: Vec<Vec<(usize, Condition)>>,
    ) -> Self {
        let slots = containers
            .into_iter()
            .zip(waits)
            .map(|((name, start_timeout), waits_for)| Slot {
                name,
                state: State::Waiting,
                asked: Ending::No,
                waits_for,
                start_timeout,
            })
            .collect();
        Self {
            slots,
            ending: Ending::No,
            ran: false,
        }
    }

    /// What is to be done now. Each step is given once.
    pub(super) fn next(&mut self, now: Instant) -> Vec<Step> {
        if self.ending == Ending::No {
            self.starts(now)
        } else {
            self.ends()
        }
    }

    fn starts(&mut self, now: Instant) -> Vec<Step> {
        let waiting: Vec<usize> = (0..self.slots.len())
            .filter(|index| self.slots[*index].state == State::Waiting)
            .collect();
        // Before anything is started that would only be stopped.
        let vain = waiting.iter().find_map(|index| {
            self.waits(*index, now).find_map(|wait| match wait {
                Wait::Vain(why) => Some(Step::GiveUp(*index, why)),
                Wait::Over | Wait::Until(_) => None,
            })
        });
        if let Some(vain) = vain {
            self.end(Ending::Stop);
            return [vain].into_iter().chain(self.ends()).collect();
        }
        let ready: Vec<usize> = waiting
            .into_iter()
            .filter(|index| self.waits(*index, now).all(|wait| matches!(wait, Wait::Over)))
            .collect();
        for index in &ready {
            self.slots[*index].state = State::Starting;
        }
        ready.into_iter().map(Step::Start).collect()
    }

    fn waits(&self, index: usize, now: Instant) -> impl Iterator<Item = Wait> {
        self.slots[index]
            .waits_for
            .iter()
            .map(move |wait| self.wait(*wait, now))
    }

    fn ends(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        // First: those that are skipped may be what others are kept for.
        for index in 0..self.slots.len() {
            if self.slots[index].state == State::Waiting {
                self.slots[index].state = State::Ended {
                    ran: false,
                    exit_code: None,
                };
                steps.push(Step::Skip(index));
            }
        }
        for index in 0..self.slots.len() {
            let slot = &self.slots[index];
            if !matches!(slot.state, State::Running { .. }) || slot.asked >= self.ending {
                continue;
            }
            if self.ending == Ending::Kill {
                steps.push(Step::Kill(index));
            } else if self.is_needed(index) {
                continue;
            } else {
                steps.push(Step::Stop(index));
            }
            self.slots[index].asked = self.ending;
        }
        steps
    }

    /// Whether a container that depends on it has not ended yet.
    fn is_needed(&self, index: usize) -> bool {
        self.slots.iter().any(|slot| {
            !matches!(slot.state, State::Ended { .. })
                && slot.waits_for.iter().any(|(other, _)| *other == index)
        })
    }

    fn wait(&self, (index, condition): (usize, Condition), now: Instant) -> Wait {
        let Slot {
            name,
            state,
            start_timeout,
            ..
        } = &self.slots[index];
        match (*state, condition) {
            (State::Ended { ran: true, .. }, Condition::Start | Condition::Complete)
            | (State::Running { .. }, Condition::Start)
            | (State::Running { healthy: true, .. }, Condition::Healthy)
            | (
                State::Ended {
                    exit_code: Some(0), ..
                },
                Condition::Success,
            ) => Wait::Over,
            (State::Ended { exit_code, .. }, condition) => {
                let code = exit_code.map_or_else(String::new, |code| format!(" with exit code {code}"));
                let expected = match condition {
                    Condition::Success => "was to succeed",
                    Condition::Healthy => "was to become healthy",
                    Condition::Start | Condition::Complete => "was to run",
                };
                Wait::Vain(format!(
                    "it depends on the container {name}, which {expected} and has ended{code}"
                ))
            }
            (State::Running { since, .. }, _) => {
                let Some(timeout) = *start_timeout else {
                    return Wait::Until(None);
                };
                let until = since + timeout;
                if until <= now {
                    Wait::Vain(format!(
                        "it depends on the container {name}, which did not get there within its start timeout of {timeout:?}"
                    ))
                } else {
                    Wait::Until(Some(until))
                }
            }
            (State::Waiting | State::Starting, _) => Wait::Until(None),
        }
    }

    /// When to look again, if nothing happens before.
    pub(super) fn next_look(&self, now: Instant) -> Option<Instant> {
        if self.ending != Ending::No {
            return None;
        }
        self.slots
            .iter()
            .filter(|slot| slot.state == State::Waiting)
            .flat_map(|slot| &slot.waits_for)
            .filter_map(|wait| match self.wait(*wait, now) {
                Wait::Until(until) => until,
                Wait::Over | Wait::Vain(_) => None,
            })
            .min()
    }

    /// The container runs.
    pub(super) fn started(&mut self, index: usize, now: Instant) {
        self.ran = true;
        self.slots[index].state = State::Running {
            since: now,
            healthy: false,
        };
    }

    /// The container has ended, or could not be started.
    pub(super) fn ended(&mut self, index: usize, exit_code: Option<i32>) {
        let ran = matches!(self.slots[index].state, State::Running { .. });
        self.slots[index].state = State::Ended { ran, exit_code };
    }

    /// The container's health check has changed its mind.
    pub(super) fn health(&mut self, index: usize, is_healthy: bool) {
        if let State::Running { healthy, .. } = &mut self.slots[index].state {
            *healthy = is_healthy;
        }
    }

    /// The task is to end; an ending that is under way can only become faster.
    pub(super) fn end(&mut self, ending: Ending) {
        self.ending = self.ending.max(ending);
    }

    pub(super) fn is_ending(&self) -> bool {
        self.ending != Ending::No
    }

    pub(super) fn is_running(&self, index: usize) -> bool {
        matches!(self.slots[index].state, State::Running { .. })
    }

    pub(super) fn has_ended(&self, index: usize) -> bool {
        matches!(self.slots[index].state, State::Ended { .. })
    }

    /// Whether a container has ever run.
    pub(super) fn has_run(&self) -> bool {
        self.ran
    }

    /// Whether every container has ended.
    pub(super) fn is_over(&self) -> bool {
        self.slots
            .iter()
            .all(|slot| matches!(slot.state, State::Ended { .. }))
    }
}

#[cfg(test)]
mod tests;
