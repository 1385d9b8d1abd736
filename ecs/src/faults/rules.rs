//! The faults that are set in one account, and whom they have hit.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use super::fault::{Calls, Fault, FaultStatus};

/// The faults of one account, in the order in which they were set.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// How many there are: most accounts have none, and ask at every call.
    count: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last_id: u64,
    rules: Vec<Arc<Rule>>,
}

/// A fault that is set.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: u64,
    pub(crate) fault: Fault,
    counts: Mutex<Counts>,
    /// The messages that it has had delivered twice, by id.
    delivered: Mutex<HashSet<String>>,
    deleted: CancellationToken,
}

#[derive(Debug)]
struct Counts {
    matched: u64,
    hits: u64,
    draws: fastrand::Rng,
}

impl Rules {
    pub(crate) fn add(&self, fault: Fault) -> u64 {
        let mut state = self.lock();
        state.last_id += 1;
        let id = state.last_id;
        state.rules.push(Arc::new(Rule::new(id, fault)));
        self.count.store(state.rules.len(), Ordering::Release);
        id
    }

    /// Whether there was such a fault. Calls that it holds go on.
    pub(crate) fn remove(&self, id: u64) -> bool {
        self.retain(|rule| rule.id != id) == 1
    }

    /// Removes all faults.
    pub(crate) fn clear(&self) {
        self.retain(|_| false);
    }

    pub(crate) fn list(&self) -> Vec<FaultStatus> {
        self.lock().rules.iter().map(|rule| rule.status()).collect()
    }

    /// The faults that a call matches as far as its head tells. It is counted by [`Rule::hits`] alone.
    pub(crate) fn candidates(&self, service: &str, operation: &str, caller: &str) -> Vec<Arc<Rule>> {
        if self.count.load(Ordering::Acquire) == 0 {
            return Vec::new();
        }
        let by = |wanted: &str| match wanted.strip_suffix('*') {
            Some(beginning) => caller.starts_with(beginning),
            None => caller == wanted,
        };
        self.lock()
            .rules
            .iter()
            .filter(|rule| {
                let fault = &rule.fault;
                fault.service == service
                    && fault
                        .operation
                        .as_deref()
                        .is_none_or(|wanted| wanted == operation)
                    && fault.caller.as_deref().is_none_or(by)
            })
            .cloned()
            .collect()
    }

    fn retain(&self, keep: impl Fn(&Rule) -> bool) -> usize {
        let mut state = self.lock();
        let before = state.rules.len();
        state.rules.retain(|rule| {
            let kept = keep(rule);
            if !kept {
                rule.deleted.cancel();
            }
            kept
        });
        self.count.store(state.rules.len(), Ordering::Release);
        before - state.rules.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rule {
    fn new(id: u64, fault: Fault) -> Self {
        let seed = match fault.calls {
            Calls::Share { seed, .. } => seed,
            _ => 0,
        };
        Self {
            id,
            fault,
            counts: Mutex::new(Counts {
                matched: 0,
                hits: 0,
                draws: fastrand::Rng::with_seed(seed),
            }),
            delivered: Mutex::default(),
            deleted: CancellationToken::new(),
        }
    }

    /// Counts a matching call, and says whether it is hit.
    pub(crate) fn hits(&self) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.matched += 1;
        let hit = match self.fault.calls {
            Calls::All => true,
            Calls::First(count) => counts.matched <= count,
            Calls::Nth(place) => counts.matched == place,
            Calls::Share { of, .. } => counts.draws.f64() < of,
        };
        counts.hits += u64::from(hit);
        hit
    }

    /// Whether the message with that id has not been asked about before.
    pub(crate) fn is_new(&self, message: &str) -> bool {
        let mut delivered = self.delivered.lock().unwrap_or_else(PoisonError::into_inner);
        delivered.insert(message.to_owned())
    }

    /// Waits until the fault is deleted.
    pub(crate) async fn deleted(&self) {
        self.deleted.cancelled().await;
    }

    fn status(&self) -> FaultStatus {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        FaultStatus {
            id: self.id,
            fault: self.fault.clone(),
            matched: counts.matched,
            hits: counts.hits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::Effect;
    use super::*;

    fn hit(calls: Calls) -> Vec<usize> {
        let rule = Rule::new(
            1,
            Fault {
                calls,
                ..Fault::of("sqs", "SendMessage", Effect::Throttle)
            },
        );
        (1..=100).filter(|_| rule.hits()).collect()
    }

    #[test]
    fn calls_are_counted_from_one() {
        assert_eq!(hit(Calls::All).len(), 100);
        assert_eq!(hit(Calls::First(2)), [1, 2]);
        assert_eq!(hit(Calls::Nth(3)), [3]);
    }

    #[test]
    fn a_share_hits_the_same_calls_in_every_run() {
        let share = Calls::Share { of: 0.3, seed: 7 };
        let calls = hit(share);
        assert_eq!(calls, hit(share));
        assert!((15..45).contains(&calls.len()), "{}", calls.len());
        assert_ne!(calls, hit(Calls::Share { of: 0.3, seed: 8 }));
        assert!(hit(Calls::Share { of: 0.0, seed: 7 }).is_empty());
        assert_eq!(hit(Calls::Share { of: 1.0, seed: 7 }).len(), 100);
    }

    #[test]
    fn only_calls_of_the_operation_and_the_caller_match() {
        let rules = Rules::default();
        let id = rules.add(Fault {
            caller: Some("worker-1".to_owned()),
            ..Fault::of("sqs", "SendMessage", Effect::Throttle)
        });
        let matches = |service, operation, caller| !rules.candidates(service, operation, caller).is_empty();
        assert!(matches("sqs", "SendMessage", "worker-1"));
        assert!(!matches("sqs", "SendMessage", "worker-2"));
        assert!(!matches("sqs", "SendMessageBatch", "worker-1"));
        assert!(!matches("sns", "SendMessage", "worker-1"));
        assert!(rules.remove(id) && !rules.remove(id));
        assert!(!matches("sqs", "SendMessage", "worker-1"));
    }

    #[test]
    fn a_caller_that_ends_in_a_star_is_all_that_begin_so() {
        let rules = Rules::default();
        rules.add(Fault {
            caller: Some("task/*".to_owned()),
            ..Fault::of("s3", "PutObject", Effect::Hold)
        });
        let matches = |caller| !rules.candidates("s3", "PutObject", caller).is_empty();
        assert!(matches("task/0123") && matches("task/"));
        assert!(!matches("suite") && !matches("worker/task/0123"));
    }

    #[tokio::test]
    async fn whoever_waits_for_a_fault_is_let_go_when_it_is_deleted() {
        let rules = Rules::default();
        rules.add(Fault::of("sqs", "SendMessage", Effect::Hold));
        let rule = rules.candidates("sqs", "SendMessage", "x").remove(0);
        tokio::join!(rule.deleted(), async { rules.clear() });
        assert!(rules.list().is_empty());
    }
}
