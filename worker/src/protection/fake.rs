//! An agent that behaves as ECS does, under virtual time or real: the task is protected from when a call takes
//! effect until its time is over. It remembers its calls, and answers as a test scripts it.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Agent, CALL_LIMIT, Rejection, Wanted};

/// An agent for tests. Clones are the same agent.
#[derive(Debug, Clone, Default)]
pub(super) struct FakeAgent(Arc<Mutex<State>>);

/// How a call is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Reply {
    /// At once.
    #[default]
    Confirms,
    /// After that long; it takes effect half-way.
    Slow(Duration),
    /// With a `failure`, and no effect.
    Refuses,
    /// With a rate limit, and no effect.
    Throttles,
    /// It takes effect, and the connection breaks before the answer.
    Breaks,
    /// Never, and without effect.
    Hangs,
    /// It takes effect, and is never answered.
    HangsAfterwards,
}

/// A call, from the moment it was made until its answer or its caller's patience was there.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) wanted: Wanted,
    pub(super) begun: Instant,
    pub(super) ended: Instant,
    pub(super) outcome: Result<(), Rejection>,
}

#[derive(Debug, Default)]
struct State {
    usual: Reply,
    script: VecDeque<Reply>,
    under_way: usize,
    twice_at_once: bool,
    calls: Vec<Call>,
    /// When protection was set, and until when.
    effects: Vec<(Instant, Option<Instant>)>,
}

impl FakeAgent {
    /// One whose first calls are answered like this, and all others at once.
    pub(super) fn that(replies: &[Reply]) -> Self {
        let agent = Self::default();
        agent.replies(replies);
        agent
    }

    /// One that answers every call like this.
    pub(super) fn that_always(reply: Reply) -> Self {
        let agent = Self::default();
        agent.always(reply);
        agent
    }

    /// How the next calls are answered.
    pub(super) fn replies(&self, replies: &[Reply]) {
        self.state().script = replies.iter().copied().collect();
    }

    /// How calls are answered that are not scripted one by one.
    pub(super) fn always(&self, reply: Reply) {
        self.state().usual = reply;
    }

    /// The calls that have ended.
    pub(super) fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// What was asked for, and how many seconds after `start`, in order.
    pub(super) fn asked_since(&self, start: Instant) -> Vec<(&'static str, u64)> {
        let told = |call: Call| (call.word(), (call.begun - start).as_secs());
        self.calls().into_iter().map(told).collect()
    }

    /// What was asked for, in order.
    pub(super) fn asked(&self) -> Vec<&'static str> {
        self.calls().iter().map(Call::word).collect()
    }

    /// Whether a call was made while another was under way.
    pub(super) fn twice_at_once(&self) -> bool {
        self.state().twice_at_once
    }

    /// Whether the task is protected now.
    pub(super) fn protects(&self) -> bool {
        let now = Instant::now();
        self.protects_throughout(now, now)
    }

    /// Whether the task was protected at every instant from then until before then.
    pub(super) fn protects_throughout(&self, from: Instant, to: Instant) -> bool {
        let state = self.state();
        let mut until = None;
        for (at, set) in &state.effects {
            if *at >= to && *at > from {
                break;
            }
            // What was in force lasts up to the change.
            if *at > from && until.is_none_or(|until| until < *at) {
                return false;
            }
            until = *set;
            if *at > from && until.is_none() {
                return false;
            }
        }
        until.is_some_and(|until| to < until)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed elsewhere is told there.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_effect(&self, wanted: Wanted) {
        let now = Instant::now();
        let until = match wanted {
            Wanted::Protected { minutes } => Some(now + Duration::from_secs(60 * u64::from(minutes))),
            Wanted::Unprotected => None,
        };
        self.state().effects.push((now, until));
    }
}

impl Call {
    fn word(&self) -> &'static str {
        match self.wanted {
            Wanted::Protected { .. } => "protect",
            Wanted::Unprotected => "release",
        }
    }
}

/// A call under way; dropped before its end, it was given up.
struct UnderWay<'a> {
    agent: &'a FakeAgent,
    call: Option<Call>,
}

impl UnderWay<'_> {
    fn ends(mut self, outcome: Result<(), Rejection>) -> Result<(), Rejection> {
        if let Some(call) = &mut self.call {
            call.outcome.clone_from(&outcome);
        }
        outcome
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut state = self.agent.state();
        state.under_way -= 1;
        let ended = Instant::now();
        state
            .calls
            .extend(self.call.take().map(|call| Call { ended, ..call }));
    }
}

impl Agent for FakeAgent {
    async fn set(&self, wanted: Wanted) -> Result<(), Rejection> {
        let now = Instant::now();
        let reply = {
            let mut state = self.state();
            state.under_way += 1;
            state.twice_at_once |= state.under_way > 1;
            let usual = state.usual;
            state.script.pop_front().unwrap_or(usual)
        };
        let call = Call {
            wanted,
            begun: now,
            ended: now,
            outcome: Err(Rejection::TimedOut(CALL_LIMIT)),
        };
        let under_way = UnderWay {
            agent: self,
            call: Some(call),
        };
        let outcome = match reply {
            Reply::Confirms => {
                self.take_effect(wanted);
                Ok(())
            }
            Reply::Slow(time) => {
                sleep(time / 2).await;
                self.take_effect(wanted);
                sleep(time / 2).await;
                Ok(())
            }
            Reply::Refuses => Err(refusal()),
            Reply::Throttles => Err(rate_limit()),
            Reply::Breaks => {
                self.take_effect(wanted);
                Err(Rejection::Unreachable("connection closed".to_owned()))
            }
            Reply::Hangs => pending().await,
            Reply::HangsAfterwards => {
                self.take_effect(wanted);
                pending().await
            }
        };
        under_way.ends(outcome)
    }
}

/// How a refusal is told.
pub(super) fn refusal() -> Rejection {
    Rejection::Refused {
        reason: "DEPLOYMENT_BLOCKED".to_owned(),
        detail: None,
    }
}

/// How a rate limit is told.
pub(super) fn rate_limit() -> Rejection {
    Rejection::Failed {
        status: 400,
        code: "ThrottlingException".to_owned(),
        message: "Rate exceeded".to_owned(),
    }
}
