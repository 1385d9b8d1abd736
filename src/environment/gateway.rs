//! The gateway of a run: the `local-ecs` program, started from outside like anything else that is tested.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use url::Url;

use crate::run::{Folder, RUN_VARIABLE};

const READY_WITHIN: Duration = Duration::from_secs(20);

/// The gateway did not come up.
#[derive(Debug, thiserror::Error)]
#[error("the gateway (local-ecs) did not come up: {0}")]
pub struct GatewayError(String);

/// The gateway's process, and where it listens.
#[derive(Debug)]
pub struct Gateway {
    child: Child,
    // Its standard input, with which it ends. Not left in `child`: waiting for a child closes it.
    _stdin: Option<ChildStdin>,
    /// Its address on loopback: for the suite and for processes.
    pub url: Url,
    /// Its typed admin API.
    pub admin: local_ecs::admin::Client,
}

impl Gateway {
    /// Starts it on loopback, and on the address of `also` where containers have to reach it, both at `port`.
    ///
    /// # Errors
    /// It does not start, or does not listen.
    pub async fn start(
        program: &Path,
        folder: &Folder,
        port: u16,
        also: Option<&str>,
        localstack: &Url,
    ) -> Result<Self, GatewayError> {
        let log = std::fs::File::create(folder.path().join("local-ecs.log"))
            .map_err(|error| GatewayError(error.to_string()))?;
        let mut command = Command::new(program);
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
        if let Some(address) = also {
            command.args(["--listen", &format!("{address}:{port}")]);
        }
        command
            .args([
                "--localstack",
                localstack.as_str(),
                "--accounts",
                "registered",
                "--exit-with-stdin",
            ])
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env(RUN_VARIABLE, folder.run())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .process_group(0)
            .kill_on_drop(true);
        let mut child = command
            .spawn()
            .map_err(|error| GatewayError(format!("{} cannot be started: {error}", program.display())))?;
        let listeners = 1 + usize::from(also.is_some());
        match tokio::time::timeout(READY_WITHIN, listening(&mut child, listeners)).await {
            Ok(true) => {}
            Ok(false) => {
                let log = std::fs::read_to_string(folder.path().join("local-ecs.log")).unwrap_or_default();
                return Err(GatewayError(log.trim().to_owned()));
            }
            Err(_) => {
                return Err(GatewayError(format!(
                    "it does not listen within {READY_WITHIN:?}"
                )));
            }
        }
        let url = Url::parse(&format!("http://127.0.0.1:{port}"))
            .map_err(|error| GatewayError(error.to_string()))?;
        let admin = local_ecs::admin::Client::new(url.clone());
        Ok(Self {
            _stdin: child.stdin.take(),
            child,
            url,
            admin,
        })
    }

    /// Waits until it ends, and says how it did.
    pub async fn ended(&mut self) -> String {
        match self.child.wait().await {
            Ok(status) => format!("the gateway (local-ecs) has ended: {status}"),
            Err(error) => format!("the gateway (local-ecs) is lost: {error}"),
        }
    }

    /// Ends it.
    pub async fn end(&mut self) {
        let _ = self.child.kill().await;
    }
}

/// Reads its standard output until it has told that all listeners are up. It goes on being read afterwards, so
/// that the pipe never fills.
async fn listening(child: &mut Child, listeners: usize) -> bool {
    let Some(stdout) = child.stdout.take() else {
        return false;
    };
    let mut lines = BufReader::new(stdout).lines();
    for _ in 0..listeners {
        match lines.next_line().await {
            Ok(Some(line)) if line.starts_with("listening on ") => {}
            _ => return false,
        }
    }
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    true
}
