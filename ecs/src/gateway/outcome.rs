//! What an answer tells: its result and its error code, as the trace shows them.

use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use super::peek::LIMIT;
use crate::trace::CallHandle;
use crate::trace::abridge;
use crate::xml;

/// Of an answer of this process so many bytes are read for the trace, at most.
const OWN: usize = 64 * 1024;

/// No error answer is longer than this, in bytes.
const ERROR: usize = 64 * 1024;

/// How an answer is to be read, decided by its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A JSON result or error.
    Json,
    /// An XML error.
    XmlError,
    /// An XML result of SQS or SNS.
    Xml,
    /// Not read.
    Nothing,
}

/// What was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) result: Option<Value>,
    pub(crate) error: Option<String>,
}

impl Reading {
    pub(crate) fn of(service: &str, status: StatusCode, headers: &HeaderMap) -> Self {
        let text = |name| {
            headers
                .get(name)
                .and_then(|value: &http::HeaderValue| value.to_str().ok())
        };
        let content_type = text(CONTENT_TYPE).unwrap_or_default();
        if text(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            Self::Nothing
        } else if content_type.contains("json") && !(service == "s3" && status.is_success()) {
            Self::Json
        } else if content_type.contains("xml") && !status.is_success() {
            Self::XmlError
        } else if content_type.contains("xml") && matches!(service, "sqs" | "sns") {
            Self::Xml
        } else {
            Self::Nothing
        }
    }

    /// How much of the body is to be kept for it, in bytes.
    pub(crate) fn limit(self) -> usize {
        match self {
            Self::Json | Self::Xml => LIMIT,
            Self::XmlError => ERROR,
            Self::Nothing => 0,
        }
    }

    /// Reads a body of that many bytes, of which `captured` was kept. Messages that were received become known
    /// to the account.
    pub(crate) fn read(
        self,
        call: &CallHandle,
        operation: &str,
        status: StatusCode,
        captured: &[u8],
        length: u64,
    ) -> Outcome {
        if self != Self::Nothing && (captured.len() as u64) < length {
            let result = Some(too_long(length));
            return Outcome { result, error: None };
        }
        let failed = status.is_client_error() || status.is_server_error();
        let result = match self {
            Self::Nothing => return Outcome::default(),
            Self::XmlError => {
                let error = std::str::from_utf8(captured)
                    .ok()
                    .and_then(|body| xml::text(body, "Code"));
                return Outcome { result: None, error };
            }
            Self::Xml => std::str::from_utf8(captured).ok().map(xml_result),
            Self::Json if captured.is_empty() => None,
            Self::Json => serde_json::from_slice::<Value>(captured).ok(),
        };
        if let Some(result) = &result
            && operation == "ReceiveMessage"
        {
            call.account().messages.learn(result);
        }
        Outcome {
            error: result.as_ref().filter(|_| failed).and_then(json_error),
            result: result.map(abridge),
        }
    }
}

/// `{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}`, or `code`, by protocol.
fn json_error(body: &Value) -> Option<String> {
    let code = ["__type", "code", "Code"]
        .iter()
        .find_map(|name| body.get(name)?.as_str())?;
    Some(bare(code).to_owned())
}

/// The error code in the header that JSON protocols have for it.
pub(crate) fn header_error(headers: &HeaderMap) -> Option<String> {
    let code = headers.get("x-amzn-errortype")?.to_str().ok()?;
    Some(bare(code).to_owned())
}

/// Without the namespace before it and the URL behind it.
fn bare(code: &str) -> &str {
    let code = code.rsplit('#').next().unwrap_or(code);
    code.split(':').next().unwrap_or(code)
}

/// The messages, entries and ids of an answer in the query protocol, named as in JSON.
fn xml_result(body: &str) -> Value {
    let object = |element: &str, names: &[&str]| {
        let fields = names.iter().filter_map(|name| {
            let text = xml::text(element, name)?;
            let value = match (*name, text.parse()) {
                ("SenderFault", Ok(fault)) => Value::Bool(fault),
                _ => Value::String(text),
            };
            Some(((*name).to_owned(), value))
        });
        Value::Object(fields.collect::<Map<_, _>>())
    };
    let list = |tag: &str, names: &[&str]| -> Vec<Value> {
        xml::elements(body, tag)
            .map(|element| object(element, names))
            .collect()
    };
    let mut result = Map::new();
    let mut messages = list("Message", &["MessageId", "ReceiptHandle", "Body"]);
    // A failed entry has a <Message> too: a text.
    messages.retain(|message| message.get("ReceiptHandle").is_some());
    let successful: Vec<Value> = [
        "SendMessageBatch",
        "DeleteMessageBatch",
        "ChangeMessageVisibilityBatch",
    ]
    .iter()
    .flat_map(|operation| list(&format!("{operation}ResultEntry"), &["Id", "MessageId"]))
    .collect();
    let failed = list("BatchResultErrorEntry", &["Id", "Code", "Message", "SenderFault"]);
    for (name, items) in [
        ("Messages", messages),
        ("Successful", successful),
        ("Failed", failed),
    ] {
        if !items.is_empty() {
            result.insert(name.to_owned(), Value::Array(items));
        }
    }
    if result.is_empty() {
        for name in ["MessageId", "QueueUrl", "TopicArn", "SubscriptionArn"] {
            if let Some(text) = xml::text(body, name) {
                result.insert(name.to_owned(), Value::String(text));
            }
        }
    }
    Value::Object(result)
}

/// A result of this process, in JSON, as the trace shows it. Long lists, which are asked for often, are not kept.
pub(crate) fn own_result(body: &[u8]) -> Option<Value> {
    if body.len() > OWN {
        return Some(too_long(body.len() as u64));
    }
    serde_json::from_slice(body).ok().map(abridge)
}

fn too_long(length: u64) -> Value {
    json!({"truncated": format!("{length} bytes are too many to be shown")})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_codes_are_bare() {
        let error = |body: Value| json_error(&body);
        assert_eq!(
            error(json!({"__type": "com.amazonaws.sqs#QueueDoesNotExist"})).as_deref(),
            Some("QueueDoesNotExist")
        );
        assert_eq!(
            error(json!({"code": "InternalError"})).as_deref(),
            Some("InternalError")
        );
        assert_eq!(error(json!({"message": "m"})), None);
        assert_eq!(
            bare("ThrottlingException:http://internal.amazon.com/"),
            "ThrottlingException"
        );
    }

    #[test]
    fn answers_of_sqs_in_xml_are_read_as_those_in_json() {
        let received = "<ReceiveMessageResponse><ReceiveMessageResult><Message><MessageId>m</MessageId>\
            <ReceiptHandle>h</ReceiptHandle><Body>a&lt;b</Body></Message></ReceiveMessageResult></ReceiveMessageResponse>";
        assert_eq!(
            xml_result(received),
            json!({"Messages": [{"MessageId": "m", "ReceiptHandle": "h", "Body": "a<b"}]})
        );
        let deleted = "<R><DeleteMessageBatchResultEntry><Id>a</Id></DeleteMessageBatchResultEntry>\
            <BatchResultErrorEntry><Id>b</Id><Code>C</Code><Message>m</Message><SenderFault>true</SenderFault>\
            </BatchResultErrorEntry></R>";
        assert_eq!(
            xml_result(deleted),
            json!({"Successful": [{"Id": "a"}],
                "Failed": [{"Id": "b", "Code": "C", "Message": "m", "SenderFault": true}]})
        );
        assert_eq!(
            xml_result("<R><MessageId>m</MessageId></R>"),
            json!({"MessageId": "m"})
        );
    }
}
