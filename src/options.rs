//! What the user may choose. One struct reads it; `--help` and the README's table come from it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use command_line::{Logs, SettingError};
use cucumber::gherkin::tagexpr::TagOperation;
use regex::Regex;
use url::Url;

/// The executable specification of SQS-driven workers on Amazon ECS.
///
/// Runs the features in `features/` against real programs, a real LocalStack and the gateway in front of it.
/// Exit codes: 0 every scenario that was to run has passed; 1 at least one failed, broke or left something
/// behind, or the environment could not be brought up; 2 an unusable option; 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "features", version)]
pub struct Options {
    /// The LocalStack: `container`, `embedded` (installed from PyPI on first use), the URL of one that runs,
    /// or `auto`: a container where an engine answers and the image can be had, else embedded
    #[arg(long, env = "LOCALSTACK", value_name = "auto|container|embedded|URL", default_value = "auto",
          value_parser = parse_localstack)]
    pub localstack: LocalStackChoice,

    /// The image of the LocalStack container
    #[arg(long, env = "LOCALSTACK_IMAGE", value_name = "IMAGE")]
    pub localstack_image: Option<String>,

    /// What the programs under test run as: `process`, `docker` (their images are built first), or `auto`:
    /// containers where --worker-image names an image, else processes
    #[arg(long, env = "RUNTIME", value_enum, default_value_t = RuntimeChoice::Auto)]
    pub runtime: RuntimeChoice,

    /// Only scenarios whose tags match: `@WS-02`, `@profile-log-consumer and not @slow`
    #[arg(long, short, env = "TAGS", value_name = "EXPRESSION")]
    pub tags: Option<TagOperation>,

    /// Only scenarios whose name matches
    #[arg(long, short, env = "NAME", value_name = "REGEX")]
    pub name: Option<Regex>,

    /// How many scenarios run side by side
    #[arg(long, short, env = "CONCURRENCY", value_name = "N", default_value = "8")]
    pub concurrency: NonZeroUsize,

    /// Only the features of this profile (`log-consumer`, ...), for a worker of your own
    #[arg(long, env = "PROFILE", value_name = "NAME")]
    pub profile: Option<String>,

    /// A command that is held to the profile's features in place of the reference worker
    #[arg(
        long,
        env = "WORKER",
        value_name = "COMMAND",
        requires = "profile",
        conflicts_with = "worker_image"
    )]
    pub worker: Option<String>,

    /// An image that is held to the profile's features in place of the reference worker
    #[arg(long, env = "WORKER_IMAGE", value_name = "IMAGE", requires = "profile")]
    pub worker_image: Option<String>,

    /// The folder with the features
    #[arg(
        long,
        env = "FEATURES",
        value_name = "FOLDER",
        default_value = "features",
        hide = true
    )]
    pub features: PathBuf,

    /// The folder that the reports are written to
    #[arg(
        long,
        env = "REPORT",
        value_name = "FOLDER",
        default_value = "target/conformance",
        hide = true
    )]
    pub report: PathBuf,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub logs: Logs,
}

/// Where LocalStack comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalStackChoice {
    /// A container where an engine answers and the image can be had, else embedded.
    Auto,
    /// A container of ours.
    Container,
    /// A process of ours, from PyPI.
    Embedded,
    /// One that runs already, and goes on running.
    Given(Url),
}

/// What the programs under test run as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RuntimeChoice {
    /// Containers where an image of the worker is given, else processes.
    Auto,
    /// Containers of the Docker engine.
    Docker,
    /// Processes of this machine.
    Process,
}

/// What the programs under test do run as, once chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// Containers of the Docker engine.
    Docker,
    /// Processes of this machine.
    Process,
}

impl Options {
    /// Checks what clap cannot: combinations.
    ///
    /// # Errors
    /// The options contradict one another.
    pub fn check(&self) -> Result<(), SettingError> {
        if let Some(image) = &self.worker_image
            && self.runtime == RuntimeChoice::Process
        {
            return Err(SettingError::unusable(
                "WORKER_IMAGE",
                image,
                "cannot run as a process",
                "leave --runtime out, or give --runtime docker",
            ));
        }
        if let Some(command) = &self.worker {
            if self.runtime == RuntimeChoice::Docker {
                return Err(SettingError::unusable(
                    "WORKER",
                    command,
                    "cannot run in a container without an image",
                    "give --worker-image, or leave --runtime out",
                ));
            }
            if shell_words::split(command).map_or(true, |words| words.is_empty()) {
                return Err(SettingError::unusable(
                    "WORKER",
                    command,
                    "is no command",
                    "write it as in a shell: --worker 'python3 worker.py'",
                ));
            }
        }
        Ok(())
    }

