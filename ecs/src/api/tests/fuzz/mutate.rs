//! Damage to requests: to their values, and to their bytes.

use fastrand::Rng;
use serde_json::{Value, json};

/// Puts something else in a random place.
pub(super) fn value(rng: &mut Rng, value: &mut Value) {
    let inner = match value {
        Value::Array(items) if !items.is_empty() && rng.u8(..) < 200 => {
            let index = rng.usize(..items.len());
            items.get_mut(index)
        }
        Value::Object(members) if !members.is_empty() && rng.u8(..) < 200 => {
            let index = rng.usize(..members.len());
            members.values_mut().nth(index)
        }
        _ => None,
    };
    match inner {
        Some(inner) => self::value(rng, inner),
        None => {
            *value = match rng.u8(0..10) {
                0 => Value::Null,
                1 => json!(true),
                2 => json!(-1),
                3 => json!(1e308),
                4 => json!("x".repeat(rng.usize(..2000))),
                5 => json!([value.clone(), value.clone()]),
                6 => json!({"key": value.clone()}),
                7 => json!(u64::MAX),
                8 => json!({}),
                _ => json!([]),
            }
        }
    }
}

/// Breaks the bytes of a body.
pub(super) fn bytes(rng: &mut Rng, body: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..4) {
        if body.is_empty() {
            return;
        }
        let at = rng.usize(..body.len());
        match rng.u8(0..4) {
            0 => body.truncate(at),
            1 => body[at] = rng.u8(..),
            2 => body.insert(at, *b"{}[],:\"\\0".get(rng.usize(..9)).unwrap_or(&b'{')),
            _ => {
                let end = (at + rng.usize(..20)).min(body.len());
                let copy = body[at..end].to_vec();
                body.splice(at..at, copy);
            }
        }
    }
}
