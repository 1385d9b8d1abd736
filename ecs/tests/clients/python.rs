//! The Python that the clients run on: the locked set of `requirements.txt` in an environment of its own.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");

/// The oldest that the clients run on.
const OLDEST: (u32, u32) = (3, 10);

/// A command of the environment's Python, isolated from whoever tests.
pub(crate) fn command() -> Command {
    let mut command = Command::new(environment().join("bin/python"));
    command
        .arg("-B")
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHOME");
    for (name, _) in std::env::vars() {
        if name.starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    command
}

/// The environment, made if it is not there. One that was broken off is made again.
fn environment() -> PathBuf {
    let python = python();
    let mut hasher = DefaultHasher::new();
    include_str!("requirements.txt").hash(&mut hasher);
    python.hash(&mut hasher);
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.join(format!("clients-{:016x}", hasher.finish()));
    let marker = folder.join("complete");
    // Other tests of this run wait here for the one that makes it.
    let lock = File::create(tmp.join("clients.lock")).unwrap();
    lock.lock().unwrap();
    if !marker.exists() {
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        step(Command::new(&python.0).args(["-m", "venv"]).arg(&folder));
        step(
            Command::new(folder.join("bin/python"))
                .args(["-I", "-m", "pip", "install", "--quiet", "--no-cache-dir"])
                .args(["--disable-pip-version-check", "--require-hashes", "-r"])
                .arg(Path::new(FOLDER).join("requirements.txt")),
        );
        fs::write(marker, "").unwrap();
    }
    folder
}

/// The first Python that is new enough, after what `PYTHON` names, and its version.
fn python() -> (PathBuf, String) {
    let wanted = std::env::var_os("PYTHON").filter(|name| !name.is_empty());
    let names = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"];
    let candidates = match wanted {
        Some(wanted) => vec![PathBuf::from(wanted)],
        None => names.map(PathBuf::from).to_vec(),
    };
    candidates
        .into_iter()
        .find_map(|program| {
            let output = Command::new(&program)
                .args(["-c", "import sys; print(*sys.version_info[:2])"])
                .output()
                .ok()?;
            let text = String::from_utf8(output.stdout).ok()?;
            let (major, minor) = text.trim().split_once(' ')?;
            let version: (u32, u32) = (major.parse().ok()?, minor.parse().ok()?);
            (version >= OLDEST).then(|| (program, text.trim().to_owned()))
        })
        .expect(
            "the tests with real clients need Python 3.10 or newer: install one, or name one with PYTHON=...",
        )
}

fn step(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?} failed; it needs Python's venv module (Debian: python3-venv) and the Python package index:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
