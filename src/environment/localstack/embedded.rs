//! The embedded LocalStack: a process of the run's own.
//!
//! `fixtures/localstack/launch.py` starts it, and promises to end it with its standard input and to keep all that it
//! writes in the folder that it is given.

use std::time::Duration;

use tokio::process::Command;
use url::Url;

use super::{Installation, Kind, LocalStack, LocalStackError, health, settings};
use crate::environment::server::Server;
use crate::run::Folder;

/// On a machine that is busy to the last core the imports alone take several seconds.
const READY_WITHIN: Duration = Duration::from_secs(120);

const LAUNCHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/localstack/launch.py");

/// What LocalStack's process sees of the suite's environment: where to find programs, and how to reach the
/// network. Nothing of AWS: credentials or an endpoint of the user's must not reach it.
const PASSED_ON: [&str; 7] = [
    "PATH",
    "LANG",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
];

pub(super) async fn start(
    installation: &Installation,
    folder: &Folder,
    authority: &str,
) -> Result<LocalStack, LocalStackError> {
    let mut command = Command::new(&installation.python);
    command
        .args(["-I", LAUNCHER, "--until-stdin-ends", "--scratch"])
        .arg(folder.path().join("localstack"))
        .arg("--prepared")
        .arg(&installation.prepared);
    let passed_on = PASSED_ON
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
    // A free port, which it tells.
    let listen = ("GATEWAY_LISTEN".to_owned(), "127.0.0.1:0".to_owned());
    let environment = passed_on.chain(settings::settings(authority)).chain([listen]);
    let (server, lines) = Server::start("LocalStack", command, environment, folder, 1, READY_WITHIN)
        .await
        .map_err(LocalStackError::NotReady)?;
    let url = lines
        .first()
        .and_then(|line| line.strip_prefix("LISTEN "))
        .and_then(|address| Url::parse(&format!("http://{address}")).ok())
        .ok_or_else(|| LocalStackError::NotReady(format!("it does not say where it listens: {lines:?}")))?;
    match health::wait(&url, READY_WITHIN).await {
        Ok(()) => Ok(LocalStack {
            url,
            kind: Kind::Embedded(Box::new(server)),
        }),
        Err(why) => Err(LocalStackError::NotReady(format!(
            "{why}\n{}",
            server.last_lines()
        ))),
    }
}
