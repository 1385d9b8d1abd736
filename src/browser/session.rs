//! The browser, with one page.

use std::path::Path;
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::driver::Driver;
use super::{BrowserError, Programs};
use crate::run::Folder;

/// A cold start beside other work.
const STARTS_WITHIN: Duration = Duration::from_secs(120);

/// Anything else that it is asked for.
const ANSWERS_WITHIN: Duration = Duration::from_secs(60);

/// How long it is waited for at the end, before it is killed.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

/// A browser of the run, with its own profile.
#[derive(Debug)]
pub struct Browser {
    driver: Driver,
    page: Client,
    // Gone with it.
    _files: tempfile::TempDir,
}

impl Browser {
    /// Starts one.
    ///
    /// # Errors
    /// It or its driver does not come up.
    pub async fn start(programs: &Programs, run: &Folder) -> Result<Self, BrowserError> {
        let files = tempfile::Builder::new()
            .prefix("browser-")
            .tempdir_in(run.path())
            .map_err(|source| BrowserError::Start {
                program: programs.chrome.display().to_string(),
                source,
            })?;
        let driver = Driver::start(programs, files.path(), run.run()).await?;
        let capabilities = capabilities(&programs.chrome, &files.path().join("profile"));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        if let Value::Object(capabilities) = capabilities {
            builder.capabilities(capabilities);
        }
        let page = tokio::time::timeout(STARTS_WITHIN, builder.connect(&driver.url))
            .await
            .map_err(|_| BrowserError::Silent(STARTS_WITHIN))?
            .map_err(Box::new)?;
        Ok(Self {
            driver,
            page,
            _files: files,
        })
    }

    /// Opens a page, and waits until it is loaded.
    ///
    /// # Errors
    /// It cannot be had.
    pub async fn open(&self, url: &str) -> Result<(), BrowserError> {
        in_time(self.page.goto(url)).await
    }

    /// The text that a person reads on it.
    ///
    /// # Errors
    /// The browser fails.
    pub async fn text(&self) -> Result<String, BrowserError> {
        let script = "return document.body ? document.body.innerText : ''";
        let text = in_time(self.page.execute(script, Vec::new())).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What it looks like, as PNG.
    ///
    /// # Errors
    /// The browser fails.
    pub async fn picture(&self) -> Result<Vec<u8>, BrowserError> {
        in_time(self.page.screenshot()).await
    }

    /// Ends it, with all of its processes.
    pub async fn end(mut self) {
        let _ = tokio::time::timeout(ENDS_WITHIN, self.page.close()).await;
        self.driver.end().await;
    }
}

async fn in_time<T>(command: impl Future<Output = Result<T, CmdError>>) -> Result<T, BrowserError> {
    let done = tokio::time::timeout(ANSWERS_WITHIN, command).await;
    Ok(done
        .map_err(|_| BrowserError::Silent(ANSWERS_WITHIN))?
        .map_err(Box::new)?)
}

fn capabilities(chrome: &Path, profile: &Path) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        format!("--user-data-dir={}", profile.display()),
        "--window-size=1000,800".to_owned(),
        // Nothing but the page under test is to be asked for.
        "--no-first-run".to_owned(),
        "--no-proxy-server".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-extensions".to_owned(),
        // Where tests run there may be neither a graphics card nor room in shared memory.
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
    ];
    if nix::unistd::geteuid().is_root() {
        // The sandbox refuses to run as root.
        arguments.push("--no-sandbox".to_owned());
    }
    json!({"goog:chromeOptions": {"binary": chrome, "args": arguments}})
}
