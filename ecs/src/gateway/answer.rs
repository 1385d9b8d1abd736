//! Errors that the gateway answers itself, in the protocol of the service, so that every SDK shows them as it
//! shows the service's own.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Response, StatusCode};
use serde_json::json;

use super::protocol::Protocol;
use crate::xml::escape;

/// An error, before it is put into a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
        }
    }

    /// The answer to a request of that method to the service. An answer to HEAD has no body.
    pub(crate) fn answer(&self, protocol: Protocol, service: &str, method: &Method) -> Response<Body> {
        let request_id = request_id();
        let (content_type, body) = self.body(protocol, service, &request_id);
        let body = if method == Method::HEAD {
            Bytes::new()
        } else {
            Bytes::from(body)
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        match protocol {
            Protocol::Query => set("x-amzn-requestid", &request_id),
            Protocol::RestXml => set("x-amz-request-id", &request_id),
            Protocol::RestJson | Protocol::Json { .. } | Protocol::Cbor => {
                set("x-amzn-requestid", &request_id);
                set("x-amzn-errortype", &self.code);
                if query_compatible(service) {
                    set(
                        "x-amzn-query-error",
                        &format!("{};{}", query_code(&self.code), self.blame()),
                    );
                }
                if protocol == Protocol::Cbor {
                    set("smithy-protocol", "rpc-v2-cbor");
                }
            }
        }
        response
    }

    fn body(&self, protocol: Protocol, service: &str, request_id: &str) -> (&'static str, Vec<u8>) {
        let (code, message) = (escape(&self.code), escape(&self.message));
        match protocol {
            Protocol::Json { content_type } => {
                let body = json!({"__type": json_type(&self.code, service), "message": self.message});
                (content_type, body.to_string().into_bytes())
            }
            Protocol::RestJson => {
                let body = json!({"code": self.code, "message": self.message});
                ("application/json", body.to_string().into_bytes())
            }
            Protocol::Cbor => (
                "application/cbor",
                cbor(&[("__type", &self.code), ("message", &self.message)]),
            ),
            Protocol::RestXml => {
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
                     <Message>{message}</Message><RequestId>{request_id}</RequestId></Error>"
                );
                ("application/xml", body.into_bytes())
            }
            Protocol::Query if service == "ec2" => {
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
                     <Message>{message}</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>"
                );
                ("text/xml", body.into_bytes())
            }
            Protocol::Query => {
                let code = escape(query_code(&self.code));
                let body = format!(
                    "<?xml version=\"1.0\"?>\n<ErrorResponse><Error><Type>{}</Type><Code>{code}</Code>\
                     <Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                    self.blame()
                );
                ("text/xml", body.into_bytes())
            }
        }
    }

    fn blame(&self) -> &'static str {
        if self.status.is_server_error() {
            "Receiver"
        } else {
            "Sender"
        }
    }
}

/// The answer to a call that succeeds, in the protocol that it was made in.
pub(crate) fn json_answer(protocol: Protocol, body: Vec<u8>) -> Response<Body> {
    let content_type = match protocol {
        Protocol::Json { content_type } => content_type,
        _ => "application/x-amz-json-1.1",
    };
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(id) = HeaderValue::from_str(&request_id()) {
        headers.insert("x-amzn-requestid", id);
    }
    response
}

/// Services that once spoke the query protocol, and still name its error codes (trait `awsQueryCompatible`).
fn query_compatible(service: &str) -> bool {
    matches!(service, "sqs" | "monitoring")
}

/// SQS names its errors with a namespace; most services do without.
fn json_type(code: &str, service: &str) -> String {
    if service == "sqs" && !code.contains('#') {
        format!("com.amazonaws.sqs#{code}")
    } else {
        code.to_owned()
    }
}

/// The codes of SQS's query protocol that differ from its JSON protocol's (trait `awsQueryError` in its model).
fn query_code(code: &str) -> &str {
    match code {
        "QueueDoesNotExist" => "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDeletedRecently" => "AWS.SimpleQueueService.QueueDeletedRecently",
        "QueueNameExists" => "QueueAlreadyExists",
        "MessageNotInflight" => "AWS.SimpleQueueService.MessageNotInflight",
        "PurgeQueueInProgress" => "AWS.SimpleQueueService.PurgeQueueInProgress",
        "BatchEntryIdsNotDistinct" => "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        "BatchRequestTooLong" => "AWS.SimpleQueueService.BatchRequestTooLong",
        "EmptyBatchRequest" => "AWS.SimpleQueueService.EmptyBatchRequest",
        "InvalidBatchEntryId" => "AWS.SimpleQueueService.InvalidBatchEntryId",
        "TooManyEntriesInBatchRequest" => "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        "UnsupportedOperation" => "AWS.SimpleQueueService.UnsupportedOperation",
        "UnrecognizedClientException" => "InvalidClientTokenId",
        other => other,
    }
}

