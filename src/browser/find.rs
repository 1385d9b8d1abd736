//! Finding the browser and its driver on this machine.

use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The environment variables that name them where they are not on the PATH, and the names that they have there.
const DRIVER: (&str, &[&str]) = ("CHROMEDRIVER", &["chromedriver"]);
const CHROME: (&str, &[&str]) = (
    "CHROME",
    &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
);

/// Both programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    /// chromedriver.
    pub driver: PathBuf,
    /// Chromium or Chrome.
    pub chrome: PathBuf,
}

/// This machine lacks one of them.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no {names} on the PATH: install Debian's packages chromium and chromium-driver, or set {variable}",
    names = .names.join(" or ")
)]
pub struct NotFound {
    variable: &'static str,
    names: &'static [&'static str],
}

impl Programs {
    /// Those that the environment names, else those on the PATH.
    ///
    /// # Errors
    /// Which of them is not there.
    pub fn find() -> Result<Self, NotFound> {
        Self::find_by(|variable| std::env::var_os(variable))
    }

    fn find_by(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, NotFound> {
        let path = variable("PATH").unwrap_or_default();
        let find = |(name, names): (&'static str, &'static [&'static str])| {
            let given = variable(name).filter(|given| !given.is_empty());
            given
                .map(PathBuf::from)
                .or_else(|| names.iter().find_map(|name| on_path(&path, name)))
                .ok_or(NotFound {
                    variable: name,
                    names,
                })
        };
        Ok(Self {
            driver: find(DRIVER)?,
            chrome: find(CHROME)?,
        })
    }
}

fn on_path(path: &OsStr, name: &str) -> Option<PathBuf> {
    std::env::split_paths(path)
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn find(variables: &[(&str, &OsStr)]) -> Result<Programs, NotFound> {
        Programs::find_by(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn program(folder: &Path, name: &str, mode: u32) -> PathBuf {
        let file = folder.join(name);
        fs::write(&file, "").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("made a program");
        file
    }

    #[test]
    fn they_are_found_on_the_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().as_os_str();
        let error = find(&[("PATH", path)]).expect_err("no driver");
        assert!(
            error.to_string().contains("no chromedriver on the PATH"),
            "{error}"
        );
        let driver = program(folder.path(), "chromedriver", 0o755);
        program(folder.path(), "chromium", 0o644);
        let error = find(&[("PATH", path)]).expect_err("no browser: it is no program");
        assert!(
            error.to_string().contains("chromium or chromium-browser"),
            "{error}"
        );
        assert!(error.to_string().ends_with("or set CHROME"), "{error}");
        let chrome = program(folder.path(), "google-chrome", 0o755);
        assert_eq!(find(&[("PATH", path)]), Ok(Programs { driver, chrome }));
    }

    #[test]
    fn those_that_are_named_come_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let driver = program(folder.path(), "chromedriver", 0o755);
        program(folder.path(), "chromium", 0o755);
        let found = find(&[
            ("PATH", folder.path().as_os_str()),
            ("CHROME", OsStr::new("/opt/chrome")),
            ("CHROMEDRIVER", OsStr::new("")),
        ]);
        let chrome = PathBuf::from("/opt/chrome");
        assert_eq!(found, Ok(Programs { driver, chrome }));
    }
}
