//! A binary that runs beside its test.

use std::process::{Child, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

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

    /// Waits until it ends by itself, and returns how.
    pub fn wait(mut self) -> Output {
        let child = self.0.take().expect("running");
        child.wait_with_output().expect("ended")
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

/// What a process wrote, line by line.
pub fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes)
        .lines()
        .map(str::to_owned)
        .collect()
}
