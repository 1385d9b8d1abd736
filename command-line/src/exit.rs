//! Exit codes, and how a failure is told.

use std::error::Error;
use std::process::ExitCode;

/// How a binary of this project ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: all that was asked for was done, a requested stop included.
    Success,
    /// 1: what was asked for could not be done.
    Failure,
    /// 2: a setting is missing or unusable; nothing was begun.
    Usage,
    /// 130: interrupted (Ctrl-C) before the end, by the shells' convention of 128 + signal.
    Interrupted,
}

impl Exit {
    /// The number that the operating system sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Ends a binary's `main`: success stays silent; a failure is one line on stderr,
/// `<binary>: error: <message>: <its cause>: ...`, and the exit code that `code` gives it.
pub fn finish<E: Error>(binary: &str, result: Result<(), E>, code: impl FnOnce(&E) -> Exit) -> ExitCode {
    match result {
        Ok(()) => Exit::Success.into(),
        Err(error) => {
            eprintln!("{binary}: error: {}", one_line(&error));
            code(&error).into()
        }
    }
}

/// An error and its causes on one line. A cause that the message before it already tells is not told twice.
pub fn one_line(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = error.source();
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("reading the queue failed")]
    struct Outer(#[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("connection\n  refused")]
    struct Inner;

    #[test]
    fn causes_stand_on_the_same_line() {
        assert_eq!(
            one_line(&Outer(Inner)),
            "reading the queue failed: connection refused"
        );
    }
}
