//! CBOR, as the trace shows it: the JSON that says the same.

use ciborium::Value as Cbor;
use serde_json::{Map, Value};

/// What a body says. A time is its seconds; what JSON has no form for is a text.
///
/// # Errors
/// It is no CBOR.
pub(crate) fn read(body: &[u8]) -> Result<Value, String> {
    ciborium::from_reader(body)
        .map(json)
        .map_err(|error: ciborium::de::Error<std::io::Error>| error.to_string())
}

fn json(value: Cbor) -> Value {
    match value {
        Cbor::Null => Value::Null,
        Cbor::Bool(value) => Value::Bool(value),
        Cbor::Integer(number) => i64::try_from(number)
            .map(Value::from)
            .or_else(|_| u64::try_from(number).map(Value::from))
            .unwrap_or_else(|_| Value::String(i128::from(number).to_string())),
        Cbor::Float(number) => serde_json::Number::from_f64(number)
            .map_or_else(|| Value::String(number.to_string()), Value::Number),
        Cbor::Text(text) => Value::String(text),
        Cbor::Bytes(bytes) => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        Cbor::Tag(_, value) => json(*value),
        Cbor::Array(values) => values.into_iter().map(json).collect(),
        Cbor::Map(entries) => {
            let named = |(key, value)| (name(key), json(value));
            Value::Object(entries.into_iter().map(named).collect::<Map<_, _>>())
        }
        other => Value::String(format!("{other:?}")),
    }
}

fn name(key: Cbor) -> String {
    match key {
        Cbor::Text(text) => text,
        other => json(other).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(value: &Cbor) -> Vec<u8> {
        let mut body = Vec::new();
        ciborium::into_writer(value, &mut body).expect("written to memory");
        body
    }

    #[test]
    fn a_datum_is_shown_as_it_would_be_in_json() {
        let text = |text: &str| Cbor::Text(text.to_owned());
        let datum = Cbor::Map(vec![
            (text("Value"), Cbor::Float(0.5)),
            (text("StorageResolution"), Cbor::Integer(1.into())),
            (text("Timestamp"), Cbor::Tag(1, Box::new(Cbor::Float(12.5)))),
            (
                text("Names"),
                Cbor::Array(vec![text("a"), Cbor::Null, Cbor::Bool(true)]),
            ),
        ]);
        assert_eq!(
            read(&written(&datum)),
            Ok(json!({"Value": 0.5, "StorageResolution": 1, "Timestamp": 12.5, "Names": ["a", null, true]}))
        );
    }

    #[test]
    fn what_json_has_no_form_for_is_a_text() {
        let shown = |value: Cbor| read(&written(&value)).expect("CBOR");
        assert_eq!(shown(Cbor::Float(f64::NAN)), json!("NaN"));
        assert_eq!(shown(Cbor::Integer(u64::MAX.into())), json!(u64::MAX));
        assert_eq!(shown(Cbor::Bytes(b"abc".to_vec())), json!("abc"));
        let odd_key = Cbor::Map(vec![(Cbor::Integer(1.into()), Cbor::Null)]);
        assert_eq!(shown(odd_key), json!({"1": null}));
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_a_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&body);
        }
    }
}
