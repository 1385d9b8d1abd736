//! The reaper: a second process that outlives local-ecs, however that ends, and removes what it leaves.
//!
//! It holds a pipe from local-ecs on its standard input. The operating system closes it when local-ecs is gone,
//! also by SIGKILL. A group of its own keeps a Ctrl-C on the terminal from it.

use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use bollard::Docker;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::sweep;
use crate::instance::VARIABLE;

/// How long local-ecs waits for its reaper: a little longer than a sweep may take.
const END_WITHIN: Duration = Duration::from_secs(12);

/// What local-ecs says when it ends by itself, with nothing in the making.
const ORDINARY: &[u8] = b"end";

/// How long an engine may take to make what it was asked for by somebody who is gone.
const LATECOMERS_WITHIN: Duration = Duration::from_secs(1);

/// How long an engine may take to say that it is there.
const ENGINE_ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// The reaper, as local-ecs holds it. Dropped, it reaps.
#[derive(Debug)]
pub struct Reaper {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Reaper {
    /// Starts `<program> reap --instance <name>`.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(program: &Path, name: &str) -> std::io::Result<Self> {
        let mut child = Command::new(program)
            .args(["reap", "--instance", name])
            // It must not be among what it ends.
            .env_remove(VARIABLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()?;
        // Not left in the child: waiting for it would close it.
        let stdin = child.stdin.take();
        Ok(Self { child, stdin })
    }

    /// Lets it reap, and waits until it has.
    pub async fn end(mut self) {
        if let Some(mut stdin) = self.stdin.take() {
            let _ = stdin.write_all(ORDINARY).await;
        }
        match tokio::time::timeout(END_WITHIN, self.child.wait()).await {
            Ok(Ok(status)) if status.success() => {}
            Ok(Ok(status)) => tracing::warn!("the reaper has failed: {status}"),
            Ok(Err(error)) => tracing::warn!("the reaper cannot be waited for: {error}"),
            Err(_) => tracing::warn!("the reaper goes on after {END_WITHIN:?}"),
        }
    }
}

/// What the reaper does: waits for the end of its standard input, and sweeps. Gives whether nothing is left.
///
/// # Errors
/// A signal handler is refused.
pub async fn run(name: &str) -> std::io::Result<bool> {
    // Taken, and left unread: whoever ends local-ecs by its name must not end what cleans up after it.
    let _ignored = [
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
        signal(SignalKind::hangup())?,
    ];
    let ordinary = stdin_ended().await;
    let engine = engine().await;
    let mut left = sweep(name, engine.as_ref()).await;
    if !ordinary {
        // What was being started just when local-ecs was killed may have come up only now.
        tokio::time::sleep(LATECOMERS_WITHIN).await;
        left = sweep(name, engine.as_ref()).await;
    }
    Ok(left.is_empty())
}

/// Waits for the end of stdin, and tells whether local-ecs has said that it is an ordinary one.
async fn stdin_ended() -> bool {
    let (ended, told) = oneshot::channel();
    // A thread of its own: a read of stdin cannot be interrupted.
    std::thread::spawn(move || {
        let mut said = Vec::new();
        // An error is an end as well.
        let _ = std::io::stdin().read_to_end(&mut said);
        let _ = ended.send(said == ORDINARY);
    });
    told.await.unwrap_or(false)
}

/// The engine of the environment, if one answers now.
async fn engine() -> Option<Docker> {
    let engine = Docker::connect_with_defaults().ok()?;
    let answers = tokio::time::timeout(ENGINE_ANSWERS_WITHIN, engine.ping()).await;
    matches!(answers, Ok(Ok(_))).then_some(engine)
}
