//! Who signed a request, and for which service: the credential scope of its signature.
//!
//! The signature itself is not checked; LocalStack does not check it either. Follows "Authenticating Requests
//! (AWS Signature Version 4)" in the S3 API reference, and signature version 2 for presigned S3 URLs, which
//! some SDKs still make.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// No part of a credential is longer than this; access key ids have at most 128 characters.
const MAX_PART: usize = 128;

/// What a signature says about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The access key id.
    pub key_id: String,
    /// The region; empty where the scheme names none (signature versions 2 and 4A).
    pub region: String,
    /// The service's signing name, such as `sqs`.
    pub service: String,
}

/// What there is of a signature in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Signature {
    /// A signature whose scope could be read.
    Signed(Scope),
    /// No signature at all.
    Unsigned,
    /// Something stands where the signature belongs; the text says what is wrong with it.
    Unreadable(String),
}

/// Reads the scope from the `Authorization` header or, for presigned URLs, from the query.
pub(crate) fn signature(headers: &HeaderMap, query: Option<&str>) -> Signature {
    let scope = if let Some(value) = headers.get(AUTHORIZATION) {
        value
            .to_str()
            .map_err(|_| "the Authorization header is not ASCII".to_owned())
            .and_then(from_authorization)
    } else if let Some(credential) = parameter(query, "X-Amz-Credential") {
        from_credential(&credential)
    } else if let Some(key_id) = parameter(query, "AWSAccessKeyId") {
        version_2(&key_id)
    } else {
        return Signature::Unsigned;
    };
    scope.map_or_else(Signature::Unreadable, Signature::Signed)
}

/// The session token, from the header or, for presigned URLs, from the query.
pub(crate) fn session_token<'a>(headers: &'a HeaderMap, query: Option<&'a str>) -> Option<Cow<'a, str>> {
    headers
        .get("x-amz-security-token")
        .and_then(|value| value.to_str().ok())
        .map(Cow::Borrowed)
        .or_else(|| parameter(query, "X-Amz-Security-Token"))
        .filter(|token| !token.is_empty())
}

fn parameter<'a>(query: Option<&'a str>, name: &str) -> Option<Cow<'a, str>> {
    form_urlencoded::parse(query?.as_bytes())
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn from_authorization(value: &str) -> Result<Scope, String> {
    let (scheme, rest) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
    match scheme {
        "AWS4-HMAC-SHA256" | "AWS4-ECDSA-P256-SHA256" => rest
            .split([',', ' '])
            .find_map(|part| part.strip_prefix("Credential="))
            .ok_or_else(|| "the Authorization header has no Credential".to_owned())
            .and_then(from_credential),
        "AWS" => version_2(rest.split(':').next().unwrap_or_default()),
        _ => Err(format!(
            "the Authorization header's scheme is none of AWS's: '{}'",
            shortened(scheme)
        )),
    }
}

/// `<key>/<date>/<region>/<service>/aws4_request`, or, signed for many regions, the same without the region.
fn from_credential(credential: &str) -> Result<Scope, String> {
    let parts: Vec<&str> = credential.split('/').collect();
    let (key_id, region, service) = match parts[..] {
        [key_id, _date, region, service, "aws4_request"] => (part(key_id)?, part(region)?, part(service)?),
        [key_id, _date, service, "aws4_request"] => (part(key_id)?, "", part(service)?),
        _ => {
            return Err(format!(
                "the credential is not <key>/<date>/<region>/<service>/aws4_request: '{}'",
                shortened(credential)
            ));
        }
    };
    Ok(Scope {
        key_id: key_id.to_owned(),
        region: region.to_owned(),
        service: service.to_owned(),
    })
}

/// Signature version 2 names no scope; only S3 still takes it.
fn version_2(key_id: &str) -> Result<Scope, String> {
    Ok(Scope {
        key_id: part(key_id)?.to_owned(),
        region: String::new(),
        service: "s3".to_owned(),
    })
}

fn part(text: &str) -> Result<&str, String> {
    if text.is_empty() || text.len() > MAX_PART || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "a part of the credential is empty, too long or not printable: '{}'",
            shortened(text)
        ));
    }
    Ok(text)
}