    /// What the programs under test run as, and why.
    pub fn chosen_runtime(&self) -> (Runtime, &'static str) {
        match self.runtime {
            RuntimeChoice::Docker => (Runtime::Docker, "as asked"),
            RuntimeChoice::Process => (Runtime::Process, "as asked"),
            RuntimeChoice::Auto if self.worker_image.is_some() => {
                (Runtime::Docker, "the worker is given as an image")
            }
            RuntimeChoice::Auto => (
                Runtime::Process,
                "images of the workers are built only when asked for with --runtime docker",
            ),
        }
    }
}

fn parse_localstack(text: &str) -> Result<LocalStackChoice, String> {
    match text {
        "auto" => Ok(LocalStackChoice::Auto),
        "container" => Ok(LocalStackChoice::Container),
        "embedded" => Ok(LocalStackChoice::Embedded),
        url => match Url::parse(url) {
            Ok(url) if url.scheme() == "http" && url.has_host() => Ok(LocalStackChoice::Given(url)),
            _ => Err(
                "it is neither auto, container, embedded nor a URL such as http://127.0.0.1:4566".to_owned(),
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use clap::builder::Resettable;
    use clap::{CommandFactory, FromArgMatches};

    use super::*;

    fn options(words: &[&str]) -> Result<Options, String> {
        let words = std::iter::once("features").chain(words.iter().copied());
        // Whatever is set where the tests run must not count.
        let command = Options::command().mut_args(|argument| argument.env(Resettable::Reset));
        let matches = command
            .try_get_matches_from(words)
            .map_err(|error| error.to_string())?;
        let options = Options::from_arg_matches(&matches).map_err(|error| error.to_string())?;
        options.check().map_err(|error| error.to_string())?;
        Ok(options)
    }

    #[test]
    fn localstack_is_a_word_or_a_url() {
        for (word, choice) in [
            ("auto", LocalStackChoice::Auto),
            ("container", LocalStackChoice::Container),
            ("embedded", LocalStackChoice::Embedded),
            (
                "http://127.0.0.1:4566",
                LocalStackChoice::Given(Url::parse("http://127.0.0.1:4566").expect("a URL")),
            ),
        ] {
            let chosen = options(&["--localstack", word]).expect("usable").localstack;
            assert_eq!(chosen, choice);
        }
        for word in ["docker", "127.0.0.1:4566", "https://here", "http://"] {
            let error = options(&["--localstack", word]).expect_err(word);
            assert!(error.contains("embedded"), "{error}");
        }
    }

    #[test]
    fn a_worker_of_ones_own_needs_a_profile_and_a_runtime_that_fits() {
        assert!(options(&["--worker", "python3 w.py"]).is_err());
        assert!(options(&["--worker", "python3 w.py", "--profile", "log-consumer"]).is_ok());
        assert!(
            options(&["--worker", "w", "--profile", "p", "--runtime", "docker"])
                .is_err_and(|error| error.contains("WORKER is 'w'"))
        );
        assert!(
            options(&["--worker-image", "w", "--profile", "p", "--runtime", "process"])
                .is_err_and(|error| error.contains("WORKER_IMAGE is 'w'"))
        );
        assert!(
            options(&["--worker", "'", "--profile", "p"]).is_err_and(|error| error.contains("no command"))
        );
    }

    #[test]
    fn an_image_calls_for_containers() {
        let auto = options(&["--worker-image", "w", "--profile", "p"]).expect("usable");
        assert_eq!(auto.chosen_runtime().0, Runtime::Docker);
        assert_eq!(options(&[]).expect("usable").chosen_runtime().0, Runtime::Process);
    }

    #[test]
    fn filters_that_cannot_be_read_are_refused() {
        assert!(options(&["--tags", "@a and"]).is_err());
        assert!(options(&["--name", "("]).is_err());
        assert!(options(&["--concurrency", "0"]).is_err());
    }
}
