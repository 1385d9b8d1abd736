//! In which of AWS's protocols a request speaks, and so how it is answered.

use http::header::CONTENT_TYPE;
use http::request::Parts;

/// AWS's protocols, as Smithy names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `awsJson1_0` and `awsJson1_1`: the operation is in `X-Amz-Target`.
    Json {
        /// The content type of requests and answers.
        content_type: &'static str,
    },
    /// `awsQuery`: the operation is the form's `Action`.
    Query,
    /// `restXml`, above all S3.
    RestXml,
    /// `restJson1`: Lambda and others.
    RestJson,
    /// `rpcv2Cbor`, which newer SDKs speak with Amazon `CloudWatch`.
    Cbor,
}

impl Protocol {
    /// The protocol of a request to the service; empty for one that is not signed.
    pub(crate) fn of(request: &Parts, service: &str) -> Self {
        let header = |name| {
            request
                .headers
                .get(name)
                .and_then(|value: &http::HeaderValue| value.to_str().ok())
        };
        let content_type = header(CONTENT_TYPE.as_str()).unwrap_or_default();
        if matches!(service, "s3" | "s3express" | "route53" | "cloudfront") {
            Self::RestXml
        } else if header("smithy-protocol") == Some("rpc-v2-cbor") {
            Self::Cbor
        } else if content_type.starts_with("application/x-amz-json-1.0") {
            Self::Json {
                content_type: "application/x-amz-json-1.0",
            }
        } else if header("x-amz-target").is_some() || content_type.starts_with("application/x-amz-json") {
            Self::Json {
                content_type: "application/x-amz-json-1.1",
            }
        } else if content_type.starts_with("application/x-www-form-urlencoded") || has_action(request) {
            Self::Query
        } else {
            Self::RestJson
        }
    }
}

fn has_action(request: &Parts) -> bool {
    let query = request.uri.query().unwrap_or_default();
    query.split('&').any(|pair| pair.starts_with("Action="))
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn protocol(service: &str, path: &str, headers: &[(&str, &str)]) -> Protocol {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Protocol::of(&request.body(()).expect("a request").into_parts().0, service)
    }

    #[test]
    fn each_is_known_by_its_marks() {
        let json = |content_type| Protocol::Json { content_type };
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        assert_eq!(
            protocol(
                "sqs",
                "/",
                &[
                    ("content-type", "application/x-amz-json-1.0"),
                    ("x-amz-target", "A.B")
                ]
            ),
            json("application/x-amz-json-1.0")
        );
        assert_eq!(
            protocol("ssm", "/", &[("x-amz-target", "A.B")]),
            json("application/x-amz-json-1.1")
        );
        assert_eq!(protocol("sns", "/", &form), Protocol::Query);
        assert_eq!(protocol("s3", "/bucket/key", &form), Protocol::RestXml);
        assert_eq!(
            protocol("sqs", "/q?Version=1&Action=ListQueues", &[]),
            Protocol::Query
        );
        assert_eq!(
            protocol("lambda", "/2015-03-31/functions", &[]),
            Protocol::RestJson
        );
        assert_eq!(
            protocol(
                "monitoring",
                "/service/G/operation/P",
                &[("smithy-protocol", "rpc-v2-cbor")]
            ),
            Protocol::Cbor
        );
    }
}