fn shortened(text: &str) -> String {
    let shown: String = text.chars().take(80).collect();
    shown.escape_default().to_string()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn signed(authorization: &str) -> Signature {
        let mut headers = HeaderMap::new();
        headers.insert(
            AUTHORIZATION,
            HeaderValue::from_str(authorization).expect("a header"),
        );
        signature(&headers, None)
    }

    fn scope(key_id: &str, region: &str, service: &str) -> Signature {
        Signature::Signed(Scope {
            key_id: key_id.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        })
    }

    #[test]
    fn the_scope_of_a_signed_call_is_read() {
        assert_eq!(
            signed(
                "AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/sqs/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature=0a"
            ),
            scope("111122223333", "eu-west-1", "sqs")
        );
        assert_eq!(
            signed("AWS4-HMAC-SHA256 SignedHeaders=host,Credential=test/20260101/us-east-1/s3/aws4_request"),
            scope("test", "us-east-1", "s3")
        );
    }

    #[test]
    fn the_scope_of_other_schemes_is_read() {
        assert_eq!(
            signed("AWS4-ECDSA-P256-SHA256 Credential=test/20260101/s3/aws4_request, Signature=0a"),
            scope("test", "", "s3")
        );
        assert_eq!(signed("AWS test:c2ln"), scope("test", "", "s3"));
    }

    #[test]
    fn the_scope_of_a_presigned_url_is_read() {
        let query =
            "X-Amz-Credential=test%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Security-Token=task-1";
        assert_eq!(
            signature(&HeaderMap::new(), Some(query)),
            scope("test", "us-east-1", "s3")
        );
        assert_eq!(
            session_token(&HeaderMap::new(), Some(query)).as_deref(),
            Some("task-1")
        );
        let query = "AWSAccessKeyId=test&Signature=x&Expires=1";
        assert_eq!(signature(&HeaderMap::new(), Some(query)), scope("test", "", "s3"));
    }

    #[test]
    fn anything_else_is_unreadable_and_nothing_is_unsigned() {
        for value in [
            "Bearer abc",
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Signature=0a",
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs",
            "AWS4-HMAC-SHA256 Credential=/20260101/us-east-1/sqs/aws4_request",
            "AWS4-HMAC-SHA256 Credential=test/20260101//sqs/aws4_request",
            "AWS",
        ] {
            assert!(matches!(signed(value), Signature::Unreadable(_)), "{value}");
        }
        assert_eq!(
            signature(&HeaderMap::new(), Some("Action=ListQueues")),
            Signature::Unsigned
        );
        assert_eq!(signature(&HeaderMap::new(), None), Signature::Unsigned);
    }

    proptest! {
        #[test]
        fn any_header_and_query_is_read_without_a_panic(header in "\\PC{0,200}", query in "\\PC{0,200}") {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(header.as_bytes()) {
                headers.insert(AUTHORIZATION, value);
            }
            signature(&headers, Some(&query));
            signature(&HeaderMap::new(), Some(&query));
            session_token(&headers, Some(&query));
        }

        #[test]
        fn nearly_right_credentials_are_read_without_a_panic(
            parts in prop::collection::vec("[a-z0-9/=, ]{0,12}", 0..7)
        ) {
            let credential = parts.join("/");
            let read = signed(&format!("AWS4-HMAC-SHA256 Credential={credential}"));
            if let Signature::Signed(scope) = read {
                prop_assert!(!scope.key_id.is_empty() && !scope.service.is_empty());
                prop_assert!(credential.starts_with(&scope.key_id));
            }
        }

        #[test]
        fn every_well_formed_scope_is_read_back(
            key in "[A-Za-z0-9]{1,40}", region in "[a-z]{2}-[a-z]{4,9}-[1-9]", service in "[a-z][a-z0-9-]{1,30}"
        ) {
            let read = signed(&format!(
                "AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/{service}/aws4_request, Signature=0a"
            ));
            prop_assert_eq!(read, scope(&key, &region, &service));
        }
    }
}