/// A CBOR map of texts (RFC 8949): all that an error needs.
fn cbor(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let head = |bytes: &mut Vec<u8>, major: u8, length: usize| match u32::try_from(length) {
        Ok(length @ 0..24) => bytes.push(major << 5 | length.to_be_bytes()[3]),
        length => {
            bytes.push(major << 5 | 0x1a);
            bytes.extend_from_slice(&length.unwrap_or(u32::MAX).to_be_bytes());
        }
    };
    head(&mut bytes, 5, fields.len());
    for (name, value) in fields {
        for text in [name, value] {
            head(&mut bytes, 3, text.len());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes
}

/// An id in the form of AWS's, which tells answers of this process apart.
fn request_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!(
        "00000000-0000-4000-8000-{:012x}",
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use http_body_util::BodyExt;

    use super::*;

    const JSON: Protocol = Protocol::Json {
        content_type: "application/x-amz-json-1.0",
    };

    async fn shown(protocol: Protocol, service: &str, method: Method) -> String {
        let problem = Problem::new(
            StatusCode::FORBIDDEN,
            "UnrecognizedClientException",
            "key 'a<b' is unknown",
        );
        let response = problem.answer(protocol, service, &method);
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let mut shown = format!("{}\n", parts.status.as_u16());
        for (name, value) in &parts.headers {
            let value = value.to_str().expect("ASCII");
            let value = if name.as_str().contains("request") {
                "<id>"
            } else {
                value
            };
            let _ = writeln!(shown, "{name}: {value}");
        }
        let body = String::from_utf8_lossy(&body);
        let id = body.find("00000000-0000").map(|at| body[at..at + 36].to_owned());
        shown + &id.map_or(body.to_string(), |id| body.replace(&id, "<id>"))
    }

    #[tokio::test]
    async fn sqs_gets_json_with_its_namespace_and_the_old_code() {
        insta::assert_snapshot!(shown(JSON, "sqs", Method::POST).await, @r#"
        403
        content-type: application/x-amz-json-1.0
        x-amzn-requestid: <id>
        x-amzn-errortype: UnrecognizedClientException
        x-amzn-query-error: InvalidClientTokenId;Sender
        {"__type":"com.amazonaws.sqs#UnrecognizedClientException","message":"key 'a<b' is unknown"}
        "#);
    }

    #[tokio::test]
    async fn sns_gets_xml() {
        insta::assert_snapshot!(shown(Protocol::Query, "sns", Method::POST).await, @r#"
        403
        content-type: text/xml
        x-amzn-requestid: <id>
        <?xml version="1.0"?>
        <ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>key &apos;a&lt;b&apos; is unknown</Message></Error><RequestId><id></RequestId></ErrorResponse>
        "#);
    }

    #[tokio::test]
    async fn s3_gets_xml_of_its_own_and_head_no_body() {
        insta::assert_snapshot!(shown(Protocol::RestXml, "s3", Method::GET).await, @r#"
        403
        content-type: application/xml
        x-amz-request-id: <id>
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>UnrecognizedClientException</Code><Message>key &apos;a&lt;b&apos; is unknown</Message><RequestId><id></RequestId></Error>
        "#);
        assert!(
            shown(Protocol::RestXml, "s3", Method::HEAD)
                .await
                .ends_with("<id>\n")
        );
    }

    #[tokio::test]
    async fn lambda_gets_json_with_the_code_in_a_header() {
        insta::assert_snapshot!(shown(Protocol::RestJson, "lambda", Method::GET).await, @r#"
        403
        content-type: application/json
        x-amzn-requestid: <id>
        x-amzn-errortype: UnrecognizedClientException
        {"code":"UnrecognizedClientException","message":"key 'a<b' is unknown"}
        "#);
    }

    #[test]
    fn cbor_is_a_map_of_texts() {
        assert_eq!(cbor(&[("a", "bc")]), [0xa1, 0x61, b'a', 0x62, b'b', b'c']);
        let long = cbor(&[("a", &"x".repeat(300))]);
        assert_eq!(long[..8], [0xa1, 0x61, b'a', 0x7a, 0, 0, 1, 44]);
    }
}
