//! A container's output, from the engine to CloudWatch Logs.

use bollard::container::{AttachContainerResults, LogOutput};
use futures::StreamExt;

use crate::logs::LogStream;

/// Delivers all of it, and returns when everything has arrived.
///
/// The engine waits for who is attached: as with the awslogs driver on ECS, a container that writes more than can
/// be delivered is held up, and loses nothing.
pub(super) async fn deliver(attached: AttachContainerResults, stream: LogStream) {
    let AttachContainerResults { mut output, input } = attached;
    // Nothing is ever written to it.
    drop(input);
    let (mut stdout, mut stderr) = (stream.writer(), stream.writer());
    loop {
        match output.next().await {
            Some(Ok(LogOutput::StdErr { message })) => stderr.write(&message).await,
            Some(Ok(LogOutput::StdOut { message } | LogOutput::Console { message })) => {
                stdout.write(&message).await;
            }
            Some(Ok(LogOutput::StdIn { .. })) => {}
            Some(Err(error)) => {
                tracing::warn!(
                    "the rest of a container's output is lost: {}",
                    command_line::one_line(&error)
                );
                break;
            }
            None => break,
        }
    }
    stdout.end().await;
    stderr.end().await;
    stream.close().await;
}
