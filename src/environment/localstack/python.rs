//! The Python that the embedded LocalStack runs on.

use std::path::PathBuf;

use tokio::process::Command;

/// The oldest that the pinned release runs on.
const OLDEST: (u32, u32) = (3, 10);

/// Looked for in this order, after what `PYTHON` names.
const NAMES: [&str; 6] = [
    "python3",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
    "python",
];

/// A Python that will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Python {
    pub(super) program: PathBuf,
    pub(super) version: (u32, u32),
}

/// None will do.
#[derive(Debug, thiserror::Error)]
#[error(
    "the embedded LocalStack needs Python 3.10 or newer, and {0}: install one, name one with PYTHON=..., or take \
     --localstack container or a URL"
)]
pub struct NoPython(String);

/// The first that is new enough.
///
/// # Errors
/// None is; the text says what was found.
pub(super) async fn find() -> Result<Python, NoPython> {
    let named = std::env::var_os("PYTHON")
        .filter(|name| !name.is_empty())
        .map(PathBuf::from);
    let candidates: Vec<PathBuf> = match named {
        Some(named) => vec![named],
        None => NAMES.iter().map(PathBuf::from).collect(),
    };
    let mut too_old = Vec::new();
    for program in candidates {
        match version_of(&program).await {
            Some(version) if version >= OLDEST => return Ok(Python { program, version }),
            Some((major, minor)) => too_old.push(format!("{} is {major}.{minor}", program.display())),
            None => {}
        }
    }
    Err(NoPython(if too_old.is_empty() {
        "there is none".to_owned()
    } else {
        too_old.join(", ")
    }))
}

async fn version_of(program: &PathBuf) -> Option<(u32, u32)> {
    let output = Command::new(program)
        .args(["-c", "import sys; print(*sys.version_info[:2])"])
        .kill_on_drop(true)
        .output()
        .await
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = text.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn fake(folder: &std::path::Path, prints: &str) -> PathBuf {
        let program = folder.join("python");
        std::fs::write(&program, format!("#!/bin/sh\necho {prints}\n")).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("executable");
        program
    }

    #[tokio::test]
    async fn the_version_is_read_and_compared_as_numbers() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(version_of(&fake(folder.path(), "3 9")).await, Some((3, 9)));
        assert!((3, 9) < OLDEST && OLDEST <= (3, 10) && OLDEST < (3, 13));
        assert_eq!(version_of(&fake(folder.path(), "nonsense")).await, None);
        assert_eq!(version_of(&folder.path().join("missing")).await, None);
    }
}
