//! Parameters and results, cut to what a reader of a trace needs.

use serde_json::{Map, Value};

/// Texts longer than this, in bytes, are cut.
const TEXT: usize = 1024;
/// What is kept of one value in all, in bytes; elements beyond are left out.
const WHOLE: usize = 32 * 1024;

/// The value with long texts cut and, if it is very large, its later elements replaced by a note.
pub(crate) fn abridge(value: Value) -> Value {
    let mut left = WHOLE;
    shorten(value, &mut left)
}

/// About how much memory a value takes, in bytes.
pub(crate) fn weight(value: &Value) -> usize {
    const NODE: usize = 32;
    NODE + match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| NODE + name.len() + weight(value))
            .sum(),
    }
}

fn shorten(value: Value, left: &mut usize) -> Value {
    match value {
        Value::String(text) => {
            let text = if text.len() > TEXT { cut(&text) } else { text };
            *left = left.saturating_sub(text.len());
            Value::String(text)
        }
        Value::Array(items) => {
            let count = items.len();
            let mut kept = Vec::with_capacity(count.min(64));
            for item in items {
                if *left == 0 {
                    kept.push(Value::String(format!("... ({count} elements)")));
                    break;
                }
                kept.push(shorten(item, left));
            }
            *left = left.saturating_sub(kept.len());
            Value::Array(kept)
        }
        Value::Object(fields) => {
            let count = fields.len();
            let mut kept = Map::new();
            for (name, value) in fields {
                if *left == 0 {
                    kept.insert("...".to_owned(), Value::String(format!("{count} fields")));
                    break;
                }
                let name = if name.len() > TEXT { cut(&name) } else { name };
                *left = left.saturating_sub(name.len() + 1);
                kept.insert(name, shorten(value, left));
            }
            Value::Object(kept)
        }
        other => {
            *left = left.saturating_sub(1);
            other
        }
    }
}

fn cut(text: &str) -> String {
    format!(
        "{}... ({} bytes)",
        &text[..text.floor_char_boundary(TEXT)],
        text.len()
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_short_is_kept_as_it_is() {
        let value = json!({"QueueUrl": "q", "MaxNumberOfMessages": 10, "Names": ["a", null, true]});
        assert_eq!(abridge(value.clone()), value);
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_its_length_noted() {
        let value = abridge(json!({ "Body": "é".repeat(3000) }));
        let text = value["Body"].as_str().expect("text");
        assert_eq!(text, format!("{}... (6000 bytes)", "é".repeat(512)));
    }

    #[test]
    fn a_value_of_very_many_elements_is_bounded() {
        let many: Vec<_> = (0..100_000)
            .map(|number| json!({ "message": format!("{number}") }))
            .collect();
        let value = abridge(json!({ "events": many }));
        let events = value["events"].as_array().expect("an array");
        assert!(events.len() < 10_000, "{}", events.len());
        assert_eq!(events.last(), Some(&json!("... (100000 elements)")));
        assert!(weight(&value) < 20 * WHOLE, "{}", weight(&value));
    }

    proptest! {
        #[test]
        fn any_text_is_cut_without_a_panic(text in "\\PC{0,3000}") {
            let cut = abridge(Value::String(text.clone()));
            prop_assert!(cut.as_str().is_some_and(|cut| cut.len() <= TEXT + 30));
        }
    }
}
