//! The one that compares wish and state, and calls the agent. A single task owns both, so that there is never more
//! than one call under way, and what is asked for meanwhile is decided on when its answer is there.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::debug;

use super::rules::{Known, adjustment};
use super::waiting::{Told, Waiting};
use super::{Agent, Event, Protection, Rejection, Released, Settings, Wanted};

/// How long an answer may take. The ECS agent gives up on ECS after 4 s, and says so with 504.
pub const CALL_LIMIT: Duration = Duration::from_secs(5);

/// The shortest interval: with none the keeper would do nothing but compare.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(1);

/// What holders ask for.
#[derive(Debug)]
pub(super) enum Command {
    /// One more holds; it may wait until protection is in force or rejected.
    Hold(Option<Told<()>>),
    /// One fewer holds; it may wait for what becomes of that.
    Release(Option<Told<Released>>),
}

/// Wish and state.
pub(super) struct Keeper<A> {
    settings: Settings,
    agent: Arc<A>,
    commands: mpsc::UnboundedReceiver<Command>,
    /// Perhaps without any subscriber.
    events: broadcast::Sender<Event>,
    told: watch::Sender<Protection>,
    holders: usize,
    known: Known,
    /// Wish or state has changed since they were last compared, or somebody waits for their comparison.
    to_compare: bool,
    compared: Instant,
    /// A call was rejected: until then there is no other, however often the wish changes, unless somebody waits
    /// for protection.
    resting_until: Option<Instant>,
    waiting: Waiting,
}

impl<A: Agent> Keeper<A> {
    pub(super) fn new(
        mut settings: Settings,
        agent: A,
        commands: mpsc::UnboundedReceiver<Command>,
        events: broadcast::Sender<Event>,
        told: watch::Sender<Protection>,
    ) -> Self {
        settings.protection_adjust_interval = settings.protection_adjust_interval.max(SHORTEST_INTERVAL);
        Self {
            settings,
            agent: Arc::new(agent),
            commands,
            events,
            told,
            holders: 0,
            known: Known::Unprotected,
            to_compare: false,
            compared: Instant::now(),
            resting_until: None,
            waiting: Waiting::default(),
        }
    }

    /// Keeps wish and state together until nobody is left who could wish.
    pub(super) async fn keep(mut self) {
        loop {
            let now = Instant::now();
            self.end_at_its_time(now);
            if self.to_compare || now >= self.next_comparison() {
                self.compare().await;
                continue;
            }
            let at = self.next_moment();
            tokio::select! {
                biased;
                command = self.commands.recv() => match command {
                    Some(command) => self.take(command),
                    None => break,
                },
                () = async { match at { Some(at) => sleep_until(at).await, None => std::future::pending().await } } => {}
            }
        }
        if self.known != Known::Unprotected {
            // The last opportunity, so one without regard to the rules.
            self.adjust(Wanted::Unprotected).await;
        }
    }

    /// Compares wish and state, and makes the call that brings them together, if one is needed.
    async fn compare(&mut self) {
        self.to_compare = false;
        self.compared = Instant::now();
        match self.needed(self.compared) {
            Some(wanted) => self.adjust(wanted).await,
            None => self.answer(),
        }
    }

    /// What to ask the agent for now.
    fn needed(&self, now: Instant) -> Option<Wanted> {
        let rests = self.resting_until.is_some_and(|until| now < until) && !self.waiting.for_protection();
        adjustment(&self.settings, self.holders > 0, self.known, now).filter(|_| !rests)
    }

    /// Makes a call. What is asked for meanwhile is noted, and decided on afterwards.
    async fn adjust(&mut self, wanted: Wanted) {
        let begun = Instant::now();
        // Who asks for its release from now on is answered by what follows.
        let mut releasing = self.waiting.take_releasing();
        let outcome = self.call(wanted).await;
        self.compared = Instant::now();
        match &outcome {
            Ok(()) => {
                self.resting_until = None;
                self.in_force(wanted, begun);
            }
            Err(rejection) => {
                self.resting_until = Some(self.compared + self.settings.protection_adjust_interval);
                self.rejected(wanted, rejection);
            }
        }
        let protect = matches!(wanted, Wanted::Protected { .. });
        if protect {
            self.waiting.acquired(&outcome);
        }
        releasing.released(&outcome.map(|()| Released::Unprotected));
        // Not if all is as it was: what was rejected, and a renewal that is due again, wait for their time.
        self.to_compare = protect != (self.holders > 0) || self.waiting.any();
    }

