//! The shapes that are read are the model's: its members, types, enumerations and required members, and those that
//! are not served are known by name.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::service::{ECS, Service};
use crate::api::ecs::{SERVED, unread};
use crate::api::unserved::UNSERVED;

/// What is not served of an operation, as places like those of JSON pointers.
fn unserved(operation: &str) -> BTreeSet<String> {
    UNSERVED
        .iter()
        .filter(|(name, _)| *name == operation)
        .flat_map(|(_, places)| places.iter().map(|place| (*place).to_owned()))
        .collect()
}

/// Whether a JSON pointer leads to or into one of the places.
fn is_in(places: &BTreeSet<String>, pointer: &str) -> bool {
    let place = pointer[1..].replace("/0", "[]").replace('/', ".");
    places.iter().any(|unserved| {
        place == *unserved
            || place
                .strip_prefix(unserved.as_str())
                .is_some_and(|rest| rest.starts_with(['.', '[']))
    })
}

fn each_operation(mut check: impl FnMut(&'static Service, &str, Value)) {
    for operation in SERVED {
        let operation = *operation;
        let model = &*ECS;
        let input = &model
            .operations
            .get(operation)
            .unwrap_or_else(|| panic!("{operation} is in the model"))
            .input;
        check(model, operation, model.full(model.shape(input)));
    }
}

#[test]
fn what_is_left_unread_of_a_full_request_is_what_is_said_not_to_be_served() {
    each_operation(|_, operation, request| {
        let left = unread(operation, request).unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(
            left.into_iter().collect::<BTreeSet<_>>(),
            unserved(operation),
            "{operation}"
        );
    });
}

#[test]
fn every_value_of_every_enumeration_is_read() {
    each_operation(|model, operation, request| {
        for (pointer, shape) in model.places(model.shape(&model.operations[operation].input)) {
            for value in &shape.r#enum {
                let mut request = request.clone();
                *request.pointer_mut(&pointer).expect("a place") = json!(value);
                if let Err(error) = unread(operation, request) {
                    panic!("{operation}, {value} at {pointer}: {error}");
                }
            }
        }
    });
}

#[test]
fn what_is_required_is_missed_and_what_is_not_is_not() {
    each_operation(|model, operation, request| {
        let input = model.shape(&model.operations[operation].input);
        unread(operation, model.least(input)).unwrap_or_else(|error| panic!("{operation}: {error}"));
        let not_served = unserved(operation);
        for (pointer, shape) in model.places(input) {
            for member in &shape.required {
                let place = format!("{pointer}/{member}");
                if is_in(&not_served, &place) {
                    continue;
                }
                let mut request = request.clone();
                let parent = request
                    .pointer_mut(&pointer)
                    .and_then(Value::as_object_mut)
                    .expect("a structure");
                parent.remove(member);
                let error = unread(operation, request).expect_err(&format!("{operation} misses {place}"));
                assert!(
                    error.message.ends_with("cannot be empty."),
                    "{operation} {place}: {error}"
                );
            }
        }
    });
}

#[test]
fn a_value_of_another_type_is_refused_wherever_it_is() {
    each_operation(|model, operation, request| {
        let not_served = unserved(operation);
        for (pointer, shape) in model.places(model.shape(&model.operations[operation].input)) {
            if is_in(&not_served, if pointer.is_empty() { "/" } else { &pointer }) {
                continue;
            }
            for wrong in [json!("x"), json!(7), json!(true), json!(["x"]), json!({"x": 1})] {
                let same = match shape.r#type.as_str() {
                    "structure" | "map" => wrong.is_object(),
                    "list" => wrong.is_array(),
                    "string" => wrong.is_string(),
                    "boolean" => wrong.is_boolean(),
                    _ => wrong.is_number(),
                };
                if same {
                    continue;
                }
                let mut request = request.clone();
                *request.pointer_mut(&pointer).expect("a place") = wrong.clone();
                let error =
                    unread(operation, request).expect_err(&format!("{operation}, {wrong} at {pointer}"));
                assert_eq!(
                    error.code, "SerializationException",
                    "{operation}, {wrong} at {pointer}"
                );
            }
        }
    });
}
