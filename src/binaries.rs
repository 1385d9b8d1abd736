//! The programs under test, built in the suite's own profile.
//!
//! Cargo builds a package's own binaries for its tests and not those of the workspace's other members, so the
//! suite asks Cargo for them. After `cargo test` has compiled, this finds nearly everything fresh.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

/// Where the programs are.
#[derive(Debug, Clone)]
pub struct Binaries {
    /// The reference worker.
    pub worker: PathBuf,
    /// The reference scaler.
    pub scaler: PathBuf,
    /// The gateway and control plane.
    pub local_ecs: PathBuf,
    /// The container that does what a scenario tells it.
    pub probe: PathBuf,
    /// Where all of them lie.
    pub folder: PathBuf,
}

/// The programs could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Cargo is not there.
    #[error(
        "cargo cannot be started to build the programs under test: run the suite with `cargo test --test features`"
    )]
    NoCargo(#[source] std::io::Error),
    /// It does not compile.
    #[error("the programs under test do not compile:\n{0}")]
    Failed(String),
    /// The suite's binary is not where Cargo puts one.
    #[error("{0} lies in no target folder of Cargo: run the suite with `cargo test --test features`")]
    Misplaced(PathBuf),
}

impl Binaries {
    /// Builds the workspace's binaries in the profile of this executable, and says where they are.
    ///
    /// # Errors
    /// Cargo is missing, or the build fails.
    pub async fn build(manifest_folder: &Path) -> Result<Self, BuildError> {
        let this = std::env::current_exe().map_err(BuildError::NoCargo)?;
        // target[/<triple>]/<profile folder>/deps/features-<hash>
        let folder = this
            .parent()
            .and_then(Path::parent)
            .ok_or_else(|| BuildError::Misplaced(this.clone()))?;
        if let Some(binaries) = Self::given() {
            return Ok(binaries);
        }
        let profile = match folder.file_name().and_then(|name| name.to_str()) {
            Some("debug") => "dev",
            Some(name) => name,
            None => return Err(BuildError::Misplaced(this.clone())),
        };
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = without_package_variables(Command::new(cargo))
            .args(["build", "--bins", "--quiet", "--profile", profile])
            .args(target_of(folder))
            .current_dir(manifest_folder)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(BuildError::NoCargo)?;
        if !output.status.success() {
            return Err(BuildError::Failed(
                String::from_utf8_lossy(&output.stderr).into_owned(),
            ));
        }
        Ok(Self::in_folder(folder))
    }

    fn in_folder(folder: &Path) -> Self {
        let at = |name: &str| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
        Self {
            worker: at("worker"),
            scaler: at("scaler"),
            local_ecs: at("local-ecs"),
            probe: at("probe"),
            folder: folder.to_owned(),
        }
    }

    /// A run inside a run (the suite's own features hold the suite to its promises) takes what the outer one has
    /// built.
    fn given() -> Option<Self> {
        std::env::var_os(GIVEN).map(|folder| Self::in_folder(Path::new(&folder)))
    }
}

/// A command that runs Cargo, without what Cargo tells a test of its own package. Build scripts that look at such variables (ring's does) would take
/// them for a change, and everything above them would be compiled anew in every run.
pub(crate) fn without_package_variables(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_of_this_package) {
            command.env_remove(name);
        }
    }
    command
}

fn is_of_this_package(variable: &str) -> bool {
    [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
        "CARGO_PRIMARY_",
        "CARGO_TARGET_TMPDIR",
    ]
    .iter()
    .any(|prefix| variable.starts_with(prefix))
}

/// The environment variable that names a folder with the programs, so that they are not built.
pub const GIVEN: &str = "CONFORMANCE_BINARIES";

/// `--target <triple>`, where the suite itself was built for one: its folder then stands between the target
/// folder, which Cargo marks with a tag file, and the profile's.
fn target_of(profile_folder: &Path) -> Vec<String> {
    let Some(parent) = profile_folder.parent() else {
        return Vec::new();
    };
    let is_target_folder = parent.join(".rustc_info.json").exists();
    match parent.file_name().and_then(|name| name.to_str()) {
        Some(triple) if !is_target_folder => vec!["--target".to_owned(), triple.to_owned()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_sets_for_cargo_is_kept() {
        assert!(is_of_this_package("CARGO_PKG_NAME") && is_of_this_package("CARGO_MANIFEST_DIR"));
        assert!(!is_of_this_package("CARGO_TARGET_DIR") && !is_of_this_package("CARGO_HOME"));
        assert!(!is_of_this_package("CARGO_BUILD_TARGET") && !is_of_this_package("RUSTFLAGS"));
    }

    #[test]
    fn a_build_for_a_target_is_told_by_the_folder_between() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(".rustc_info.json"), "{}").expect("written");
        assert!(target_of(&folder.path().join("debug")).is_empty());
        assert_eq!(
            target_of(&folder.path().join("x86_64-unknown-linux-gnu/debug")),
            ["--target", "x86_64-unknown-linux-gnu"]
        );
    }
}
