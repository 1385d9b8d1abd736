//! A binary that runs beside its test.

use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// No run of a test takes longer. Less than twice the [patience](crate::PATIENCE), after which comes what a program is not
/// to wait for.
const LONGEST_RUN: Duration = Duration::from_secs(90);

/// A process that runs, killed if the test fails before it ends.
#[derive(Debug)]
pub struct Running(Option<Child>);

impl Running {
    /// Starts it, with its stderr kept for [`Running::stop`].
    pub fn start(command: &mut Command) -> Self {
        Self(Some(command.stderr(Stdio::piped()).spawn().expect("started")))
    }

    /// The process, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        self.0.as_mut().expect("running")
    }

    /// Sends a signal.
    pub fn signal(&mut self, signal: Signal) {
        let pid = Pid::from_raw(self.child().id().try_into().expect("a pid"));
        kill(pid, signal).expect("signalled");
    }

    /// Sends SIGTERM, and returns how it ended.
    pub fn stop(mut self) -> Output {
        self.signal(Signal::SIGTERM);
        self.wait()
    }

    /// Waits until it ends by itself, and returns how. One that does not end in time is killed, and fails the test.
    pub fn wait(mut self) -> Output {
        let child = self.0.take().expect("running");
        let pid = Pid::from_raw(child.id().try_into().expect("a pid"));
        let (ended, end) = mpsc::channel();
        let waiting = thread::spawn(move || {
            let output = child.wait_with_output();
            // Nobody listens once the time is over.
            let _ = ended.send(());
            output
        });
        let in_time = end.recv_timeout(LONGEST_RUN).is_ok();
        if !in_time {
            let _ = kill(pid, Signal::SIGKILL);
        }
        let output = waiting.join().expect("no panic").expect("ended");
        assert!(in_time, "still running after {LONGEST_RUN:?}: {output:?}");
        output
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A binary with nothing of this process's environment but credentials and a region.
pub fn binary(path: &str) -> Command {
    let mut command = Command::new(path);
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ACCESS_KEY_ID", "000000000000")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", "us-east-1")
        .stdin(Stdio::null());
    command
}

/// What a process wrote, line by line.
pub fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes)
        .lines()
        .map(str::to_owned)
        .collect()
}
