//! The binary as tests run it, and what they ask of how it ended.

use std::process::{Command, Output, Stdio};

use testing::{FakeAws, Running, lines};

/// The binary with nothing of this process's environment but credentials and a region.
pub(crate) fn scaler() -> Command {
    let mut command = testing::binary(env!("CARGO_BIN_EXE_scaler"));
    command.stdout(Stdio::piped());
    command
}

/// A subcommand with that endpoint.
pub(crate) fn beside(aws: &FakeAws, subcommand: &str) -> Command {
    let mut command = scaler();
    command.arg(subcommand).env("AWS_ENDPOINT_URL", &aws.url);
    command
}

/// Runs a command until it ends by itself, for a limited time.
pub(crate) trait Ended {
    /// How it ended.
    fn ended(&mut self) -> Output;
}

impl Ended for Command {
    fn ended(&mut self) -> Output {
        Running::start(self).wait()
    }
}

/// What a process said on stderr.
pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// It said this on stderr, among other things.
pub(crate) fn assert_told(output: &Output, what: &str) {
    let told = told(output);
    assert!(told.contains(what), "`{what}` is not told: {told}");
}

/// It ended with that exit code.
pub(crate) fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", told(output));
}

/// One line on stderr that begins like this, nothing on stdout, exit code 2.
pub(crate) fn assert_refused(output: &Output, beginning: &str) {
    let told = lines(&output.stderr);
    assert_eq!(told.len(), 1, "{told:?}");
    let expected = format!("scaler: error: {beginning}");
    assert!(told[0].starts_with(&expected), "{beginning}: {}", told[0]);
    assert_code(output, 2);
    assert!(output.stdout.is_empty());
}

/// Each of these variables is named where it has this value, or is missing, beside usable ones.
pub(crate) fn assert_each_is_refused(usable: impl Fn() -> Command, settings: &[(&str, Option<&str>)]) {
    for (name, value) in settings {
        let mut command = usable();
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
        assert_refused(&command.ended(), &format!("{name} "));
    }
}
