//! The embedded LocalStack's installation: the locked set of `fixtures/localstack/requirements.txt` in a Python
//! environment of its own under the user's cache folder.
//!
//! Made once, on first use, under a lock that other runs wait for. An installation is used only if the marker
//! that is written last is there; one that was broken off is removed and begun again. A new lock file of
//! requirements or another Python makes a new installation.

use std::fs::{self, File, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use tokio::process::Command;

use super::VERSION;
use super::python::{self, NoPython, Python};
use crate::run::RUN_VARIABLE;

const RECIPE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/localstack");

/// The embedded LocalStack cannot be installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// No Python will do.
    #[error(transparent)]
    Python(#[from] NoPython),
    /// There is no cache folder.
    #[error("there is no folder to install LocalStack in: set HOME or XDG_CACHE_HOME")]
    NoCache,
    /// A folder or file in it cannot be written.
    #[error("{path} cannot be written: make room, or point XDG_CACHE_HOME elsewhere")]
    Io {
        /// What cannot be written.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// One of the installers failed.
    #[error(
        "installing LocalStack failed at `{step}`; {advice}, then run again (it starts afresh):\n{output}"
    )]
    Step {
        /// The command.
        step: String,
        /// What to do.
        advice: &'static str,
        /// The end of what it printed.
        output: String,
    },
}

/// A LocalStack that can be started.
#[derive(Debug, Clone)]
pub struct Installation {
    /// The Python of its environment.
    pub python: PathBuf,
    /// What LocalStack would otherwise compute at each start.
    pub prepared: PathBuf,
}

impl Installation {
    /// The installation for this machine's Python, made if it is not there.
    ///
    /// # Errors
    /// It is not there and cannot be made.
    pub async fn ensure() -> Result<Self, InstallError> {
        let python = python::find().await?;
        let folder = folder(&python)?;
        let installation = Self {
            python: folder.join("bin/python"),
            prepared: folder.join("prepared"),
        };
        if marker(&folder).exists() {
            return Ok(installation);
        }
        let _lock = lock(&folder).await?;
        if marker(&folder).exists() {
            // Another run has made it meanwhile.
            return Ok(installation);
        }
        install(&python, &folder, &installation).await?;
        Ok(installation)
    }
}

async fn install(python: &Python, folder: &Path, installation: &Installation) -> Result<(), InstallError> {
    let begun = Instant::now();
    eprintln!(
        "Installing LocalStack {VERSION} in {} (once; a minute or less, about 400 MB)",
        folder.display()
    );
    let io = |source| InstallError::Io {
        path: folder.to_owned(),
        source,
    };
    if folder.exists() {
        // What an install that was broken off has left.
        fs::remove_dir_all(folder).map_err(io)?;
    }
    fs::create_dir_all(folder).map_err(io)?;
    let recipe = Path::new(RECIPE);
    let mut venv = Command::new(&python.program);
    venv.args(["-m", "venv"]).arg(folder);
    step(
        venv,
        "1/4 making a Python environment",
        "install Python's venv module (Debian: python3-venv)",
    )
    .await?;

    let mut uv = Command::new(&installation.python);
    uv.args([
        "-I",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-cache-dir",
        "--disable-pip-version-check",
    ])
    .args(["--require-hashes", "-r"])
    .arg(recipe.join("uv.txt"));
    step(uv, "2/4 installing the installer", NETWORK).await?;

    let cache = folder.join("cache");
    let mut packages = Command::new(&installation.python);
    packages
        .args([
            "-I",
            "-m",
            "uv",
            "pip",
            "install",
            "--no-config",
            "--require-hashes",
            "--python",
        ])
        .arg(&installation.python)
        // On the same file system as what is installed, so that the files are linked and not copied.
        .arg("--cache-dir")
        .arg(&cache)
        .arg("--build-constraints")
        .arg(recipe.join("requirements.txt"))
        .arg("-r")
        .arg(recipe.join("requirements.txt"));
    step(packages, "3/4 installing LocalStack and what it needs", NETWORK).await?;
    fs::remove_dir_all(&cache).map_err(io)?;

    let mut prepare = Command::new(&installation.python);
    prepare
        .args(["-I"])
        .arg(recipe.join("launch.py"))
        .args(["--prepare", "--scratch"])
        .arg(folder.join("scratch"))
        .arg("--prepared")
        .arg(&installation.prepared);
    step(
        prepare,
        "4/4 computing what would take time at each start",
        "see its message",
    )
    .await?;

    fs::write(marker(folder), "").map_err(io)?;
    eprintln!("Installed in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

const NETWORK: &str =
    "see that the Python package index is reached (a proxy: HTTPS_PROXY; a CA: SSL_CERT_FILE)";

/// Runs one installer: its output on the terminal as it comes, or kept for the error where there is none.
async fn step(mut command: Command, title: &str, advice: &'static str) -> Result<(), InstallError> {
    eprintln!("  {title}");
    let watched = std::io::stderr().is_terminal();
    command
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHOME")
        // An install that is cut off must end with the run, and is no leftover of it otherwise.
        .env_remove(RUN_VARIABLE)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(if watched { Stdio::inherit() } else { Stdio::piped() })
        .kill_on_drop(true);
    let told = format!("{:?}", command.as_std());
    let output = command.output().await.map_err(|error| InstallError::Step {
        step: told.clone(),
        advice,
        output: error.to_string(),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    let end = lines[lines.len().saturating_sub(20)..].join("\n");
    Err(InstallError::Step {
        step: told,
        advice,
        output: end,
    })
}

fn folder(python: &Python) -> Result<PathBuf, InstallError> {
    let set = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let cache = set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        .ok_or(InstallError::NoCache)?;
    let mut hasher = DefaultHasher::new();
    include_str!("../../../fixtures/localstack/requirements.txt").hash(&mut hasher);
    include_str!("../../../fixtures/localstack/uv.txt").hash(&mut hasher);
    let (major, minor) = python.version;
    let name = format!(
        "localstack-{VERSION}-python{major}.{minor}-{:016x}",
        hasher.finish()
    );
    Ok(cache.join("conformance").join(name))
}

fn marker(folder: &Path) -> PathBuf {
    folder.join("complete")
}

async fn lock(folder: &Path) -> Result<File, InstallError> {
    // Beside the folder, whose name ends in what is no extension.
    let mut path = folder.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let io = |source| InstallError::Io {
        path: path.clone(),
        source,
    };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(io)?;
    }
    let file = File::create(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(source)) => return Err(io(source)),
    }
    eprintln!("Another run is installing LocalStack; waiting for it");
    let waiting = path.clone();
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
    match locked {
        Ok(result) => result.map_err(|source| InstallError::Io {
            path: waiting,
            source,
        }),
        Err(error) => Err(InstallError::Io {
            path: waiting,
            source: std::io::Error::other(error),
        }),
    }
}
