//! A wish for protection.

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Rejection;
use super::keeper::Command;

/// A wish for protection, from [`hold`](super::ProtectionManager::hold) or
/// [`acquire`](super::ProtectionManager::acquire) until it is released or dropped. As long as there is one, the
/// manager sees to it that the task is protected.
#[derive(Debug)]
pub struct Hold {
    /// Nothing once it is released.
    keeper: Option<UnboundedSender<Command>>,
}

/// What has become of the protection when a holder released it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// The task is not protected any more.
    Unprotected,
    /// Somebody else holds it.
    StillHeld,
    /// Too little of its duration has passed: it is kept, and released after that moment unless it is wished for
    /// again.
    Kept {
        /// The moment.
        until: Instant,
    },
}

impl Hold {
    /// `told` waits until protection is in force or rejected.
    pub(super) fn new(
        keeper: UnboundedSender<Command>,
        told: Option<oneshot::Sender<Result<(), Rejection>>>,
    ) -> Self {
        // Where the keeper has ended, whoever waits is told by the channel's end.
        let _ = keeper.send(Command::Hold(told));
        Self { keeper: Some(keeper) }
    }

    /// Ends the wish, and waits until wish and state have been compared.
    ///
    /// # Errors
    /// The release is rejected; the manager tries again, and at the latest protection ends with its time.
    pub async fn release(mut self) -> Result<Released, Rejection> {
        let (told, answer) = oneshot::channel();
        let keeper = self.keeper.take().ok_or(Rejection::Ended)?;
        keeper
            .send(Command::Release(Some(told)))
            .map_err(|_| Rejection::Ended)?;
        answer.await.map_err(|_| Rejection::Ended)?
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.take() {
            // Where the keeper has ended there is nothing to release.
            let _ = keeper.send(Command::Release(None));
        }
    }
}
