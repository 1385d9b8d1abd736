//! The gateway of a run: the `local-ecs` program, started from outside like anything else that is tested.

use std::path::Path;
use std::time::Duration;

use tokio::process::Command;
use url::Url;

use super::server::Server;
use crate::run::Folder;

const READY_WITHIN: Duration = Duration::from_secs(60);

/// It ends the tasks that still run, and what was made for them.
const ENDS_WITHIN: Duration = Duration::from_secs(60);

/// The gateway did not come up.
#[derive(Debug, thiserror::Error)]
#[error("the gateway (local-ecs) did not come up: {0}")]
pub struct GatewayError(String);

/// The gateway's process, and where it listens.
#[derive(Debug)]
pub struct Gateway {
    server: Server,
    /// Its address on loopback: for the suite and for processes.
    pub url: Url,
    /// Its typed admin API.
    pub admin: local_ecs::admin::Client,
}

impl Gateway {
    /// Starts it on loopback, and on the address of `also` where containers have to reach it, both at `port`. Tasks
    /// run as the arguments `tasks` say; what is made for them carries the run's id.
    ///
    /// # Errors
    /// It does not start, or does not listen.
    pub async fn start(
        program: &Path,
        folder: &Folder,
        port: u16,
        also: Option<&str>,
        localstack: &Url,
        tasks: &[String],
    ) -> Result<Self, GatewayError> {
        let hosts: Vec<&str> = std::iter::once("127.0.0.1").chain(also).collect();
        let mut command = Command::new(program);
        for host in &hosts {
            command.args(["--listen", &format!("{host}:{port}")]);
        }
        command.args([
            "--localstack",
            localstack.as_str(),
            "--accounts",
            "registered",
            "--exit-with-stdin",
            // Who scales by them is not to wait for minutes.
            "--metrics-interval",
            "1s",
            "--instance",
            folder.run(),
        ]);
        command.args(tasks);
        if let Some(host) = also {
            // The address that the URLs of LocalStack carry as well.
            command.args(["--task-endpoint", &format!("http://{host}:{port}")]);
        }
        // A line for each address at which it listens.
        let (server, _) = Server::start("local-ecs", command, [], folder, hosts.len(), READY_WITHIN)
            .await
            .map_err(GatewayError)?;
        let url = Url::parse(&format!("http://127.0.0.1:{port}"))
            .map_err(|error| GatewayError(error.to_string()))?;
        let admin = local_ecs::admin::Client::new(url.clone());
        Ok(Self { server, url, admin })
    }

    /// Waits until it ends, and says how it did.
    pub async fn ended(&mut self) -> String {
        self.server.ended().await
    }

    /// Ends it.
    pub async fn end(&mut self) {
        self.server.end(ENDS_WITHIN).await;
    }
}
