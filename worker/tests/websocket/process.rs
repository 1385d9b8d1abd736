//! The server as a process.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use super::agent::FakeAgent;

/// The longest wait for anything that is to happen soon.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The subcommand with nothing of this process's environment.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_worker"));
    command
        .arg("websocket-server")
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// A server that runs, killed if the test ends before it.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) stdout: Lines,
    pub(crate) stderr: Lines,
}

impl Server {
    /// One with the settings beside those that make tests quick, once it listens.
    pub(crate) async fn start(agent: &FakeAgent, settings: &[(&str, &str)]) -> Self {
        let mut command = command();
        command
            .env("ECS_AGENT_URI", &agent.url)
            .env("PORT", "0")
            .env("MAINTAIN_PROTECTION_PERCENTAGE", "0")
            .env("PROTECTION_ADJUST_INTERVAL", "200ms")
            .env("STOP_TIMEOUT", "10s")
            .envs(settings.iter().copied());
        let mut child = command.spawn().expect("started");
        let stdout = Lines::of(child.stdout.take().expect("piped"));
        let stderr = Lines::of(child.stderr.take().expect("piped"));
        let listening = stderr.wait_for("listening on ").await;
        let port = listening.rsplit(':').next().expect("a port");
        Self {
            child,
            address: (Ipv4Addr::LOCALHOST, port.parse().expect("a port")).into(),
            stdout,
            stderr,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://{}/", self.address)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().expect("running")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.pid().try_into().expect("a pid")), signal).expect("signalled");
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended
            .expect("the server does not end")
            .expect("the server is waited for")
    }

    /// Whether it still serves: the health check is answered.
    pub(crate) async fn assert_alive(&mut self) {
        let status = self.child.try_wait().expect("the server is looked at");
        assert_eq!(status, None, "{:?}", self.stderr.all());
        let answer = super::client::request(self.address, "GET", "/health").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

/// The lines that a process has written.
pub(crate) struct Lines(watch::Receiver<Vec<String>>);

impl Lines {
    pub(crate) fn of(stream: impl AsyncRead + Send + Unpin + 'static) -> Self {
        let (told, lines) = watch::channel(Vec::new());
        tokio::spawn(async move {
            let mut reader = BufReader::new(stream).lines();
            while let Ok(Some(line)) = reader.next_line().await {
                told.send_modify(|lines| lines.push(line));
            }
        });
        Self(lines)
    }

    /// All so far.
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.borrow().clone()
    }

    /// All, when the process has ended.
    pub(crate) async fn to_the_end(&self) -> Vec<String> {
        let mut lines = self.0.clone();
        let _ = timeout(PATIENCE, async { while lines.changed().await.is_ok() {} }).await;
        self.all()
    }

    /// The first line that contains the text, once there is one.
    pub(crate) async fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |lines| lines.iter().any(|line| line.contains(text)))
            .await
            .into_iter()
            .find(|line| line.contains(text))
            .expect("it was there")
    }

    /// All lines, once the condition holds.
    pub(crate) async fn wait_until(&self, what: &str, holds: impl Fn(&[String]) -> bool) -> Vec<String> {
        let mut lines = self.0.clone();
        match timeout(PATIENCE, lines.wait_for(|lines| holds(lines))).await {
            Ok(Ok(lines)) => lines.clone(),
            outcome => {
                let ended = outcome.is_ok();
                panic!("no '{what}' (stream ended: {ended}) in {:#?}", self.all())
            }
        }
    }

    /// How many contain the text.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.0.borrow().iter().filter(|line| line.contains(text)).count()
    }
}
