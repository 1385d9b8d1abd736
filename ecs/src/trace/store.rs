//! An account's calls: the last ones, in the order of their arrival, and who waits for news of them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::abridge::weight;
use super::call::Call;

/// The most calls that one page holds.
const PAGE: usize = 2_000;
/// What an account's records may take in all, in bytes, whatever their number.
const MEMORY: usize = 64 * 1024 * 1024;

/// The calls that have changed after a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TracePage {
    /// The revision to ask for the next page with.
    pub revision: u64,
    /// Calls that are no longer kept because newer ones took their place.
    pub dropped: u64,
    /// The changed calls in the order of their arrival.
    pub calls: Vec<Call>,
}

/// One account's trace. The newest calls are kept: up to a number of them, and up to 64 MiB.
#[derive(Debug)]
pub struct Trace {
    capacity: usize,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    closed: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    arrived: u64,
    revision: u64,
    dropped: u64,
    weight: usize,
    calls: VecDeque<Kept>,
    /// Which call last changed at which revision.
    revisions: BTreeMap<u64, u64>,
}

#[derive(Debug)]
struct Kept {
    call: Call,
    weight: usize,
}

impl Trace {
    /// An empty trace that keeps the last `capacity` calls, at least one.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            state: Mutex::default(),
            changed: watch::Sender::new(0),
            closed: watch::Sender::new(false),
        }
    }

    /// How many calls have arrived, dropped ones included.
    pub fn arrived(&self) -> u64 {
        self.lock().arrived
    }

    /// Records a call that has arrived, and gives it its `id`.
    pub fn begin(&self, mut call: Call) -> u64 {
        let mut state = self.lock();
        state.arrived += 1;
        state.revision += 1;
        call.id = state.arrived;
        call.revision = state.revision;
        let (id, revision) = (call.id, call.revision);
        let weight = weigh(&call);
        state.weight += weight;
        state.revisions.insert(revision, id);
        state.calls.push_back(Kept { call, weight });
        state.trim(self.capacity);
        self.changed.send_replace(revision);
        id
    }

    /// Changes a call's record. Of a call that is no longer kept, nothing is recorded.
    pub fn update(&self, id: u64, change: impl FnOnce(&mut Call)) {
        let mut state = self.lock();
        let revision = state.revision + 1;
        let Some(kept) = state.get_mut(id) else { return };
        change(&mut kept.call);
        let before = std::mem::replace(&mut kept.call.revision, revision);
        let weight = weigh(&kept.call);
        let lighter = std::mem::replace(&mut kept.weight, weight);
        state.weight = (state.weight + weight).saturating_sub(lighter);
        state.revisions.remove(&before);
        state.revisions.insert(revision, id);
        state.revision = revision;
        state.trim(self.capacity);
        self.changed.send_replace(revision);
    }

    /// The calls that have changed after a revision (0: all), the longest unchanged first to go into the page.
    pub fn after(&self, revision: u64) -> TracePage {
        let mut state = self.lock();
        let ids: Vec<(u64, u64)> = state
            .revisions
            .range(revision.saturating_add(1)..)
            .take(PAGE)
            .map(|(revision, id)| (*revision, *id))
            .collect();
        let last = if ids.len() == PAGE {
            ids.last().map(|(revision, _)| *revision)
        } else {
            None
        };
        let mut calls: Vec<Call> = ids
            .iter()
            .filter_map(|(_, id)| state.get_mut(*id).map(|kept| kept.call.clone()))
            .collect();
        calls.sort_unstable_by_key(|call| call.id);
        TracePage {
            revision: last.unwrap_or(state.revision),
            dropped: state.dropped,
            calls,
        }
    }

    /// As [`Trace::after`], but waits until there is a change, at most so long. `None` if the account is forgotten
    /// meanwhile.
    pub async fn changed_after(&self, revision: u64, wait: Duration) -> Option<TracePage> {
        let mut changed = self.changed.subscribe();
        let mut closed = self.closed.subscribe();
        let deadline = tokio::time::sleep(wait);
        tokio::pin!(deadline);
        loop {
            changed.mark_unchanged();
            let page = self.after(revision);
            if !page.calls.is_empty() {
                return Some(page);
            }
            tokio::select! {
                _ = changed.changed() => {}
                _ = closed.wait_for(|closed| *closed) => return None,
                () = &mut deadline => return Some(page),
            }
        }
    }

    /// Lets whoever waits go: the account is forgotten.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn get_mut(&mut self, id: u64) -> Option<&mut Kept> {
        let first = self.calls.front()?.call.id;
        let index = usize::try_from(id.checked_sub(first)?).ok()?;
        self.calls.get_mut(index)
    }

    fn trim(&mut self, capacity: usize) {
        while self.calls.len() > capacity || (self.weight > MEMORY && self.calls.len() > 1) {
            let Some(oldest) = self.calls.pop_front() else {
                return;
            };
            self.weight = self.weight.saturating_sub(oldest.weight);
            self.revisions.remove(&oldest.call.revision);
            self.dropped += 1;
        }
    }
}

