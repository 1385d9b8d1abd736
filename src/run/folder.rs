//! A run's folder for all that is temporary, and the lock in it that says whether the run is alive.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A run's folder could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the run's folder {path} cannot be made: free some space there, or point TMPDIR elsewhere")]
pub struct FolderError {
    path: PathBuf,
    source: std::io::Error,
}

/// The folder of a live run. It is gone when this is dropped.
#[derive(Debug)]
pub struct Folder {
    run: String,
    path: PathBuf,
    // Held as long as the run lives; the operating system lets go of it however the run ends.
    _lock: File,
}

impl Folder {
    /// Makes a folder for a new run under `base`.
    ///
    /// # Errors
    /// The folder or its lock cannot be made.
    pub fn create(base: &Path) -> Result<Self, FolderError> {
        let run: String = std::iter::repeat_with(fastrand::alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .take(8)
            .collect();
        let path = base.join(&run);
        let failed = |source| FolderError {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(base).map_err(failed)?;
        let lock = locked(&lock_of(base, &run)).map_err(failed)?;
        fs::create_dir(&path).map_err(failed)?;
        Ok(Self {
            run: run.clone(),
            path,
            _lock: lock,
        })
    }

    /// Where all runs of this user have their folders.
    pub fn base() -> PathBuf {
        std::env::temp_dir().join(format!("conformance-{}", nix::unistd::getuid()))
    }

    /// The run's id: eight letters and digits.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.path, &self.run);
    }
}

/// The runs below `base` that ended without removing their folder; each is held until it is dropped, and then
/// removed.
pub(super) fn dead_runs(base: &Path) -> Vec<Folder> {
    let Ok(entries) = fs::read_dir(base) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let run = name.strip_suffix(".lock")?.to_owned();
            let lock = File::open(entry.path()).ok()?;
            match lock.try_lock() {
                Ok(()) => Some(Folder {
                    path: base.join(&run),
                    run,
                    _lock: lock,
                }),
                Err(TryLockError::WouldBlock | TryLockError::Error(_)) => None,
            }
        })
        .collect()
}

/// Takes the lock on a file beside the folder, and before the folder is there: a sweep of another run never sees
/// a folder of a live run unlocked. A sweep that came between the making and the locking of the file has removed
/// it; then it is made again.
fn locked(path: &Path) -> std::io::Result<File> {
    loop {
        let lock = File::create(path)?;
        lock.lock()?;
        if fs::metadata(path)
            .is_ok_and(|at_path| lock.metadata().is_ok_and(|held| held.ino() == at_path.ino()))
        {
            return Ok(lock);
        }
    }
}

fn lock_of(base: &Path, run: &str) -> PathBuf {
    base.join(format!("{run}.lock"))
}

fn remove(path: &Path, run: &str) {
    // What cannot be removed now is found by the next run's sweep: its lock file stays.
    if let Err(error) = fs::remove_dir_all(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!("{} cannot be removed yet: {error}", path.display());
        return;
    }
    if let Some(base) = path.parent() {
        let _ = fs::remove_file(lock_of(base, run));
        // Gone only when this was the last run; else it is not empty and stays.
        let _ = fs::remove_dir(base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_run_is_not_taken_for_dead() {
        let base = tempfile::tempdir().expect("a folder");
        let live = Folder::create(base.path()).expect("made");
        assert_eq!(dead_runs(base.path()).len(), 0);
        assert!(live.path().is_dir());
    }

    #[test]
    fn a_folder_left_behind_is_found_and_removed() {
        let base = tempfile::tempdir().expect("a folder");
        let path = base.path().join("killed00");
        fs::create_dir(&path).expect("made");
        fs::write(path.join("localstack.log"), "text").expect("written");
        fs::write(base.path().join("killed00.lock"), "").expect("written");
        let dead = dead_runs(base.path());
        assert_eq!(dead.iter().map(Folder::run).collect::<Vec<_>>(), ["killed00"]);
        drop(dead);
        assert!(!path.exists());
        assert!(!base.path().join("killed00.lock").exists());
    }

    #[test]
    fn a_run_takes_its_folder_with_it() {
        let base = tempfile::tempdir().expect("a folder");
        let base = base.path().join("runs");
        let folder = Folder::create(&base).expect("made");
        drop(folder);
        assert!(!base.exists());
    }
}
