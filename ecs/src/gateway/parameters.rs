//! What a call was given, as the trace shows it.

use http::request::Parts;
use serde_json::{Map, Value, json};

use super::cbor;
use super::protocol::Protocol;
use super::s3;
use crate::trace::abridge;

/// What a body is written in that says all of a call's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Cbor,
}

impl Format {
    /// The format of the protocol's bodies; of others a part of the request says more.
    pub(crate) fn of(protocol: Protocol) -> Option<Self> {
        match protocol {
            Protocol::Json { .. } => Some(Self::Json),
            Protocol::Cbor => Some(Self::Cbor),
            Protocol::Query | Protocol::RestXml | Protocol::RestJson => None,
        }
    }
}

/// The parameters that are known when a call arrives: all but a body in JSON or CBOR, for which `null` stands.
pub(crate) fn on_arrival(request: &Parts, protocol: Protocol, service: &str, form: Option<&[u8]>) -> Value {
    match protocol {
        Protocol::Json { .. } | Protocol::Cbor => Value::Null,
        Protocol::Query => abridge(fields(&[
            request.uri.query().unwrap_or_default().as_bytes(),
            form.unwrap_or_default(),
        ])),
        Protocol::RestXml if service.starts_with("s3") => abridge(s3::parameters(request)),
        Protocol::RestXml | Protocol::RestJson => {
            abridge(fields(&[request.uri.query().unwrap_or_default().as_bytes()]))
        }
    }
}

/// The parameters in a body of that many bytes, of which `captured` was kept.
pub(crate) fn of_body(format: Format, captured: &[u8], length: u64) -> Value {
    if captured.is_empty() && length == 0 {
        return json!({});
    }
    if (captured.len() as u64) < length {
        return json!({"truncated": format!("{length} bytes are too many to be shown")});
    }
    let read = match format {
        Format::Json => serde_json::from_slice(captured).map_err(|error| error.to_string()),
        Format::Cbor => cbor::read(captured),
    };
    match read {
        Ok(value) => abridge(value),
        Err(why) => json!({ "unreadable": why }),
    }
}

/// The fields of forms, as they are named there; the operation and the version of the API left out.
fn fields(forms: &[&[u8]]) -> Value {
    let mut fields = Map::new();
    for (name, value) in forms.iter().flat_map(|form| form_urlencoded::parse(form)) {
        let of_signature = name
            .get(..6)
            .is_some_and(|start| start.eq_ignore_ascii_case("x-amz-"));
        if !of_signature && name != "Action" && name != "Version" {
            fields.insert(name.into_owned(), Value::String(value.into_owned()));
        }
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_shown_as_it_is_or_why_not() {
        let of_json = |captured, length| of_body(Format::Json, captured, length);
        assert_eq!(of_json(b"", 0), json!({}));
        assert_eq!(of_json(br#"{"QueueUrl":"q"}"#, 16), json!({"QueueUrl": "q"}));
        assert!(of_json(b"{", 1)["unreadable"].is_string());
        assert!(of_json(b"{", 2)["truncated"].is_string());
    }

    #[test]
    fn cbor_is_shown_as_json_or_why_not() {
        let of_cbor = |captured, length| of_body(Format::Cbor, captured, length);
        assert_eq!(of_cbor(&[0xa1, 0x61, b'a', 0x01], 4), json!({"a": 1}));
        assert!(of_cbor(&[0xa1], 1)["unreadable"].is_string());
        assert!(of_cbor(&[0xa1], 2)["truncated"].is_string());
    }

    #[test]
    fn a_forms_fields_are_shown_under_their_names() {
        assert_eq!(
            fields(&[b"X-Amz-Date=d&a=1", b"Action=Publish&Version=2&Message=a+b%26"]),
            json!({"a": "1", "Message": "a b&"})
        );
    }
}
