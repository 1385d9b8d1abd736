//! The embedded LocalStack: a child process that ends with the run.
//!
//! `fixtures/localstack/launch.py` starts it and watches its own stdin, whose other end this holds: it ends when
//! the suite does, even where the suite is killed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use url::Url;

use super::{Installation, Kind, LocalStack, LocalStackError, health, settings};
use crate::environment::ports;
use crate::run::{Folder, RUN_VARIABLE};

/// On a machine that is busy to the last core the imports alone take several seconds.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// A port that another process took between its choice and its use is chosen again so often.
const PORTS_TRIED: usize = 3;

const LAUNCHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/localstack/launch.py");

/// What LocalStack's process sees of the suite's environment: where to find programs and temporary files, and
/// how to reach the network. Nothing of AWS: credentials or an endpoint of the user's must not reach it.
const PASSED_ON: [&str; 8] = [
    "PATH", "HOME", "LANG", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
];

/// The process of an embedded LocalStack.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

pub(super) async fn start(
    installation: &Installation,
    folder: &Folder,
    authority: &str,
) -> Result<LocalStack, LocalStackError> {
    let mut tried = 0;
    loop {
        tried += 1;
        let port = ports::free().map_err(|error| LocalStackError::NotReady(format!("no free port: {error}")))?;
        let mut process = Process::spawn(installation, folder, authority, port)
            .map_err(|error| LocalStackError::NotReady(format!("it cannot be started: {error}")))?;
        let url = Url::parse(&format!("http://127.0.0.1:{port}"))
            .map_err(|error| LocalStackError::NotReady(error.to_string()))?;
        let ready = tokio::select! {
            ready = health::wait(&url, READY_WITHIN) => ready,
            ended = process.ended() => Err(ended),
        };
        match ready {
            Ok(()) => return Ok(LocalStack { url, kind: Kind::Embedded(Box::new(process)) }),
            Err(_) if tried < PORTS_TRIED && process.port_was_taken() => {}
            Err(why) => return Err(LocalStackError::NotReady(format!("{why}\n{}", process.last_lines()))),
        }
    }
}

impl Process {
    fn spawn(
        installation: &Installation,
        folder: &Folder,
        authority: &str,
        port: u16,
    ) -> std::io::Result<Self> {
        let state = folder.path().join("localstack");
        std::fs::create_dir_all(state.join("tmp"))?;
        let log = folder.path().join("localstack.log");
        let output = File::create(&log)?;
        let mut command = Command::new(&installation.python);
        command
            .arg(LAUNCHER)
            .env_clear()
            .envs(PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .envs(settings::settings(authority))
            .env("GATEWAY_LISTEN", format!("127.0.0.1:{port}"))
            .env("LOCALSTACK_VOLUME_DIR", state.join("volume"))
            .env("TMPDIR", state.join("tmp"))
            .env(RUN_VARIABLE, folder.run())
            .current_dir(&state)
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            // Its own process group: a Ctrl-C on the terminal is the suite's to handle.
            .process_group(0)
            .kill_on_drop(true);
        Ok(Self { child: command.spawn()?, log })
    }

    /// Waits until it ends, and says how it did.
    pub async fn ended(&mut self) -> String {
        match self.child.wait().await {
            Ok(status) => format!("LocalStack has ended: {status}"),
            Err(error) => format!("LocalStack is lost: {error}"),
        }
    }

    /// Ends it.
    pub async fn end(&mut self) {
        // Nothing in it is worth a clean end: its state goes with the run.
        let _ = self.child.kill().await;
    }

    /// Its process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// The end of its log.
    pub fn last_lines(&self) -> String {
        last_lines(&self.log, 20)
    }

    fn port_was_taken(&self) -> bool {
        self.last_lines().contains("Address already in use")
    }
}

fn last_lines(path: &Path, count: usize) -> String {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

