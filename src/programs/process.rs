//! A program as a process of this machine.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{self, killpg};
use nix::unistd::Pid;
use tokio::sync::watch;

use super::running::Running;
use super::{Command, Ended, Launch, ProgramError, Signal, Stream, Transcript};
use crate::environment::Environment;
use crate::run::RUN_VARIABLE;

/// What a process needs of the suite's environment to run at all; everything else would make a scenario depend
/// on the machine.
const PASSED_ON: [&str; 3] = ["PATH", "HOME", "TMPDIR"];

/// How long the output of a process that has ended may stay open: a child of it may hold the pipe. Not so short that what
/// it has printed is lost where this process stands still for a moment.
const OUTPUT_CLOSES_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Handle {
    group: Pid,
    ended: watch::Receiver<Option<Ended>>,
}

pub(super) fn start(environment: &Environment, launch: Launch) -> Result<(Running, Handle), ProgramError> {
    let reference = |program: &Path, arguments: Vec<String>| {
        let program = program.display().to_string();
        std::iter::once(program).chain(arguments).collect::<Vec<_>>()
    };
    let words = match launch.command {
        Command::Worker(arguments) => reference(&environment.binaries.worker, arguments),
        Command::Scaler(arguments) => reference(&environment.binaries.scaler, arguments),
        Command::Own(words) => words,
        Command::OwnImage(_) => return Err(ProgramError::Unfit("an image cannot run as a process")),
    };
    let command_line = shell_words::join(&words);
    let (program, arguments) = words
        .split_first()
        .ok_or(ProgramError::Unfit("the command is empty"))?;
    let failed = |source| ProgramError::Spawn {
        command: command_line.clone(),
        source,
    };
    let mut child = tokio::process::Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(
            PASSED_ON
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .envs(&launch.environment)
        .env(RUN_VARIABLE, environment.folder.run())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Its own group, so that a shell around the worker is reached with it, and a Ctrl-C on the terminal is the
        // suite's alone.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    let group = child
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .map(Pid::from_raw)
        .ok_or(ProgramError::Unfit(
            "the process ended before it could be told apart",
        ))?;
    let transcript = Transcript::default();
    let mut output = tokio::task::JoinSet::new();
    if let Some(pipe) = child.stdout.take() {
        output.spawn(transcript.clone().follow(Stream::Stdout, pipe));
    }
    if let Some(pipe) = child.stderr.take() {
        output.spawn(transcript.clone().follow(Stream::Stderr, pipe));
    }
    let (sender, ended) = watch::channel(None);
    tokio::spawn(async move {
        let status = child.wait().await;
        let _ = tokio::time::timeout(OUTPUT_CLOSES_WITHIN, async {
            while output.join_next().await.is_some() {}
        })
        .await;
        sender.send_replace(Some(match status {
            Ok(status) => status
                .code()
                .map_or_else(|| Ended::Signal(status.signal().unwrap_or_default()), Ended::Code),
            Err(_) => Ended::Signal(0),
        }));
    });
    let handle = Handle {
        group,
        ended: ended.clone(),
    };
    Ok((
        Running {
            command_line,
            transcript,
            ended,
        },
        handle,
    ))
}

impl Handle {
    pub(super) fn signal(&self, signal: Signal) {
        let signal = match signal {
            Signal::Terminate => signal::SIGTERM,
            Signal::Interrupt => signal::SIGINT,
            Signal::Kill => signal::SIGKILL,
        };
        // One that has ended in the meantime needs no signal.
        let _ = killpg(self.group, signal);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.ended.borrow().is_none() {
            self.signal(Signal::Kill);
        }
    }
}