    /// The agent's answer, if it comes in time.
    async fn call(&mut self, wanted: Wanted) -> Result<(), Rejection> {
        let agent = Arc::clone(&self.agent);
        let mut call = pin!(timeout(CALL_LIMIT, agent.set(wanted)));
        let mut open = true;
        loop {
            tokio::select! {
                biased;
                outcome = &mut call => return outcome.unwrap_or(Err(Rejection::TimedOut(CALL_LIMIT))),
                command = self.commands.recv(), if open => match command {
                    Some(command) => self.take(command),
                    None => open = false,
                },
            }
        }
    }

    /// The agent has confirmed it.
    fn in_force(&mut self, wanted: Wanted, begun: Instant) {
        match wanted {
            Wanted::Protected { minutes } => {
                debug!("the task is protected for {minutes} min");
                let until = begun + self.settings.duration();
                self.known = Known::Protected { since: begun };
                self.told.send_replace(Protection::Protected { until });
                let _ = self.events.send(Event::Protected { until });
            }
            Wanted::Unprotected => self.not_any_more(),
        }
    }

    fn not_any_more(&mut self) {
        debug!("the task is not protected any more");
        self.known = Known::Unprotected;
        self.told.send_replace(Protection::Unprotected);
        let _ = self.events.send(Event::Unprotected);
    }

    /// The agent has not confirmed it. Whoever hears the event tells it in the log: only there it is known what
    /// it means for the work.
    fn rejected(&mut self, wanted: Wanted, rejection: &Rejection) {
        match wanted {
            Wanted::Protected { .. } => debug!("cannot protect the task: {rejection}"),
            Wanted::Unprotected => {
                debug!("cannot release the task's protection: {rejection}");
                // It may have taken effect all the same, as where only the answer was lost.
                if let Some(since) = self.known.since() {
                    self.known = Known::InDoubt { since };
                }
            }
        }
        let _ = self.events.send(Event::Rejected {
            wanted,
            rejection: rejection.clone(),
        });
    }

    /// Protection that nobody renewed in time is over.
    fn end_at_its_time(&mut self, now: Instant) {
        if self.over_at().is_some_and(|over| now >= over) {
            self.not_any_more();
            self.to_compare = true;
        }
    }

    /// Answers all who wait: wish and state agree for now.
    fn answer(&mut self) {
        match self.known {
            Known::Unprotected => self.waiting.released(&Ok(Released::Unprotected)),
            Known::Protected { since } | Known::InDoubt { since } => {
                let maintained = since + self.settings.maintain_for();
                let rested = self.resting_until.unwrap_or(maintained);
                self.waiting.kept(maintained.max(rested));
            }
        }
        if matches!(self.known, Known::Protected { .. }) {
            self.waiting.acquired(&Ok(()));
        }
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Hold(told) => {
                self.holders += 1;
                self.to_compare |= self.holders == 1 || told.is_some();
                self.waiting.hold(told);
            }
            Command::Release(told) => {
                self.holders = self.holders.saturating_sub(1);
                self.to_compare |= self.holders == 0;
                self.waiting.release(told, self.holders > 0);
            }
        }
    }

    fn next_comparison(&self) -> Instant {
        let next = self.compared + self.settings.protection_adjust_interval;
        // Comparisons for other reasons do not put off what was rejected.
        self.resting_until
            .filter(|until| *until > self.compared)
            .map_or(next, |until| next.min(until))
    }

    fn over_at(&self) -> Option<Instant> {
        self.known.since().map(|since| since + self.settings.duration())
    }

    /// When there is something to do again, if nobody asks for anything before.
    fn next_moment(&self) -> Option<Instant> {
        let over = self.over_at();
        let compare = (self.holders > 0 || over.is_some()).then(|| self.next_comparison());
        over.into_iter().chain(compare).min()
    }
}
