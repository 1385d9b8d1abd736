//! Whether a LocalStack is ready to serve.

use std::time::Duration;

use url::Url;

use crate::environment::http;
use crate::eventually::{Every, eventually};

/// How often a LocalStack that is starting is asked.
const EACH: Duration = Duration::from_millis(25);

/// Asks once.
///
/// # Errors
/// What came instead of LocalStack's own health report.
pub(super) async fn check(url: &Url) -> Result<(), String> {
    let body = http::get(&at(url)).await?;
    let report: serde_json::Value =
        serde_json::from_slice(&body).map_err(|error| format!("{url} is no LocalStack: {error}"))?;
    match report.get("services") {
        Some(_) => Ok(()),
        None => Err(format!(
            "{url} is no LocalStack: its health report lists no services"
        )),
    }
}

/// Asks until it is ready, for at most `within`.
///
/// # Errors
/// What each attempt got.
pub(super) async fn wait(url: &Url, within: Duration) -> Result<(), String> {
    eventually(within, Every(EACH), async || check(url).await)
        .await
        .map_err(|error| error.to_string())
}

fn at(url: &Url) -> Url {
    let mut health = url.clone();
    health.set_path("/_localstack/health");
    health
}
