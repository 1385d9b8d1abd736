//! What is wrong with a request, by kind and place, and the error that AWS has for it.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use super::ApiError;

/// Something that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InputError {
    /// `containerDefinitions[].portMappings`; empty for the request as a whole.
    place: Option<String>,
    problem: Problem,
}

/// What is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// A value of another type than the model's, or out of the type's range.
    Type(String),
    /// A required member that is not there.
    Missing(&'static str),
    /// A string that is none of the enumeration's.
    Variant {
        found: String,
        expected: &'static [&'static str],
    },
    /// Anything else.
    Other(String),
}

impl InputError {
    pub(super) fn new(problem: Problem) -> Self {
        Self { place: None, problem }
    }

    /// Says where, if nobody nearer to it has.
    pub(super) fn at(mut self, place: impl FnOnce() -> String) -> Self {
        if self.place.is_none() {
            self.place = Some(place());
        }
        self
    }

    /// The error of the operation. RegisterTaskDefinition has a code of its own for what the others call an invalid
    /// parameter.
    pub(crate) fn answer(&self, operation: &str) -> ApiError {
        match self.problem {
            Problem::Type(_) | Problem::Other(_) => ApiError::new("SerializationException", self.to_string()),
            Problem::Missing(_) | Problem::Variant { .. } if operation == "RegisterTaskDefinition" => {
                ApiError::client(self.to_string())
            }
            Problem::Missing(_) | Problem::Variant { .. } => ApiError::invalid_parameter(self.to_string()),
        }
    }
}

impl Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.as_deref().unwrap_or_default();
        match &self.problem {
            Problem::Type(text) | Problem::Other(text) if place.is_empty() => {
                write!(formatter, "The request is unusable: {text}.")
            }
            Problem::Type(text) | Problem::Other(text) => {
                write!(formatter, "The parameter {place} is unusable: {text}.")
            }
            Problem::Missing(name) if place.is_empty() => {
                write!(formatter, "{} cannot be empty.", capitalized(name))
            }
            Problem::Missing(name) => write!(formatter, "{place}.{name} cannot be empty."),
            Problem::Variant { found, expected } => write!(
                formatter,
                "Invalid value '{found}' for the parameter {place}: it must be one of {}.",
                expected.join(", ")
            ),
        }
    }
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

impl std::error::Error for InputError {}

impl de::Error for InputError {
    fn custom<T: Display>(text: T) -> Self {
        Self::new(Problem::Other(text.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Problem::Type(format!("it is {found}, and {expected} is wanted")))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Problem::Type(format!("it is {found}, and {expected} is wanted")))
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        // An endless string must not come back in the answer.
        let end = found.floor_char_boundary(100);
        Self::new(Problem::Variant {
            found: found[..end].to_owned(),
            expected,
        })
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(Problem::Missing(name))
    }
}
