//! The driver: a process of the run, which starts the browser when it is asked for a session.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use super::{BrowserError, Programs};
use crate::run::RUN_VARIABLE;

/// How long the driver may take until it listens.
const UP_WITHIN: Duration = Duration::from_secs(60);

/// What its line about its port says just before it.
const ANNOUNCES: &str = "was started successfully on port ";

/// The driver, with all that it starts in its process group.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    group: Option<Pid>,
    pub(super) url: String,
}

impl Driver {
    /// Starts it, at a port that is free. All that it and the browser write goes below `folder`.
    pub(super) async fn start(programs: &Programs, folder: &Path, run: &str) -> Result<Self, BrowserError> {
        let mut child = Command::new(&programs.driver)
            .arg("--port=0")
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", folder)
            .env("TMPDIR", folder)
            .env(RUN_VARIABLE, run)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| BrowserError::Start {
                program: programs.driver.display().to_string(),
                source,
            })?;
        let stdout = child.stdout.take();
        let group = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .map(Pid::from_raw);
        let mut driver = Self {
            child,
            group,
            url: String::new(),
        };
        // Should it not come up, dropping it ends it.
        let port = tokio::time::timeout(UP_WITHIN, port(stdout))
            .await
            .map_err(|_| BrowserError::NotUp(UP_WITHIN))?
            .ok_or(BrowserError::Ended)?;
        driver.url = format!("http://127.0.0.1:{port}");
        Ok(driver)
    }

    /// Ends it and all that it has started. The browser has no work worth saving.
    pub(super) async fn end(&mut self) {
        self.kill();
        let _ = self.child.wait().await;
        self.group = None;
    }

    fn kill(&self) {
        if let Some(group) = self.group {
            let _ = killpg(group, Signal::SIGKILL);
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The port that it announces. What it prints afterwards is read as well, so that the pipe never fills.
async fn port(stdout: Option<ChildStdout>) -> Option<u16> {
    let mut output = BufReader::new(stdout?).lines();
    while let Ok(Some(line)) = output.next_line().await {
        if let Some(port) = announced(&line) {
            tokio::spawn(async move { while let Ok(Some(_)) = output.next_line().await {} });
            return Some(port);
        }
    }
    None
}

fn announced(line: &str) -> Option<u16> {
    let (_, port) = line.split_once(ANNOUNCES)?;
    port.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_line_announces_the_port() {
        assert_eq!(
            announced("ChromeDriver was started successfully on port 46375."),
            Some(46375)
        );
        assert_eq!(announced("Starting ChromeDriver 156.0 (a21ce) on port 0"), None);
    }
}
