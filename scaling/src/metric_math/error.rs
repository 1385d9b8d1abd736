//! What cannot be evaluated.

use std::fmt;
use std::time::Duration;

use super::{Function, MAX_ARRAY, MAX_DEPTH, MAX_ID_LENGTH, MAX_LENGTH, MAX_POINTS, function};

/// Why a formula cannot be evaluated. All but [`FormulaError::Periods`] and [`FormulaError::TooManyPoints`] are about
/// the formula itself, and found when it is read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FormulaError {
    /// An id that CloudWatch does not take.
    #[error(
        "{id:?} is no id: take a lowercase letter, then letters, digits and underscores, {MAX_ID_LENGTH} characters in all"
    )]
    Id {
        /// What should be one.
        id: String,
    },
    /// An id that several parts have.
    #[error("several metrics or expressions have the id {id:?}: give each its own")]
    Duplicate {
        /// The id.
        id: String,
    },
    /// No part is returned.
    #[error("no metric or expression is returned: set ReturnData to true for the one to follow")]
    NoneReturned,
    /// Several parts are returned.
    #[error("{} are returned: set ReturnData to false for all but the one to follow", list(.ids))]
    SeveralReturned {
        /// Their ids.
        ids: Vec<String>,
    },
    /// Expressions that need each other.
    #[error("{} refer to each other in a circle: let one of them do without the others", list(.ids))]
    Cycle {
        /// Their ids: each refers to the next, and the last to the first.
        ids: Vec<String>,
    },
    /// An expression that needs itself.
    #[error("the expression {id:?} refers to itself: let it do without")]
    SelfReference {
        /// Its id.
        id: String,
    },
    /// An expression that is not understood.
    #[error("expression {id:?}, character {character}: {error}")]
    Expression {
        /// Its id.
        id: String,
        /// Where: the first character is 1.
        character: usize,
        /// What is wrong there.
        error: ExpressionError,
    },
    /// Metrics that have different periods, so that their datapoints do not belong together.
    #[error(
        "{:?} has a period of {} s and {:?} one of {} s: give all metrics of an expression the same",
        .ids.0, .periods.0.as_secs_f64(), .ids.1, .periods.1.as_secs_f64()
    )]
    Periods {
        /// The ids of two metrics.
        ids: (String, String),
        /// Their periods.
        periods: (Duration, Duration),
    },
    /// More datapoints to fill in than a request returns.
    #[error(
        "FILL and TIME_SERIES would make more than {MAX_POINTS} datapoints of {series} time series: \
        ask for less time, fewer metrics or a longer period"
    )]
    TooManyPoints {
        /// Of how many series at once.
        series: usize,
    },
}

