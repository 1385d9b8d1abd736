//! Templates as text: YAML with CloudFormation's short tags, or JSON, which is YAML too.
//!
//! What comes out is JSON with the long forms alone (`!Ref X` is `{"Ref": "X"}`), so that nothing else needs to know
//! how a template was written. Any text is read without a panic, in bounded time and memory.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

/// Deeper than any template; what is walked recursively afterwards stays within a thread's stack.
const DEPTH: usize = 100;
/// The most values in a template; aliases count for what they stand for.
const VALUES: usize = 200_000;

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TextError {
    /// Neither YAML nor JSON.
    #[error("the template is neither YAML nor JSON: line {line}, column {column}: {why}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        why: String,
    },
    /// A key twice in a map.
    #[error("the template names the key '{key}' twice (line {line})")]
    Duplicate { key: String, line: usize },
    /// Something in place of the key of a map.
    #[error("the template has a key that is no text (line {line})")]
    Key { line: usize },
    /// A tag that CloudFormation does not know.
    #[error("the template has the tag {tag} (line {line}), which is none of CloudFormation's")]
    Tag { tag: String, line: usize },
    /// An alias of what has not been there.
    #[error("the template has an alias of an unknown anchor (line {line})")]
    Alias { line: usize },
    /// Too deep or too large.
    #[error("the template is nested deeper than {DEPTH} levels, or has more than {VALUES} values")]
    Size,
    /// No map.
    #[error("the template is no map of sections such as Resources")]
    NoMap,
}

/// What is being read.
enum Open {
    List {
        values: Vec<Value>,
    },
    Map {
        values: Map<String, Value>,
        key: Option<String>,
    },
}

struct Frame {
    open: Open,
    tag: Option<&'static str>,
    anchor: usize,
    /// Values read before it, to know how many an alias of it stands for.
    before: usize,
}

/// Goes a level deeper.
fn enter(
    frames: &mut Vec<Frame>,
    open: Open,
    tag: Option<&'static str>,
    anchor: usize,
    before: usize,
) -> Result<(), TextError> {
    frames.push(Frame {
        open,
        tag,
        anchor,
        before,
    });
    if frames.len() > DEPTH {
        return Err(TextError::Size);
    }
    Ok(())
}

/// Reads a template's text.
pub(crate) fn read(text: &str) -> Result<Value, TextError> {
    let mut frames: Vec<Frame> = Vec::new();
    let mut anchors: HashMap<usize, (Value, usize)> = HashMap::new();
    let mut count = 0_usize;
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| TextError::Syntax {
            line: error.marker().line(),
            column: error.marker().col() + 1,
            why: error.info().to_owned(),
        })?;
        let line = span.start.line();
        let (value, anchor, size) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let value = if plain {
                    resolved(&text)
                } else {
                    Value::String(text.into_owned())
                };
                let function = function(tag.as_deref(), line)?;
                (tagged(function, value), anchor, 1)
            }
            Event::SequenceStart(anchor, tag) => {
                let open = Open::List { values: Vec::new() };
                enter(&mut frames, open, function(tag.as_deref(), line)?, anchor, count)?;
                continue;
            }
            Event::MappingStart(anchor, tag) => {
                let open = Open::Map {
                    values: Map::new(),
                    key: None,
                };
                enter(&mut frames, open, function(tag.as_deref(), line)?, anchor, count)?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = frames.pop() else { continue };
                let value = match frame.open {
                    Open::List { values } => Value::Array(values),
                    Open::Map { values, .. } => Value::Object(values),
                };
                let size = count - frame.before + 1;
                count = frame.before;
                (tagged(frame.tag, value), frame.anchor, size)
            }
            Event::Alias(anchor) => {
                let (value, size) = anchors.get(&anchor).ok_or(TextError::Alias { line })?;
                if depth(value) + frames.len() > DEPTH {
                    return Err(TextError::Size);
                }
                if count + size > VALUES {
                    return Err(TextError::Size);
                }
                (value.clone(), 0, *size)
            }
            // A second document is no template's; CloudFormation reads the first.
            Event::DocumentEnd => break,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => continue,
        };
        count += size;
        if count > VALUES {
            return Err(TextError::Size);
        }
        if anchor > 0 {
            anchors.insert(anchor, (value.clone(), size));
        }
        match frames.last_mut().map(|frame| &mut frame.open) {
            None => root = Some(value),
            Some(Open::List { values }) => values.push(value),
            Some(Open::Map { values, key }) => {
                if let Some(name) = key.take() {
                    values.insert(name, value);
                } else {
                    let name = text_of(value).ok_or(TextError::Key { line })?;
                    if values.contains_key(&name) {
                        return Err(TextError::Duplicate { key: name, line });
                    }
                    *key = Some(name);
                }
            }
        }
    }
    match root {
        Some(root @ Value::Object(_)) => Ok(root),
        _ => Err(TextError::NoMap),
    }
}

/// A plain scalar as CloudFormation takes it: dates and numbers with leading zeros (account ids) stay text.
fn resolved(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if plain && !leading_zero {
        if let Ok(number) = text.parse::<i64>() {
            return Value::Number(number.into());
        }
        // Only what is written back as it was read: `1.10` is a version more often than a number.
        if let Some(number) = text.parse::<f64>().ok().and_then(Number::from_f64)
            && number.to_string() == text
        {
            return Value::Number(number);
        }
    }
    Value::String(text.to_owned())
}

