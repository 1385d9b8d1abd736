//! A server of a run: a child process that says on its standard output when it is up, and ends with the run.
//!
//! It watches its standard input, whose other end is held here: however the suite ends, the operating system
//! closes it, and the server goes. LocalStack and the gateway are both such servers.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::run::{Folder, RUN_VARIABLE};

/// So much of a log is shown when a server does not come up.
const LINES_SHOWN: usize = 20;

/// The child process.
#[derive(Debug)]
pub struct Server {
    name: &'static str,
    child: Child,
    // Not left in `child`: waiting for a child closes its standard input.
    stdin: Option<ChildStdin>,
    log: PathBuf,
}

impl Server {
    /// Starts it, and reads from its standard output as many lines as it announces itself with. Its standard error
    /// goes to `<name>.log` in the run's folder. Only `environment` reaches it.
    ///
    /// # Errors
    /// It cannot be started, ends instead, or stays silent; with the end of its log.
    pub async fn start(
        name: &'static str,
        mut command: Command,
        environment: impl IntoIterator<Item = (String, String)>,
        folder: &Folder,
        lines: usize,
        within: Duration,
    ) -> Result<(Self, Vec<String>), String> {
        let log = folder.path().join(format!("{name}.log"));
        let stderr =
            File::create(&log).map_err(|error| format!("{} cannot be written: {error}", log.display()))?;
        let mut child = command
            .env_clear()
            .envs(environment)
            .env(RUN_VARIABLE, folder.run())
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            // Its own group: a Ctrl-C on the terminal is the suite's to handle.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("it cannot be started: {error}"))?;
        let stdout = child.stdout.take();
        let mut server = Self {
            name,
            stdin: child.stdin.take(),
            child,
            log,
        };
        let announced = tokio::select! {
            announced = announced(stdout, lines) => announced,
            ended = server.ended() => return Err(format!("{ended}\n{}", server.last_lines())),
            () = tokio::time::sleep(within) => {
                return Err(format!("it is not up within {within:?}\n{}", server.last_lines()));
            }
        };
        Ok((server, announced))
    }

    /// Waits until it ends, and says how it did.
    pub async fn ended(&mut self) -> String {
        match self.child.wait().await {
            Ok(status) => format!("{} has ended: {status}", self.name),
            Err(error) => format!("{} is lost: {error}", self.name),
        }
    }

    /// Closes its standard input, which asks it to end, and kills it if it has not done so within that time.
    pub async fn end(&mut self, within: Duration) {
        drop(self.stdin.take());
        if tokio::time::timeout(within, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }

    /// Its process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// The end of its log.
    pub fn last_lines(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let mut last = VecDeque::with_capacity(LINES_SHOWN);
        for line in text.lines() {
            if last.len() == LINES_SHOWN {
                last.pop_front();
            }
            last.push_back(line);
        }
        Vec::from(last).join("\n")
    }
}

/// Reads the lines. Its output goes on being read afterwards, so that the pipe never fills.
async fn announced(stdout: Option<ChildStdout>, lines: usize) -> Vec<String> {
    let mut announced = Vec::new();
    if let Some(stdout) = stdout {
        let mut output = BufReader::new(stdout).lines();
        while announced.len() < lines
            && let Ok(Some(line)) = output.next_line().await
        {
            announced.push(line);
        }
        tokio::spawn(async move { while let Ok(Some(_)) = output.next_line().await {} });
    }
    if announced.len() < lines {
        // It is ending; how it does says more.
        std::future::pending::<()>().await;
    }
    announced
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn start(script: &str, within: Duration) -> Result<(Server, Vec<String>), String> {
        let base = tempfile::tempdir().expect("a folder");
        let folder = Folder::create(base.path()).expect("a run's folder");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        Server::start("the server", command, [], &folder, 2, within).await
    }

    #[tokio::test]
    async fn it_is_up_when_it_says_so_and_ends_with_its_standard_input() {
        let minute = Duration::from_secs(60);
        let (mut server, lines) = start("echo one; echo two; read line; exit 7", minute)
            .await
            .expect("up");
        assert_eq!(lines, ["one", "two"]);
        drop(server.stdin.take());
        assert_eq!(server.ended().await, "the server has ended: exit status: 7");
    }

    #[tokio::test]
    async fn one_that_ends_instead_is_told_with_its_log() {
        let error = start("echo one; echo no port >&2; exit 1", Duration::from_secs(60))
            .await
            .expect_err("not up");
        assert_eq!(error, "the server has ended: exit status: 1\nno port");
    }

    #[tokio::test]
    async fn one_that_stays_silent_is_given_up() {
        let error = start("read line", Duration::from_millis(100))
            .await
            .expect_err("not up");
        assert!(error.starts_with("it is not up within 100ms"), "{error}");
    }
}
