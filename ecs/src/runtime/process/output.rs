//! What a process prints, on its way to the log stream.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Child;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::spawn::Process;
use crate::logs::LogStream;

/// How long a pipe may stay silent after its process has ended: whoever else holds it must not hold the task.
const SILENT_FOR: Duration = Duration::from_millis(500);

/// The most that a pipe can hold of an ended process; what comes beyond it is another's.
const PIPE_HOLDS: usize = 1024 * 1024;

const PORTION: usize = 16 * 1024;

/// The pipes of a process.
#[derive(Debug)]
pub(super) struct Output {
    stream: Option<LogStream>,
    copies: JoinSet<()>,
    ended: CancellationToken,
}

impl Output {
    /// Follows both pipes of the process.
    pub(super) fn follow(process: &mut Process, stream: Option<LogStream>) -> Self {
        let mut copies = JoinSet::new();
        let ended = CancellationToken::new();
        if let Some(stream) = &stream {
            let Child { stdout, stderr, .. } = &mut process.child;
            if let Some(pipe) = stdout.take() {
                copies.spawn(copy(pipe, stream.clone(), ended.clone()));
            }
            if let Some(pipe) = stderr.take() {
                copies.spawn(copy(pipe, stream.clone(), ended.clone()));
            }
        }
        Self {
            stream,
            copies,
            ended,
        }
    }

    /// Waits until all of it has been delivered. The process has ended.
    pub(super) async fn end(mut self) {
        self.ended.cancel();
        while self.copies.join_next().await.is_some() {}
        if let Some(stream) = &self.stream {
            stream.close().await;
        }
    }
}

async fn copy(mut pipe: impl AsyncRead + Unpin, stream: LogStream, ended: CancellationToken) {
    let mut writer = stream.writer();
    let mut portion = vec![0; PORTION];
    let mut left = PIPE_HOLDS;
    while left > 0 {
        let silent = async {
            ended.cancelled().await;
            tokio::time::sleep(SILENT_FOR).await;
        };
        let read = tokio::select! {
            biased;
            read = pipe.read(&mut portion) => read.unwrap_or(0),
            () = silent => 0,
        };
        if read == 0 {
            break;
        }
        if ended.is_cancelled() {
            left = left.saturating_sub(read);
        }
        writer.write(&portion[..read]).await;
    }
    writer.end().await;
}
