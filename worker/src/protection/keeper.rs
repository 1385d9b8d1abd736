//! The one that compares wish and state, and calls the agent. A single task owns both, so that there is never more
//! than one call under way, and what is asked for meanwhile is decided on when its answer is there.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until, timeout};

use super::rules::adjustment;
use super::{Agent, Event, Protection, Rejection, Released, Settings, Wanted};

/// How long an answer may take. The ECS agent gives up on ECS after 4 s, and says so with 504.
pub const CALL_LIMIT: Duration = Duration::from_secs(5);

type Told<T> = oneshot::Sender<Result<T, Rejection>>;

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
    events: broadcast::Sender<Event>,
    told: watch::Sender<Protection>,
    holders: usize,
    /// When the call was begun that put the protection in force.
    protected_since: Option<Instant>,
    /// Wish or state has changed since they were last compared.
    to_compare: bool,
    compared: Instant,
    /// A call was rejected: until then what is in force is left as it is, however often the wish changes.
    resting_until: Option<Instant>,
    acquiring: Vec<Told<()>>,
    releasing: Vec<Told<Released>>,
}

impl<A: Agent> Keeper<A> {
    pub(super) fn new(
        settings: Settings,
        agent: A,
        commands: mpsc::UnboundedReceiver<Command>,
        events: broadcast::Sender<Event>,
        told: watch::Sender<Protection>,
    ) -> Self {
        Self {
            settings,
            agent: Arc::new(agent),
            commands,
            events,
            told,
            holders: 0,
            protected_since: None,
            to_compare: false,
            compared: Instant::now(),
            resting_until: None,
            acquiring: Vec::new(),
            releasing: Vec::new(),
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
        if self.protected_since.is_some() {
            // Nobody is there to be told.
            let _ = timeout(CALL_LIMIT, self.agent.set(Wanted::Unprotected)).await;
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
        let rests = self.protected_since.is_some() && self.resting_until.is_some_and(|until| now < until);
        adjustment(&self.settings, self.holders > 0, self.protected_since, now).filter(|_| !rests)
    }

    /// Makes a call. What is asked for meanwhile is noted, and decided on afterwards.
    async fn adjust(&mut self, wanted: Wanted) {
        let begun = Instant::now();
        // Who asks for its release from now on is answered by what follows.
        let releasing = match wanted {
            Wanted::Unprotected => std::mem::take(&mut self.releasing),
            Wanted::Protected { .. } => Vec::new(),
        };
        let agent = Arc::clone(&self.agent);
        let outcome = {
            let mut call = pin!(timeout(CALL_LIMIT, agent.set(wanted)));
            let mut open = true;
            loop {
                tokio::select! {
                    biased;
                    outcome = &mut call => break outcome,
                    command = self.commands.recv(), if open => match command {
                        Some(command) => self.take(command),
                        None => open = false,
                    },
                }
            }
        };
        self.compared = Instant::now();
        match outcome.unwrap_or(Err(Rejection::TimedOut(CALL_LIMIT))) {
            Ok(()) => {
                self.resting_until = None;
                self.in_force(wanted, begun);
                tell_all(releasing, &Ok(Released::Unprotected));
                self.answer();
            }
            Err(rejection) => {
                self.resting_until = Some(self.compared + self.settings.protection_adjust_interval);
                // Nobody may have subscribed.
                let _ = self.events.send(Event::Rejected(rejection.clone()));
                tell_all(releasing, &Err(rejection.clone()));
                if matches!(wanted, Wanted::Protected { .. }) {
                    tell_all(std::mem::take(&mut self.acquiring), &Err(rejection));
                }
            }
        }
    }

    /// The agent has confirmed it.
    fn in_force(&mut self, wanted: Wanted, begun: Instant) {
        match wanted {
            Wanted::Protected { .. } => {
                let until = begun + self.settings.duration();
                self.protected_since = Some(begun);
                self.told.send_replace(Protection::Protected { until });
                let _ = self.events.send(Event::Protected { until });
            }
            Wanted::Unprotected => self.not_any_more(),
        }
    }

    fn not_any_more(&mut self) {
        self.protected_since = None;
        self.told.send_replace(Protection::Unprotected);
        let _ = self.events.send(Event::Unprotected);
    }

    /// Protection that nobody renewed in time is over.
    fn end_at_its_time(&mut self, now: Instant) {
        if self
            .protected_since
            .is_some_and(|since| now >= since + self.settings.duration())
        {
            self.not_any_more();
            self.to_compare = true;
        }
    }

    /// Answers all who wait, unless wish and state have to be brought together first.
    fn answer(&mut self) {
        let now = Instant::now();
        if self.needed(now).is_some() {
            // The wish has changed while a call was under way.
            self.to_compare = true;
            return;
        }
        let wished = self.holders > 0;
        let released = match self.protected_since {
            _ if wished => Released::StillHeld,
            None => Released::Unprotected,
            Some(since) => {
                let maintained = since + self.settings.maintain_for();
                let until = self
                    .resting_until
                    .map_or(maintained, |until| until.max(maintained));
                Released::Kept { until }
            }
        };
        tell_all(std::mem::take(&mut self.releasing), &Ok(released));
        // Where what they join was just rejected, they wait for the next attempt.
        if self.protected_since.is_some() {
            tell_all(std::mem::take(&mut self.acquiring), &Ok(()));
        }
    }

    fn take(&mut self, command: Command) {
        let wished = self.holders > 0;
        match command {
            Command::Hold(waiting) => {
                self.holders += 1;
                self.acquiring.extend(waiting);
                self.to_compare |= self.protected_since.is_some();
            }
            Command::Release(waiting) => {
                self.holders = self.holders.saturating_sub(1);
                match waiting {
                    Some(waiting) if self.holders > 0 => tell_all([waiting], &Ok(Released::StillHeld)),
                    waiting => self.releasing.extend(waiting),
                }
            }
        }
        self.to_compare |= wished != (self.holders > 0);
    }

    fn next_comparison(&self) -> Instant {
        self.compared + self.settings.protection_adjust_interval
    }

    /// When there is something to do again, if nobody asks for anything before.
    fn next_moment(&self) -> Option<Instant> {
        let over = self.protected_since.map(|since| since + self.settings.duration());
        let compare = (self.holders > 0 || over.is_some()).then(|| self.next_comparison());
        over.into_iter().chain(compare).min()
    }
}

/// Tells all who wait; one that has stopped waiting need not know.
fn tell_all<T: Clone>(waiting: impl IntoIterator<Item = Told<T>>, outcome: &Result<T, Rejection>) {
    for waiting in waiting {
        let _ = waiting.send(outcome.clone());
    }
}