/// The text of a key.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The long form of a short tag.
fn function(tag: Option<&Tag>, line: usize) -> Result<Option<&'static str>, TextError> {
    const NAMES: &[(&str, &str)] = &[
        ("Ref", "Ref"),
        ("Condition", "Condition"),
        ("GetAtt", "Fn::GetAtt"),
        ("Sub", "Fn::Sub"),
        ("If", "Fn::If"),
        ("FindInMap", "Fn::FindInMap"),
        ("Join", "Fn::Join"),
        ("Select", "Fn::Select"),
        ("Split", "Fn::Split"),
        ("Equals", "Fn::Equals"),
        ("And", "Fn::And"),
        ("Or", "Fn::Or"),
        ("Not", "Fn::Not"),
        ("ImportValue", "Fn::ImportValue"),
        ("Base64", "Fn::Base64"),
        ("Cidr", "Fn::Cidr"),
        ("GetAZs", "Fn::GetAZs"),
        ("Transform", "Fn::Transform"),
        ("Length", "Fn::Length"),
        ("ToJsonString", "Fn::ToJsonString"),
        ("Contains", "Fn::Contains"),
        ("EachMemberEquals", "Fn::EachMemberEquals"),
        ("EachMemberIn", "Fn::EachMemberIn"),
        ("RefAll", "Fn::RefAll"),
        ("ValueOf", "Fn::ValueOf"),
        ("ValueOfAll", "Fn::ValueOfAll"),
    ];
    let Some(tag) = tag else { return Ok(None) };
    // `!!str` and its kind say what is known already; so does a lone `!`.
    if tag.is_yaml_core_schema() || tag.suffix.is_empty() {
        return Ok(None);
    }
    NAMES
        .iter()
        .find(|(short, _)| tag.handle == "!" && *short == tag.suffix)
        .map(|(_, long)| Some(*long))
        .ok_or_else(|| TextError::Tag {
            tag: tag.to_string(),
            line,
        })
}

fn tagged(function: Option<&str>, value: Value) -> Value {
    let Some(function) = function else { return value };
    let value = match (function, value) {
        // `!GetAtt A.B` is the list [A, B].
        ("Fn::GetAtt", Value::String(text)) => match text.split_once('.') {
            Some((resource, attribute)) => Value::from(vec![resource, attribute]),
            None => Value::String(text),
        },
        (_, value) => value,
    };
    Value::Object(Map::from_iter([(function.to_owned(), value)]))
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(values) => 1 + values.values().map(depth).max().unwrap_or(0),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn short_tags_become_the_long_forms() {
        let text = "A: !Ref X\nB: !GetAtt Q.Arn\nC: !GetAtt [Q, Nested.Arn]\nD: !Sub 'a${B}'\nE: !If [C, !Ref Y, !Ref AWS::NoValue]\n\
                    F: !Join ['', [a, !ImportValue b]]\nG: !FindInMap [M, !Ref S, Cpu]\nH: !Not [!Condition C]\nI: !Base64 x\n";
        assert_eq!(
            read(text),
            Ok(json!({
                "A": {"Ref": "X"},
                "B": {"Fn::GetAtt": ["Q", "Arn"]},
                "C": {"Fn::GetAtt": ["Q", "Nested.Arn"]},
                "D": {"Fn::Sub": "a${B}"},
                "E": {"Fn::If": ["C", {"Ref": "Y"}, {"Ref": "AWS::NoValue"}]},
                "F": {"Fn::Join": ["", ["a", {"Fn::ImportValue": "b"}]]},
                "G": {"Fn::FindInMap": ["M", {"Ref": "S"}, "Cpu"]},
                "H": {"Fn::Not": [{"Condition": "C"}]},
                "I": {"Fn::Base64": "x"},
            }))
        );
    }

    #[test]
    fn scalars_are_what_cloudformation_takes_them_for() {
        let text = "a: 2010-09-09\nb: '1'\nc: 1\nd: 012345678901\ne: true\nf: 65534:65534\ng: 1.5\nh: 1.10\ni: -1\nj:\nk: yes\nl: !!str 5\n";
        assert_eq!(
            read(text),
            Ok(json!({
                "a": "2010-09-09", "b": "1", "c": 1, "d": "012345678901", "e": true, "f": "65534:65534", "g": 1.5,
                "h": "1.10", "i": -1, "j": null, "k": "yes", "l": "5",
            }))
        );
    }

    #[test]
    fn json_and_aliases_are_read() {
        assert_eq!(
            read("{\"a\": {\"Ref\": \"b\"}, \"c\": [1, \"x\"]}"),
            Ok(json!({"a": {"Ref": "b"}, "c": [1, "x"]}))
        );
        assert_eq!(read("a: &x [1]\nb: *x\n"), Ok(json!({"a": [1], "b": [1]})));
    }

    #[test]
    fn what_is_no_template_says_where() {
        for (text, part) in [
            ("a: [", "line"),
            ("a: 1\na: 2", "twice"),
            ("a: !Nope x", "!Nope"),
            ("[]", "no map"),
            ("", "no map"),
            ("? [a]\n: b", "no text"),
            ("a: *x", "line"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn neither_depth_nor_aliases_exhaust_anything() {
        let deep = format!("a: {}{}", "[".repeat(50_000), "]".repeat(50_000));
        assert!(read(&deep).is_err());
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..20 {
            let list = vec![format!("*a{}", level - 1); 9].join(", ");
            laughs.extend([format!("a{level}: &a{level} [{list}]\n")]);
        }
        assert_eq!(read(&laughs), Err(TextError::Size));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,200}") {
            let _ = read(&text);
        }

        #[test]
        fn anything_like_yaml_is_read_without_a_panic(text in "([a-cA-C!&*:{}\\[\\],\"' \n-]|!Sub |!GetAtt |Ref: |\\$\\{A\\}){0,80}") {
            let _ = read(&text);
        }
    }
}
