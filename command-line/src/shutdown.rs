//! SIGTERM and SIGINT ask for a clean end.

use std::fmt;
use std::sync::{Arc, OnceLock};

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::Exit;

/// The signal that asked for the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM: ECS, Docker and Kubernetes send it to end a container.
    Terminate,
    /// SIGINT: Ctrl-C on a terminal.
    Interrupt,
}

impl fmt::Display for Signal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Terminate => "SIGTERM",
            Self::Interrupt => "SIGINT",
        })
    }
}

/// A request for a clean end that many tasks may watch. Clones watch the same request.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    token: CancellationToken,
    signal: Arc<OnceLock<Signal>>,
    at: Arc<OnceLock<Instant>>,
}

impl Shutdown {
    /// A request that only [`Shutdown::request`] makes, for tests and for parts of a larger whole.
    pub fn manual() -> Self {
        Self::default()
    }

    /// Watches for SIGTERM and SIGINT from now on. The first makes the request; a second SIGINT, of someone who
    /// does not want to wait, ends the process at once with exit code 130.
    ///
    /// # Errors
    /// The operating system refuses a handler.
    pub fn on_signals() -> std::io::Result<Self> {
        let shutdown = Self::default();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let watched = shutdown.clone();
        tokio::spawn(async move {
            loop {
                let seen = tokio::select! {
                    _ = terminate.recv() => Signal::Terminate,
                    _ = interrupt.recv() => Signal::Interrupt,
                };
                if watched.token.is_cancelled() && seen == Signal::Interrupt {
                    std::process::exit(Exit::Interrupted.code().into());
                }
                let _ = watched.signal.set(seen);
                watched.request();
            }
        });
        Ok(shutdown)
    }

    /// Makes the request. Making it again changes nothing.
    pub fn request(&self) {
        self.at.get_or_init(Instant::now);
        self.token.cancel();
    }

    /// Whether the end has been asked for.
    pub fn is_requested(&self) -> bool {
        self.token.is_cancelled()
    }

    /// When the request was made, if it was: whoever notices late must not count from then.
    pub fn requested_at(&self) -> Option<Instant> {
        self.at.get().copied()
    }

    /// The signal that made the request, if one did.
    pub fn signal(&self) -> Option<Signal> {
        self.signal.get().copied()
    }

    /// Waits until the end is asked for; at once if it has been. Safe to drop and call again.
    pub async fn requested(&self) {
        self.token.cancelled().await;
    }
}
