//! Doing the steps.

use std::io::Write;
use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use crate::call::call;
use crate::step::Step;

/// Prints a text as it is.
pub(crate) fn print(text: &str) -> ExitCode {
    match write(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

/// Ends for want of usable steps.
pub(crate) fn refuse(error: &str) -> ExitCode {
    // Nobody is told where stderr is closed as well.
    let _ = writeln!(std::io::stderr(), "probe: {error}");
    ExitCode::from(2)
}

/// Does the steps.
pub(crate) fn run(steps: &[Step]) -> ExitCode {
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .and_then(|runtime| runtime.block_on(all(steps)));
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "probe: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn all(steps: &[Step]) -> std::io::Result<u8> {
    // As process 1 of a container it gets no signal that it does not handle. Once handled, SIGTERM ends it no more:
    // a `wait` takes it, also one that came before; without any such step it ends the process as any other.
    let mut terminate = steps
        .iter()
        .any(|step| matches!(step, Step::Wait | Step::IgnoreSigterm))
        .then(|| signal(SignalKind::terminate()))
        .transpose()?;
    for step in steps {
        match step {
            Step::Print(text) => write(&format!("{text}\n"))?,
            Step::PrintLines(count) => (1..=*count).try_for_each(|line| write(&format!("line {line}\n")))?,
            Step::Env(name) => match std::env::var(name) {
                Ok(value) => write(&format!("{name}={value}\n"))?,
                Err(_) => write(&format!("{name} is not set\n"))?,
            },
            Step::Call { method, url, body } => write(&format!("{}\n", call(method, url, body).await))?,
            Step::Sleep(duration) => tokio::time::sleep(*duration).await,
            Step::Wait => match &mut terminate {
                Some(terminate) => {
                    terminate.recv().await;
                }
                None => std::future::pending().await,
            },
            Step::IgnoreSigterm => terminate = None,
            Step::Exit(code) => return Ok(*code),
        }
    }
    Ok(0)
}

fn write(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}
