//! Holds a request against the service model before anything else looks at it, and says what is wrong as AWS does:
//! a type that does not fit ends it at once, missing and unusable values are collected and told together.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::errors::{serialization, validation};
use crate::api::ApiError;

/// What the model says of a value.
#[derive(Debug)]
pub(super) enum Kind {
    Text {
        min: usize,
        max: usize,
    },
    Integer,
    Number,
    Boolean,
    /// One of these texts.
    Choice(&'static [&'static str]),
    List {
        of: &'static Kind,
        max: usize,
    },
    /// A map of tags.
    Tags,
    Structure(&'static [Member]),
    /// What is refused as a whole, whatever it says.
    Anything,
}

/// A member of a structure.
#[derive(Debug)]
pub(super) struct Member {
    name: &'static str,
    required: bool,
    kind: Kind,
}

pub(super) const fn required(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        required: true,
        kind,
    }
}

pub(super) const fn optional(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        required: false,
        kind,
    }
}

/// Reads a request that the model describes so.
pub(super) fn read<T: DeserializeOwned>(body: &[u8], model: &'static [Member]) -> Result<T, ApiError> {
    // A call without parameters may come without a body.
    let body = if body.is_empty() { b"{}" } else { body };
    let mut request: Value = serde_json::from_slice(body)
        .map_err(|error| serialization(format!("the request's body is not JSON: {error}")))?;
    let mut problems = Vec::new();
    structure("", &mut request, model, &mut problems)?;
    if !problems.is_empty() {
        let count = problems.len();
        let plural = if count == 1 { "" } else { "s" };
        return Err(validation(format!(
            "{count} validation error{plural} detected: {}",
            problems.join("; ")
        )));
    }
    serde_json::from_value(request).map_err(|error| serialization(error.to_string()))
}

fn structure(
    path: &str,
    value: &mut Value,
    members: &'static [Member],
    problems: &mut Vec<String>,
) -> Result<(), ApiError> {
    let given = found(value);
    let Value::Object(object) = value else {
        return Err(unfit(path, given, "a structure"));
    };
    // AWS takes a member that is null for one that is not there.
    object.retain(|_, member| !member.is_null());
    for member in members {
        let path = join(path, &lower_camel(member.name));
        match object.get_mut(member.name) {
            Some(value) => check(&path, value, &member.kind, problems)?,
            None if member.required => problems.push(null_at(&path)),
            None => {}
        }
    }
    Ok(())
}

fn check(
    path: &str,
    value: &mut Value,
    kind: &'static Kind,
    problems: &mut Vec<String>,
) -> Result<(), ApiError> {
    let given = found(value);
    match (kind, value) {
        (Kind::Anything, _) | (Kind::Boolean, Value::Bool(_)) | (Kind::Number, Value::Number(_)) => {}
        (Kind::Integer, Value::Number(number)) => {
            if number
                .as_i64()
                .and_then(|number| i32::try_from(number).ok())
                .is_none()
            {
                return Err(unfit(
                    path,
                    &format!("the number {number}"),
                    "an integer of 32 bits",
                ));
            }
        }
        (Kind::Text { min, max }, Value::String(text)) => text_of(path, text, *min, *max, problems),
        (Kind::Choice(choices), Value::String(text)) => {
            if !choices.contains(&text.as_str()) {
                let set = choices.join(", ");
                let rule = format!("Member must satisfy enum value set: [{set}]");
                problems.push(at(path, text, &rule));
            }
        }
        (Kind::List { of, max }, Value::Array(list)) => {
            if list.len() > *max {
                let rule = format!("Member must have length less than or equal to {max}");
                problems.push(at(path, "[...]", &rule));
            }
            for (index, item) in list.iter_mut().enumerate() {
                let path = format!("{path}.{}.member", index + 1);
                if item.is_null() {
                    problems.push(null_at(&path));
                } else {
                    check(&path, item, of, problems)?;
                }
            }
        }
        (Kind::Tags, Value::Object(tags)) => tags_of(path, tags, problems)?,
        (Kind::Structure(members), value @ Value::Object(_)) => structure(path, value, members, problems)?,
        (kind, _) => return Err(unfit(path, given, kind.name())),
    }
    Ok(())
}

fn tags_of(path: &str, tags: &Map<String, Value>, problems: &mut Vec<String>) -> Result<(), ApiError> {
    for (key, value) in tags {
        text_of(&format!("{path}.key"), key, 1, 128, problems);
        match value {
            Value::String(value) => text_of(&join(path, key), value, 0, 256, problems),
            Value::Null => problems.push(null_at(&join(path, key))),
            other => return Err(unfit(&join(path, key), found(other), "a string")),
        }
    }
    Ok(())
}

fn text_of(path: &str, text: &str, min: usize, max: usize, problems: &mut Vec<String>) {
    let length = text.chars().count();
    if length < min {
        let rule = format!("Member must have length greater than or equal to {min}");
        problems.push(at(path, text, &rule));
    } else if length > max {
        let rule = format!("Member must have length less than or equal to {max}");
        problems.push(at(path, text, &rule));
    } else if text
        .chars()
        .any(|character| character < ' ' && !matches!(character, '\r' | '\n' | '\t'))
    {
        let rule = r"Member must satisfy regular expression pattern: [\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*";
        problems.push(at(path, text, rule));
    }
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } | Self::Choice(_) => "a string",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::List { .. } => "a list",
            Self::Tags => "a map",
            Self::Structure(_) | Self::Anything => "a structure",
        }
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a structure",
    }
}

fn unfit(path: &str, given: &str, wanted: &str) -> ApiError {
    let place = if path.is_empty() { "the request" } else { path };
    serialization(format!("{place}: {given} cannot be converted to {wanted}"))
}

fn null_at(path: &str) -> String {
    format!("Value null at '{path}' failed to satisfy constraint: Member must not be null")
}

fn at(path: &str, value: &str, rule: &str) -> String {
    // An answer does not repeat megabytes of what it was asked.
    let shown: String = value.chars().take(256).collect();
    format!("Value '{shown}' at '{path}' failed to satisfy constraint: {rule}")
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// `resourceId` for `ResourceId`: AWS names members so in its errors.
fn lower_camel(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(characters)
        .collect()
}
