//! A program of this machine, with all that it needs to run in an image that has nothing else.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use tokio::io::AsyncWrite;
use tokio_tar::{Builder, EntryType, Header};

/// Where the program is in the image.
const PROGRAM: &str = "local-ecs";

/// Where its libraries are.
const LIBRARIES: &str = "lib";

/// A program and the libraries that it is linked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    path: PathBuf,
    libraries: BTreeSet<PathBuf>,
}

impl Program {
    /// The program at the path, with the libraries that this process has loaded: `path` is this program or one
    /// built like it.
    pub(super) async fn of(path: &Path) -> io::Result<Self> {
        let maps = tokio::fs::read_to_string("/proc/self/maps").await?;
        Ok(Self {
            path: path.to_owned(),
            libraries: libraries(&maps),
        })
    }

    /// The place where it is, whatever is there.
    pub(super) async fn place(&self) -> String {
        let path = tokio::fs::canonicalize(&self.path).await;
        let mut hasher = DefaultHasher::new();
        path.as_ref().unwrap_or(&self.path).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// Changes with the program. By its files' sizes and times: reading a hundred megabytes takes longer than
    /// starting a task may.
    pub(super) async fn identity(&self) -> io::Result<String> {
        let mut hasher = DefaultHasher::new();
        self.place().await.hash(&mut hasher);
        for file in self.libraries.iter().chain([&self.path]) {
            let metadata = tokio::fs::metadata(file).await?;
            metadata.len().hash(&mut hasher);
            let modified = metadata
                .modified()?
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            modified.hash(&mut hasher);
        }
        Ok(format!("{:016x}", hasher.finish()))
    }

    /// What runs it in the image: its loader, told where the libraries are, or itself where it needs none.
    pub(super) fn entry_point(&self) -> Vec<String> {
        let program = format!("/{PROGRAM}");
        let loader = self
            .libraries
            .iter()
            .filter_map(|library| file_name(library))
            .find(|name| name.starts_with("ld-"));
        match loader {
            Some(loader) => vec![
                format!("/{LIBRARIES}/{loader}"),
                "--library-path".to_owned(),
                format!("/{LIBRARIES}"),
                program,
            ],
            None => vec![program],
        }
    }

    /// Writes the root file system of the image.
    pub(super) async fn write(&self, to: impl AsyncWrite + Unpin + Send + 'static) -> io::Result<()> {
        let mut archive = Builder::new(to);
        for library in &self.libraries {
            if let Some(name) = file_name(library) {
                add(&mut archive, library, &format!("{LIBRARIES}/{name}")).await?;
            }
        }
        add(&mut archive, &self.path, PROGRAM).await?;
        archive.finish().await
    }
}

async fn add<W: AsyncWrite + Unpin + Send + 'static>(
    archive: &mut Builder<W>,
    path: &Path,
    name: &str,
) -> io::Result<()> {
    let file = tokio::fs::File::open(path).await?;
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(file.metadata().await?.len());
    header.set_mode(0o755);
    archive.append_data(&mut header, name, file).await
}

fn file_name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// The shared libraries among a process's mappings.
fn libraries(maps: &str) -> BTreeSet<PathBuf> {
    maps.lines()
        .filter_map(|line| line.get(line.find('/')?..))
        .map(Path::new)
        .filter(|path| {
            // `libc.so.6` as well.
            path.extension().is_some_and(|extension| extension == "so")
                || file_name(path).is_some_and(|name| name.contains(".so."))
        })
        .map(Path::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_told_from_other_mappings_and_the_loader_runs_the_program() {
        let maps = "55d0-55d1 r-xp 00000000 fe:00 12 /opt/bin/local-ecs\n\
            7f00-7f01 r-xp 00000000 fe:00 13                         /usr/lib/x86_64-linux-gnu/libc.so.6\n\
            7f01-7f02 rw-p 00000000 fe:00 13                         /usr/lib/x86_64-linux-gnu/libc.so.6\n\
            7f02-7f03 r-xp 00000000 fe:00 14                         /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n\
            7f04-7f05 rw-p 00000000 00:00 0                          [heap]\n\
            7f05-7f06 rw-s 00000000 00:01 2                          /dev/zero (deleted)\n";
        let program = Program {
            path: "/opt/bin/local-ecs".into(),
            libraries: libraries(maps),
        };
        let libraries: Vec<_> = program
            .libraries
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        assert_eq!(
            libraries,
            [
                "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                "/usr/lib/x86_64-linux-gnu/libc.so.6"
            ]
        );
        assert_eq!(
            program.entry_point(),
            [
                "/lib/ld-linux-x86-64.so.2",
                "--library-path",
                "/lib",
                "/local-ecs"
            ]
        );
        let linked_statically = Program {
            libraries: BTreeSet::new(),
            ..program
        };
        assert_eq!(linked_statically.entry_point(), ["/local-ecs"]);
    }

    #[tokio::test]
    async fn the_identity_changes_with_the_program_and_the_place_does_not() {
        let path = std::env::temp_dir().join(format!("local-ecs-program-{}", std::process::id()));
        let program = Program {
            path: path.clone(),
            libraries: BTreeSet::new(),
        };
        assert!(program.identity().await.is_err(), "there is no program");
        tokio::fs::write(&path, "one").await.expect("written");
        let (place, one) = (
            program.place().await,
            program.identity().await.expect("an identity"),
        );
        assert_eq!(program.identity().await.expect("an identity"), one);
        tokio::fs::write(&path, "another").await.expect("written");
        assert_ne!(program.identity().await.expect("an identity"), one);
        assert_eq!(program.place().await, place);
        tokio::fs::remove_file(&path).await.expect("removed");
    }
}
