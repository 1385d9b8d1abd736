//! Starts a process of a container, in a group of its own and with an environment of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use std::os::unix::process::ExitStatusExt;

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use tokio::process::{Child, Command};

use crate::instance;

/// What a process needs of this one's environment to run at all; everything else would make a task depend on how
/// local-ecs was started.
const PASSED_ON: [&str; 3] = ["PATH", "HOME", "TMPDIR"];

/// Where the processes of a container run.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// The container's environment.
    pub(super) environment: BTreeMap<String, String>,
    /// The name of this local-ecs.
    pub(super) instance: String,
    /// The container among all of this machine.
    pub(super) container: String,
    pub(super) folder: PathBuf,
}

/// A process, and the group that it leads.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) child: Child,
    pub(super) group: Group,
}

/// A group of processes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group(Pid);

impl Group {
    /// Sends the signal to each of them; nothing happens where all have ended.
    pub(super) fn signal(self, signal: Signal) {
        let _ = killpg(self.0, signal);
    }

    /// Sends the signal to the first of them alone, which has not been waited for yet.
    pub(super) fn signal_leader(self, signal: Signal) {
        let _ = kill(self.0, signal);
    }

    /// The process id of the first of them.
    pub(super) fn leader(self) -> i32 {
        self.0.as_raw()
    }
}

impl Surroundings {
    /// Starts the command line. Dropped, its first process is killed.
    ///
    /// # Errors
    /// The program is not there or cannot be run.
    pub(super) fn spawn(&self, words: &[String], output: fn() -> Stdio) -> Result<Process, String> {
        let (program, arguments) = words.split_first().ok_or("the command is empty")?;
        let child = Command::new(program)
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(
                PASSED_ON
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .envs(&self.environment)
            .env(instance::VARIABLE, &self.instance)
            .env(instance::CONTAINER_VARIABLE, &self.container)
            .stdin(Stdio::null())
            .stdout(output())
            .stderr(output())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let leader = child.id().and_then(|id| i32::try_from(id).ok());
        let group = Group(Pid::from_raw(leader.ok_or("the process has no id")?));
        Ok(Process { child, group })
    }
}

/// The exit code, as a container has it: 128 and the signal's number where a signal ended the process.
pub(super) fn exit_code(status: ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or_default())
}
