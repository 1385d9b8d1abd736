//! An answer, held against the operation's output shape.

use serde_json::Value;

use crate::api::tests::model::{Service, Shape};

/// What is wrong with an answer, and where.
pub(super) fn check(model: &Service, shape: &Shape, answer: &Value) -> Result<(), String> {
    at(model, shape, answer, "")
}

fn at(model: &Service, shape: &Shape, value: &Value, place: &str) -> Result<(), String> {
    let right = match shape.r#type.as_str() {
        "structure" | "map" => value.is_object(),
        "list" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" | "long" => value.is_i64(),
        "timestamp" | "double" | "float" => value.is_number(),
        other => return Err(format!("{place}: a shape of type {other}")),
    };
    if !right {
        return Err(format!("{place}: {value} is no {}", shape.r#type));
    }
    if let (Some(text), false) = (value.as_str(), shape.r#enum.is_empty())
        && !shape.r#enum.iter().any(|one| one == text)
    {
        return Err(format!("{place}: {text} is none of {:?}", shape.r#enum));
    }
    if shape.r#type == "integer" && value.as_i64().is_none_or(|number| i32::try_from(number).is_err()) {
        return Err(format!("{place}: {value} is too large"));
    }
    match value {
        Value::Array(items) => {
            let member = model.of(shape.member.as_ref());
            items
                .iter()
                .try_for_each(|item| at(model, member, item, &format!("{place}[]")))
        }
        Value::Object(members) if shape.r#type == "map" => {
            let inner = model.of(shape.value.as_ref());
            members
                .iter()
                .try_for_each(|(key, item)| at(model, inner, item, &format!("{place}.{key}")))
        }
        Value::Object(members) => {
            if let Some(missing) = shape.required.iter().find(|name| !members.contains_key(*name)) {
                return Err(format!("{place}: {missing} is missing"));
            }
            members
                .iter()
                .try_for_each(|(name, item)| match shape.members.get(name) {
                    Some(member) => at(model, model.of(Some(member)), item, &format!("{place}.{name}")),
                    None => Err(format!("{place}: nobody knows {name}")),
                })
        }
        _ => Ok(()),
    }
}
