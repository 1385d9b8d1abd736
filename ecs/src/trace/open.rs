//! A call that is still open: its record is ended exactly once, whatever becomes of the call.

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use time::OffsetDateTime;

use super::call::Call;
use crate::accounts::Account;

/// The trouble of a call whose client did not wait for the end.
const WENT_AWAY: &str = "the client went away";

/// What is known of a call when it arrives.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) caller: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) parameters: Value,
}

/// A call in flight. Dropped before [`OpenCall::end`], it ends as one whose client went away: hyper drops the
/// work on a request when its connection closes.
#[derive(Debug)]
pub(crate) struct OpenCall {
    handle: CallHandle,
    clock: Instant,
    started: OffsetDateTime,
    open: bool,
}

/// Changes the record of a call, without a say in its end.
#[derive(Debug, Clone)]
pub(crate) struct CallHandle {
    account: Arc<Account>,
    id: u64,
}

impl CallHandle {
    pub(crate) fn update(&self, change: impl FnOnce(&mut Call)) {
        self.account.trace.update(self.id, change);
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }
}

impl OpenCall {
    pub(crate) fn begin(account: &Arc<Account>, arrival: Arrival) -> Self {
        let started = OffsetDateTime::now_utc();
        let id = account.trace.begin(Call {
            id: 0,
            revision: 0,
            account: account.name.clone(),
            caller: arrival.caller,
            region: arrival.region,
            service: arrival.service,
            operation: arrival.operation,
            parameters: arrival.parameters,
            result: None,
            started,
            ended: None,
            status: None,
            upstream: None,
            error: None,
            trouble: None,
            fault: None,
        });
        Self {
            handle: CallHandle {
                account: account.clone(),
                id,
            },
            clock: Instant::now(),
            started,
            open: true,
        }
    }

    pub(crate) fn handle(&self) -> &CallHandle {
        &self.handle
    }

    /// Records the end, with what is known of it.
    pub(crate) fn end(mut self, change: impl FnOnce(&mut Call)) {
        self.close(change);
    }

    fn close(&mut self, change: impl FnOnce(&mut Call)) {
        self.open = false;
        // The monotonic clock: a wall clock that is set meanwhile must not make a call end before it began.
        let ended = self.started + self.clock.elapsed();
        self.handle.update(|call| {
            call.ended = Some(ended);
            change(call);
        });
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if self.open {
            self.close(|call| call.trouble = Some(WENT_AWAY.to_owned()));
        }
    }
}
