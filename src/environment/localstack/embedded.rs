//! The embedded LocalStack: a child process that ends with the run.
//!
//! `fixtures/localstack/launch.py` starts it and watches its own stdin, whose other end this holds: it ends when
//! the suite does, even where the suite is killed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use url::Url;

use super::{Installation, Kind, LocalStack, LocalStackError, health, settings};
use crate::run::{Folder, RUN_VARIABLE};

/// On a machine that is busy to the last core the imports alone take several seconds.
const READY_WITHIN: Duration = Duration::from_secs(60);

const LAUNCHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/localstack/launch.py");

/// What LocalStack's process sees of the suite's environment: where to find programs and temporary files, and
/// how to reach the network. Nothing of AWS: credentials or an endpoint of the user's must not reach it.
const PASSED_ON: [&str; 8] = [
    "PATH",
    "HOME",
    "LANG",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
];

/// The process of an embedded LocalStack.
#[derive(Debug)]
pub struct Process {
    child: Child,
    // Its standard input, which it watches. Not left in `child`: waiting for a child closes it.
    _stdin: Option<ChildStdin>,
    stdout: Option<Lines<BufReader<ChildStdout>>>,
    log: PathBuf,
}

pub(super) async fn start(
    installation: &Installation,
    folder: &Folder,
    authority: &str,
) -> Result<LocalStack, LocalStackError> {
    let mut process = Process::spawn(installation, folder, authority)
        .map_err(|error| LocalStackError::NotReady(format!("it cannot be started: {error}")))?;
    // Its output is read apart from it, so that both can be waited for.
    let stdout = process.stdout.take();
    let ready = tokio::select! {
        ready = ready(stdout) => ready,
        ended = process.ended() => Err(ended),
    };
    match ready {
        Ok(url) => Ok(LocalStack {
            url,
            kind: Kind::Embedded(Box::new(process)),
        }),
        Err(why) => Err(LocalStackError::NotReady(format!(
            "{why}\n{}",
            process.last_lines()
        ))),
    }
}

impl Process {
    fn spawn(installation: &Installation, folder: &Folder, authority: &str) -> std::io::Result<Self> {
        let log = folder.path().join("localstack.log");
        let mut command = Command::new(&installation.python);
        command
            .args(["-I", LAUNCHER, "--until-stdin-ends", "--scratch"])
            .arg(folder.path().join("localstack"))
            .arg("--prepared")
            .arg(&installation.prepared)
            .env_clear()
            .envs(
                PASSED_ON
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .envs(settings::settings(authority))
            // A free port, which it tells.
            .env("GATEWAY_LISTEN", "127.0.0.1:0")
            .env(RUN_VARIABLE, folder.run())
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().map(|pipe| BufReader::new(pipe).lines());
        Ok(Self {
            _stdin: child.stdin.take(),
            child,
            stdout,
            log,
        })
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
}

/// Waits until it serves, and says where.
async fn ready(stdout: Option<Lines<BufReader<ChildStdout>>>) -> Result<Url, String> {
    let mut lines = stdout.ok_or("its output is lost")?;
    let first = lines
        .next_line()
        .await
        .map_err(|error| error.to_string())?
        .unwrap_or_default();
    // What it goes on to print must not fill the pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    let Some(address) = first.strip_prefix("LISTEN ") else {
        // It ends by itself, and how it does says more.
        return std::future::pending().await;
    };
    let url = Url::parse(&format!("http://{address}")).map_err(|error| error.to_string())?;
    health::wait(&url, READY_WITHIN).await.map(|()| url)
}

fn last_lines(path: &Path, count: usize) -> String {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
