//! Why a scenario did not pass, or a run did not begin.
//!
//! A scenario that *failed* says that the program under test breaks a promise. One that is *broken* says
//! nothing about the program: the suite or its environment could not do its part. One that is *skipped* was not to
//! run here: this machine lacks what it takes. They must never be mistaken for one another, so every error of a step
//! is one of them.

use std::error::Error;
use std::fmt;

/// What a step ends with when it does not pass.
#[derive(Debug)]
pub enum Trouble {
    /// The program under test did not do what the specification says; the text shows both.
    Failed(String),
    /// The suite could not do its part; the text says why.
    Broken(String),
    /// The scenario is not to run on this machine; the text says what it lacks.
    Skipped(String),
}

/// What a step returns.
pub type Outcome<T = ()> = Result<T, Trouble>;

/// How a broken scenario's message begins; the reports tell the two apart by it, as a step's error reaches them
/// as text.
pub const BROKEN: &str = "broken: ";

/// How a skipped scenario's message begins.
pub const SKIPPED: &str = "skipped: ";

impl Trouble {
    /// The program under test is wrong.
    pub fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }

    /// The suite or its environment is.
    pub fn broken(text: impl Into<String>) -> Self {
        Self::Broken(text.into())
    }

    /// Nobody is: the scenario cannot run here.
    pub fn skipped(text: impl Into<String>) -> Self {
        Self::Skipped(text.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(text) => formatter.write_str(text),
            Self::Broken(text) => write!(formatter, "{BROKEN}{text}"),
            Self::Skipped(text) => write!(formatter, "{SKIPPED}{text}"),
        }
    }
}

impl Error for Trouble {}

/// Turns the suite's own failures into [`Trouble::Broken`], with what it was about to do.
pub trait OrBroken<T> {
    /// `doing` completes "while ...": "publishing to the topic".
    ///
    /// # Errors
    /// [`Trouble::Broken`] for any error.
    fn or_broken(self, doing: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: Error> OrBroken<T> for Result<T, E> {
    fn or_broken(self, doing: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Trouble::broken(format!("{doing}: {}", command_line::one_line(&error))))
    }
}

impl<T> OrBroken<T> for Option<T> {
    fn or_broken(self, doing: impl fmt::Display) -> Outcome<T> {
        self.ok_or_else(|| Trouble::broken(doing.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suites_own_failures_are_marked_as_broken() {
        let error = "x"
            .parse::<u8>()
            .or_broken("reading the count")
            .expect_err("no number");
        assert_eq!(
            error.to_string(),
            "broken: reading the count: invalid digit found in string"
        );
        assert_eq!(Trouble::failed("no line").to_string(), "no line");
    }
}
