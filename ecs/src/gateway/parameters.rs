//! What a call was given, as the trace shows it.

use http::request::Parts;
use serde_json::{Map, Value, json};

use super::protocol::Protocol;
use super::s3;
use crate::trace::abridge;

/// The parameters that are known when a call arrives: all but a JSON body, for which `null` stands.
pub(crate) fn on_arrival(request: &Parts, protocol: Protocol, service: &str, form: Option<&[u8]>) -> Value {
    match protocol {
        Protocol::Json { .. } => Value::Null,
        Protocol::Query => abridge(fields(&[
            request.uri.query().unwrap_or_default().as_bytes(),
            form.unwrap_or_default(),
        ])),
        Protocol::RestXml if service.starts_with("s3") => abridge(s3::parameters(request)),
        Protocol::Cbor => json!({"note": "CBOR is not shown"}),
        Protocol::RestXml | Protocol::RestJson => {
            abridge(fields(&[request.uri.query().unwrap_or_default().as_bytes()]))
        }
    }
}

/// The parameters in a JSON body of that many bytes, of which `captured` was kept.
pub(crate) fn of_json(captured: &[u8], length: u64) -> Value {
    if captured.is_empty() && length == 0 {
        return json!({});
    }
    if (captured.len() as u64) < length {
        return json!({"truncated": format!("{length} bytes are too many to be shown")});
    }
    match serde_json::from_slice(captured) {
        Ok(value) => abridge(value),
        Err(error) => json!({"unreadable": error.to_string()}),
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
        assert_eq!(of_json(b"", 0), json!({}));
        assert_eq!(of_json(br#"{"QueueUrl":"q"}"#, 16), json!({"QueueUrl": "q"}));
        assert!(of_json(b"{", 1)["unreadable"].is_string());
        assert!(of_json(b"{", 2)["truncated"].is_string());
    }

    #[test]
    fn a_forms_fields_are_shown_under_their_names() {
        assert_eq!(
            fields(&[b"X-Amz-Date=d&a=1", b"Action=Publish&Version=2&Message=a+b%26"]),
            json!({"a": "1", "Message": "a b&"})
        );
    }
}