fn weigh(call: &Call) -> usize {
    const RECORD: usize = 512;
    RECORD + call.operation.len() + weight(&call.parameters) + call.result.as_ref().map_or(0, weight)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};
    use time::OffsetDateTime;

    use super::*;

    fn call(operation: &str) -> Call {
        Call {
            id: 0,
            revision: 0,
            account: "111122223333".to_owned(),
            caller: "suite".to_owned(),
            region: "us-east-1".to_owned(),
            service: "sqs".to_owned(),
            operation: operation.to_owned(),
            parameters: Value::Null,
            result: None,
            started: OffsetDateTime::UNIX_EPOCH,
            ended: None,
            status: None,
            upstream: None,
            error: None,
            trouble: None,
            fault: None,
        }
    }

    fn ids(page: &TracePage) -> Vec<u64> {
        page.calls.iter().map(|call| call.id).collect()
    }

    #[test]
    fn calls_are_seen_when_they_arrive_and_when_they_change() {
        let trace = Trace::new(10);
        let first = trace.begin(call("ReceiveMessage"));
        let second = trace.begin(call("DeleteMessage"));
        let page = trace.after(0);
        assert_eq!(
            (ids(&page), page.revision, page.dropped),
            (vec![first, second], 2, 0)
        );
        assert!(trace.after(2).calls.is_empty());
        trace.update(first, |call| call.status = Some(200));
        let page = trace.after(2);
        assert_eq!((ids(&page), page.revision), (vec![first], 3));
        assert_eq!(page.calls[0].status, Some(200));
        assert_eq!(ids(&trace.after(0)), [first, second], "in the order of arrival");
    }

    #[test]
    fn the_oldest_calls_are_dropped_and_counted() {
        let trace = Trace::new(3);
        let first = trace.begin(call("First"));
        for _ in 0..4 {
            trace.begin(call("Later"));
        }
        trace.update(first, |call| call.status = Some(200));
        let page = trace.after(0);
        assert_eq!((ids(&page), page.dropped), (vec![3, 4, 5], 2));
        assert_eq!(trace.arrived(), 5);
    }

    #[test]
    fn large_records_are_dropped_before_their_number_is_reached() {
        let trace = Trace::new(1_000_000);
        for _ in 0..5_000 {
            let id = trace.begin(call("GetLogEvents"));
            trace.update(id, |call| call.result = Some(json!("x".repeat(30_000))));
        }
        let page = trace.after(0);
        assert!(page.dropped > 1_000, "{}", page.dropped);
    }

    #[test]
    fn many_changes_come_in_pages_that_miss_none() {
        let trace = Trace::new(10_000);
        for _ in 0..5_000 {
            trace.begin(call("SendMessage"));
        }
        let (mut revision, mut seen) = (0, Vec::new());
        loop {
            let page = trace.after(revision);
            if page.calls.is_empty() {
                break;
            }
            seen.extend(ids(&page));
            revision = page.revision;
        }
        assert_eq!(seen, (1..=5_000).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn whoever_waits_is_answered_by_the_change() {
        let trace = Arc::new(Trace::new(10));
        let waiting = tokio::spawn({
            let trace = trace.clone();
            async move { trace.changed_after(0, Duration::from_secs(30)).await }
        });
        tokio::task::yield_now().await;
        trace.begin(call("ReceiveMessage"));
        let page = waiting.await.expect("no panic").expect("not closed");
        assert_eq!(ids(&page), [1]);
    }

    #[tokio::test]
    async fn whoever_waits_in_vain_gets_an_empty_page() {
        let trace = Trace::new(10);
        let page = trace
            .changed_after(0, Duration::from_millis(10))
            .await
            .expect("not closed");
        assert!(page.calls.is_empty());
    }

    #[tokio::test]
    async fn whoever_waits_for_a_forgotten_account_is_let_go() {
        let trace = Trace::new(10);
        let (page, ()) = tokio::join!(trace.changed_after(0, Duration::from_secs(30)), async {
            trace.close();
        });
        assert_eq!(page, None);
    }
}