/// What is wrong at some place of an expression.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExpressionError {
    /// Nothing but spaces.
    #[error("the expression is empty: write one, as m1 / m2")]
    Empty,
    /// More characters than [`MAX_LENGTH`].
    #[error("the expression has more than {MAX_LENGTH} characters: make several of it")]
    TooLong,
    /// More nesting than [`MAX_DEPTH`].
    #[error("the expression is nested more than {MAX_DEPTH} deep here: make several of it")]
    TooDeep,
    /// A character of no token.
    #[error("{}", describe(*.character))]
    Character {
        /// The character.
        character: char,
    },
    /// Something that begins like a number.
    #[error(
        "{text:?} is no number that can be calculated with: write one as 2, 0.5 or 1e6, and ids with a letter first"
    )]
    Number {
        /// It.
        text: String,
    },
    /// A text that does not end.
    #[error("the text that begins here does not end: close it with {quote}")]
    OpenText {
        /// What it begins with.
        quote: char,
    },
    /// A bracket without its counterpart.
    #[error("this {bracket} is not closed: add its {}", if *.bracket == '(' { ')' } else { ']' })]
    OpenBracket {
        /// The bracket.
        bracket: char,
    },
    /// A token in the wrong place.
    #[error("{} stands where {expected} should", token(.found.as_ref()))]
    Unexpected {
        /// The token; none at the end.
        found: Option<String>,
        /// What could stand there.
        expected: &'static str,
    },
    /// Two comparisons without anything between.
    #[error("comparisons cannot be chained: write a < b AND b < c, or put one of them in parentheses")]
    Chained,
    /// An id of no part.
    #[error("there is no metric or expression {id:?}: there are {}", list(.known))]
    UnknownId {
        /// The id.
        id: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A name of no function.
    #[error("there is no function {name:?}: there are {}", functions())]
    UnknownFunction {
        /// The name.
        name: String,
    },
    /// A function's name that is not in capitals.
    #[error("the names of functions are written in capitals: {upper}, not {name}")]
    Lowercase {
        /// As it is.
        name: String,
        /// As it should be.
        upper: String,
    },
    /// A function that is not evaluated here.
    #[error(
        "CloudWatch has {name}, but it is not evaluated here: do without it; there are {}",
        functions()
    )]
    NotHere {
        /// Its name.
        name: String,
    },
    /// A wrong number of arguments.
    #[error("{} takes {}; it is given {given}", .function.name(), .function.takes())]
    Arguments {
        /// The function.
        function: Function,
        /// How many it has.
        given: usize,
    },
    /// An argument of the wrong kind.
    #[error("{} takes {}; argument {argument} is {given}", .function.name(), .function.takes())]
    Argument {
        /// The function.
        function: Function,
        /// Which argument: the first is 1.
        argument: usize,
        /// What it is.
        given: Kind,
    },
    /// Something that no operator takes, or not this one.
    #[error("{operator} takes scalars and time series{}; this is {given}", if *.arrays { ", and arrays on one side" } else { "" })]
    Operand {
        /// The operator.
        operator: &'static str,
        /// Whether it takes arrays.
        arrays: bool,
        /// What it is given.
        given: Kind,
    },
    /// Something that is no element of an array.
    #[error("an array has time series; this is {given}: of a scalar, TIME_SERIES makes one")]
    Element {
        /// What it is.
        given: Kind,
    },
    /// `[]`.
    #[error("this array is empty: name time series in it, as in [m1, m2]")]
    EmptyArray,
    /// More series than [`MAX_ARRAY`].
    #[error("this array has {length} time series, more than {MAX_ARRAY}: make it of fewer")]
    LongArray {
        /// How many it has.
        length: usize,
    },
    /// No metric has the text in its id.
    #[error("no metric has {text:?} in its id: there are {}", list(.known))]
    NoMetrics {
        /// The text; the empty one is in every id.
        text: String,
        /// The metrics that there are.
        known: Vec<String>,
    },
    /// A text or a way to fill, alone.
    #[error("{given} is of use as an argument only: of {function}")]
    Alone {
        /// What it is.
        given: Kind,
        /// What takes it.
        function: &'static str,
    },
    /// The returned expression makes no time series.
    #[error("what is followed must be one time series; this is {given}: {}", remedy(.given))]
    NotOneSeries {
        /// What it makes.
        given: Kind,
    },
}

/// What an expression, or a part of it, stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Scalar,
    /// A time series.
    Series,
    /// An array of so many time series.
    Array(usize),
    /// A text, for `METRICS`.
    Text,
    /// `REPEAT` or `LINEAR`, for `FILL`.
    Way,
}

impl fmt::Display for Kind {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar => to.write_str("a scalar"),
            Self::Series => to.write_str("a time series"),
            Self::Array(length) => write!(to, "an array of {length} time series"),
            Self::Text => to.write_str("a text"),
            Self::Way => to.write_str("a way to fill"),
        }
    }
}

fn remedy(kind: &Kind) -> &'static str {
    match kind {
        Kind::Array(_) => "make one of them, with SUM, AVG, MIN or MAX",
        _ => "TIME_SERIES makes one of it",
    }
}

fn describe(character: char) -> String {
    let remedy = match character {
        '=' => "compare with ==",
        '!' => "compare with !=",
        '&' => "write AND or &&",
        '|' => "write OR or ||",
        '\u{201c}' | '\u{201d}' => "write straight quotation marks",
        _ => "take it out",
    };
    format!("{character:?} has no meaning here: {remedy}")
}

fn token(token: Option<&String>) -> String {
    token.map_or_else(|| "the end".to_owned(), |token| format!("{token:?}"))
}

fn functions() -> String {
    function::names().collect::<Vec<_>>().join(", ")
}

fn list(ids: &[String]) -> String {
    if ids.is_empty() {
        return "none".to_owned();
    }
    ids.iter()
        .map(|id| format!("{id:?}"))
        .collect::<Vec<_>>()
        .join(", ")
}
