//! An environment for Python with what `requirements.txt` says, and the photographs that are made in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIREMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pillow/requirements.txt");
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pillow");

pub(crate) struct Python {
    folder: PathBuf,
}

impl Python {
    /// The environment, made anew if what is to be in it has changed.
    pub(crate) fn prepared() -> Self {
        let python = Self {
            folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("pillow"),
        };
        let made_of = python.folder.join("made-of");
        let photographs = fs::read_to_string(python.script("photographs.py")).unwrap();
        let wanted = fs::read_to_string(REQUIREMENTS).unwrap() + &photographs;
        if fs::read_to_string(&made_of).is_ok_and(|made| made == wanted) {
            return python;
        }
        println!(
            "making an environment and photographs in {}",
            python.folder.display()
        );
        let _ = fs::remove_dir_all(&python.folder);
        fs::create_dir_all(python.folder.join("photographs")).unwrap();
        let first = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        done(
            Command::new(first)
                .args(["-m", "venv"])
                .arg(python.folder.join("venv")),
        );
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        let locked = [
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--requirement",
            REQUIREMENTS,
        ];
        done(python.command().args(install).args(locked));
        let script = python.script("photographs.py");
        done(
            python
                .command()
                .arg(script)
                .arg(python.folder.join("photographs")),
        );
        fs::write(made_of, wanted).unwrap();
        python
    }

    pub(crate) fn executable(&self) -> PathBuf {
        self.folder.join("venv/bin/python")
    }

    pub(crate) fn command(&self) -> Command {
        Command::new(self.executable())
    }

    pub(crate) fn script(&self, name: &str) -> PathBuf {
        let _ = self;
        Path::new(SCRIPTS).join(name)
    }

    /// Where thumbnails can be put.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The photographs of a kind.
    pub(crate) fn photographs(&self, kind: &str) -> Vec<PathBuf> {
        let names = ["astronaut", "coffee", "chelsea"];
        let file = |name| self.folder.join(format!("photographs/{kind}-{name}.jpg"));
        names.map(file).to_vec()
    }
}

fn done(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}
