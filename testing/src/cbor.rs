//! CBOR, in which newer SDKs speak with CloudWatch (`rpcv2Cbor`), as the JSON that all else here is in.

use ciborium::Value as Cbor;
use serde_json::{Map, Number, Value};

/// CBOR's tag for a time in seconds since 1970.
const EPOCH: u64 = 1;

/// What a body says; times as their seconds.
pub(crate) fn read(body: &[u8]) -> Value {
    json(ciborium::from_reader(body).expect("a CBOR body"))
}

/// A body that says this. Numbers under `Timestamp` and `Timestamps` are times.
pub(crate) fn write(value: &Value) -> Vec<u8> {
    let mut body = Vec::new();
    ciborium::into_writer(&cbor(value, false), &mut body).expect("written to memory");
    body
}

fn json(value: Cbor) -> Value {
    match value {
        Cbor::Integer(number) => Value::from(i64::try_from(number).expect("a number of 64 bits")),
        Cbor::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Cbor::Text(text) => Value::String(text),
        Cbor::Bool(bool) => Value::Bool(bool),
        Cbor::Tag(_, value) => json(*value),
        Cbor::Array(values) => values.into_iter().map(json).collect(),
        Cbor::Map(entries) => Value::Object(entries.into_iter().map(entry).collect::<Map<_, _>>()),
        _ => Value::Null,
    }
}

fn entry((key, value): (Cbor, Cbor)) -> (String, Value) {
    let key = key.into_text().expect("a text as the key");
    (key, json(value))
}

fn cbor(value: &Value, is_time: bool) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(bool) => Cbor::Bool(*bool),
        Value::Number(number) => {
            let float = Cbor::Float(number.as_f64().expect("a number of 64 bits"));
            let number = number.as_i64().map_or(float, |whole| Cbor::Integer(whole.into()));
            if is_time {
                Cbor::Tag(EPOCH, Box::new(number))
            } else {
                number
            }
        }
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Array(values) => Cbor::Array(values.iter().map(|value| cbor(value, is_time)).collect()),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let is_time = matches!(key.as_str(), "Timestamp" | "Timestamps");
                (Cbor::Text(key.clone()), cbor(value, is_time))
            });
            Cbor::Map(entries.collect())
        }
    }
}
