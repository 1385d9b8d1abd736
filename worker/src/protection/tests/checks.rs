//! What holders did and were told, and what must be true of it whatever the history.

use super::super::fake::Call;
use super::*;

/// What happened, in order.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Whenever a wish begins or ends.
    pub(super) wishes: Vec<(Instant, i32)>,
    /// When protection was asked for, and when that was answered or given up.
    pub(super) acquires: Vec<(Instant, Instant)>,
    /// When a release was asked for, and when that was answered.
    pub(super) releases: Vec<(Instant, Instant)>,
    /// From when to when protection was certain to a holder, if the agent rejects nothing.
    pub(super) certain: Vec<(Instant, Instant)>,
    pub(super) events: Vec<(Instant, Event)>,
}

impl Record {
    /// The numbers of wishes that there were at that instant, before and after each of its changes.
    fn wishes_at(&self, at: Instant) -> Vec<i32> {
        let before = self.wishes.iter().filter(|(when, _)| *when < at);
        let mut wishes: i32 = before.map(|(_, change)| change).sum();
        let mut all = vec![wishes];
        for (_, change) in self.wishes.iter().filter(|(when, _)| *when == at) {
            wishes += change;
            all.push(wishes);
        }
        all
    }

    fn acquires_at(&self, at: Instant) -> bool {
        self.acquires
            .iter()
            .any(|(asked, answered)| (*asked..=*answered).contains(&at))
    }

    /// How often nobody wished and then somebody did.
    fn rises(&self) -> usize {
        let mut wishes = 0;
        let mut rises = 0;
        for (_, change) in &self.wishes {
            rises += usize::from(wishes == 0 && *change > 0);
            wishes += change;
        }
        rises
    }

    /// Each call was one that the rules ask for, and none came too soon.
    pub(super) fn check_calls(&self, calls: &[Call], settings: &Settings) {
        let mut protected: Option<Instant> = None;
        let mut in_doubt = false;
        let mut before: Option<&Call> = None;
        for call in calls {
            let at = call.begun;
            protected = protected.filter(|since| at < *since + settings.duration());
            let wishes = self.wishes_at(at);
            match (call.wanted, protected) {
                (Wanted::Protected { minutes }, since) => {
                    assert_eq!(minutes, settings.desired_protection_duration_in_mins);
                    assert!(wishes.iter().any(|wishes| *wishes > 0), "nobody wished: {call:?}");
                    let due = since.is_none_or(|since| in_doubt || at - since >= settings.refresh_at());
                    assert!(due, "renewed too soon: {call:?}");
                }
                (Wanted::Unprotected, None) => panic!("there was nothing to release: {call:?}"),
                (Wanted::Unprotected, Some(since)) => {
                    assert!(wishes.contains(&0), "somebody wished: {call:?}");
                    assert!(
                        at - since >= settings.maintain_for(),
                        "released too soon: {call:?}"
                    );
                }
            }
            if let Some(before) = before {
                assert!(before.ended <= at, "two at once");
                let rested = at >= before.ended + settings.protection_adjust_interval;
                let asked = matches!(call.wanted, Wanted::Protected { .. }) && self.acquires_at(at);
                assert!(
                    before.outcome.is_ok() || rested || asked,
                    "again too soon: {before:?}, {call:?}"
                );
            }
            match (call.wanted, &call.outcome) {
                (Wanted::Protected { .. }, Ok(())) => (protected, in_doubt) = (Some(at), false),
                (Wanted::Unprotected, Ok(())) => (protected, in_doubt) = (None, false),
                (Wanted::Unprotected, Err(_)) => in_doubt = true,
                (Wanted::Protected { .. }, Err(_)) => {}
            }
            before = Some(call);
        }
    }

    /// Where nothing was rejected: calls are as few as changes and renewals, and what was certain was so.
    pub(super) fn check_faultless(&self, agent: &FakeAgent, settings: &Settings, took: Duration) {
        let calls = agent.calls().len();
        let renewals = calls.saturating_sub(2 * self.rises());
        let renewing = settings.refresh_at() * u32::try_from(renewals).expect("not so many");
        assert!(renewing <= took, "{calls} calls for {} changes", self.rises());
        for (from, to) in &self.certain {
            assert!(
                agent.protects_throughout(*from, *to),
                "not protected from {from:?} to {to:?}"
            );
        }
    }

    /// Nobody waited for ever: a call may have been under way, and one of its own follows.
    pub(super) fn check_patience(&self) {
        for (asked, answered) in self.acquires.iter().chain(&self.releases) {
            assert!(
                *answered - *asked <= 2 * CALL_LIMIT,
                "waited {:?}",
                *answered - *asked
            );
        }
    }

    /// One event for each call, when it ended; besides, protection whose time is over is told.
    pub(super) fn check_events(&self, calls: &[Call], settings: &Settings) {
        let mut calls = calls.iter().peekable();
        let mut over = None;
        for (at, event) in &self.events {
            let of_call = calls.peek().is_some_and(|call| {
                call.ended == *at && call.wanted == Wanted::Unprotected && call.outcome.is_ok()
            });
            if *event == Event::Unprotected && !of_call {
                // Noticed at once, or after a call that was under way.
                let over: Instant = over.take().expect("something to be over");
                assert!(
                    (over..over + CALL_LIMIT).contains(at),
                    "over at {over:?}, told at {at:?}"
                );
                continue;
            }
            let call = calls.next().expect("an event without a call");
            assert_eq!(*at, call.ended, "{call:?}");
            let until = call.begun + settings.duration();
            let told = match (call.wanted, &call.outcome) {
                (wanted, Err(rejection)) => Event::Rejected {
                    wanted,
                    rejection: rejection.clone(),
                },
                (Wanted::Protected { .. }, Ok(())) => Event::Protected { until },
                (Wanted::Unprotected, Ok(())) => Event::Unprotected,
            };
            assert_eq!(*event, told);
            match event {
                Event::Protected { until } => over = Some(*until),
                Event::Unprotected => over = None,
                Event::Rejected { .. } => {}
            }
        }
        assert!(calls.next().is_none(), "a call without an event");
    }
}
