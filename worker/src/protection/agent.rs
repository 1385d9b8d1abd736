//! What the manager asks of the task's agent. [`HttpAgent`](super::HttpAgent) is the real one; tests have their own.

use std::future::Future;

use super::Rejection;

/// Sets the protection of the task that this process belongs to.
pub trait Agent: Send + Sync + 'static {
    /// One attempt. `Ok` only if the agent has confirmed that it is as wanted: how soon to try again, and how long
    /// an answer may take, is the manager's affair.
    fn set(&self, wanted: Wanted) -> impl Future<Output = Result<(), Rejection>> + Send;
}

/// What the task's protection is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Protected from now on for so many minutes; asked again, the time begins anew.
    Protected {
        /// 1 to 2880 (`ExpiresInMinutes` of `UpdateTaskProtection`).
        minutes: u16,
    },
    /// Not protected.
    Unprotected,
}
