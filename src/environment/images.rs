//! The images of the programs under test, made by `fixtures/images/build` when containers are asked for: of the
//! binaries that processes run, so that nothing is compiled twice.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use crate::binaries::without_package_variables;

/// The images, by id: a tag could be moved by another run.
#[derive(Debug, Clone)]
pub struct Images {
    /// The reference worker's.
    pub worker: String,
    /// The reference scaler's.
    pub scaler: String,
    /// The probe's.
    pub probe: String,
}

impl std::fmt::Display for Images {
    /// As [`GIVEN`] takes them.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            worker,
            scaler,
            probe,
        } = self;
        write!(formatter, "worker={worker},scaler={scaler},probe={probe}")
    }
}

/// The images cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// The script does not start.
    #[error("fixtures/images/build cannot be started")]
    Script(#[source] std::io::Error),
    /// It failed, and said why on stderr.
    #[error("fixtures/images/build failed; see above")]
    Failed,
    /// It named no image.
    #[error("fixtures/images/build names no image of {0}")]
    NotNamed(&'static str),
}

impl Images {
    /// Makes them of the binaries in a folder.
    ///
    /// # Errors
    /// The script fails.
    pub async fn build(manifest_folder: &Path, binaries: &Path) -> Result<Self, ImageError> {
        if let Ok(given) = std::env::var(GIVEN) {
            return Self::named(&given.replace(',', "\n"));
        }
        let output = without_package_variables(Command::new(manifest_folder.join("fixtures/images/build")))
            .arg("--from")
            .arg(binaries)
            .args(["worker", "scaler", "probe"])
            .current_dir(manifest_folder)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(ImageError::Script)?;
        if !output.status.success() {
            return Err(ImageError::Failed);
        }
        Self::named(&String::from_utf8_lossy(&output.stdout))
    }

    fn named(output: &str) -> Result<Self, ImageError> {
        let id = |program: &'static str| {
            output
                .lines()
                .find_map(|line| line.strip_prefix(program)?.strip_prefix('='))
                .map(str::to_owned)
                .ok_or(ImageError::NotNamed(program))
        };
        Ok(Self {
            worker: id("worker")?,
            scaler: id("scaler")?,
            probe: id("probe")?,
        })
    }
}

/// The environment variable that names the images for a run inside a run, so that they are not built:
/// `worker=<image>,scaler=<image>,probe=<image>`.
pub const GIVEN: &str = "CONFORMANCE_IMAGES";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_output_names_the_image() {
        let images = Images::named("probe=sha256:13\nscaler=sha256:14\nworker=sha256:12\n").expect("named");
        assert_eq!((&*images.worker, &*images.probe), ("sha256:12", "sha256:13"));
        assert_eq!(images.scaler, "sha256:14");
        assert!(Images::named("workers=sha256:12\nscaler=sha256:14\nprobe=sha256:13\n").is_err());
    }
}
