//! S3's operations and parameters: told by method, path and query, as in the S3 API reference.

use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, Method};
use serde_json::{Map, Value};

/// Bucket and key, each percent-decoded; a key is never empty.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    bucket: Option<String>,
    key: Option<String>,
}

/// The operation's name, if the request is one of S3's.
pub(crate) fn operation(request: &Parts) -> Option<&'static str> {
    let place = place(request);
    let copies = request.headers.contains_key("x-amz-copy-source");
    let query = Query::of(request);
    match (place.bucket.is_some(), place.key.is_some()) {
        (false, _) => (request.method == Method::GET).then_some("ListBuckets"),
        (true, false) => bucket_operation(&request.method, &query),
        (true, true) => object_operation(&request.method, &query, copies),
    }
}

/// Bucket, key, and the query without the signature.
pub(crate) fn parameters(request: &Parts) -> Value {
    let place = place(request);
    let mut fields = Map::new();
    let mut set = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), Value::String(value));
        }
    };
    set("Bucket", place.bucket);
    set("Key", place.key);
    let copied = request.headers.get("x-amz-copy-source");
    set(
        "CopySource",
        copied.and_then(|value| value.to_str().ok()).map(str::to_owned),
    );
    for (name, value) in Query::of(request).pairs() {
        let of_signature = name
            .get(..6)
            .is_some_and(|start| start.eq_ignore_ascii_case("x-amz-"))
            || matches!(name.as_ref(), "AWSAccessKeyId" | "Signature" | "Expires" | "x-id");
        if !of_signature {
            set(&name, Some(value.into_owned()));
        }
    }
    Value::Object(fields)
}

fn bucket_operation(method: &Method, query: &Query<'_>) -> Option<&'static str> {
    let named = |get: &'static str, put: &'static str, delete: &'static str| {
        let name = match *method {
            Method::GET => get,
            Method::PUT => put,
            Method::DELETE => delete,
            _ => "",
        };
        (!name.is_empty()).then_some(name)
    };
    for (subresource, get, put, delete) in BUCKET_SUBRESOURCES {
        if query.has(subresource) {
            return named(get, put, delete);
        }
    }
    match *method {
        Method::GET if query.has("uploads") => Some("ListMultipartUploads"),
        Method::GET if query.has("versions") => Some("ListObjectVersions"),
        Method::GET if query.has("list-type") => Some("ListObjectsV2"),
        Method::GET => Some("ListObjects"),
        Method::PUT => Some("CreateBucket"),
        Method::HEAD => Some("HeadBucket"),
        Method::DELETE => Some("DeleteBucket"),
        Method::POST if query.has("delete") => Some("DeleteObjects"),
        _ => None,
    }
}

fn object_operation(method: &Method, query: &Query<'_>, copies: bool) -> Option<&'static str> {
    let part = query.has("uploadId");
    Some(match *method {
        Method::GET if part => "ListParts",
        Method::GET if query.has("acl") => "GetObjectAcl",
        Method::GET if query.has("tagging") => "GetObjectTagging",
        Method::GET if query.has("attributes") => "GetObjectAttributes",
        Method::GET if query.has("retention") => "GetObjectRetention",
        Method::GET if query.has("legal-hold") => "GetObjectLegalHold",
        Method::GET => "GetObject",
        Method::HEAD => "HeadObject",
        Method::PUT if part && copies => "UploadPartCopy",
        Method::PUT if part => "UploadPart",
        Method::PUT if query.has("acl") => "PutObjectAcl",
        Method::PUT if query.has("tagging") => "PutObjectTagging",
        Method::PUT if query.has("retention") => "PutObjectRetention",
        Method::PUT if query.has("legal-hold") => "PutObjectLegalHold",
        Method::PUT if copies => "CopyObject",
        Method::PUT => "PutObject",
        Method::POST if part => "CompleteMultipartUpload",
        Method::POST if query.has("uploads") => "CreateMultipartUpload",
        Method::POST if query.has("restore") => "RestoreObject",
        Method::POST if query.has("select") => "SelectObjectContent",
        Method::DELETE if part => "AbortMultipartUpload",
        Method::DELETE if query.has("tagging") => "DeleteObjectTagging",
        Method::DELETE => "DeleteObject",
        _ => return None,
    })
}

/// A bucket's subresources and the operations on them: GET, PUT, DELETE.
const BUCKET_SUBRESOURCES: [(&str, &str, &str, &str); 15] = [
    ("acl", "GetBucketAcl", "PutBucketAcl", ""),
    ("cors", "GetBucketCors", "PutBucketCors", "DeleteBucketCors"),
    (
        "encryption",
        "GetBucketEncryption",
        "PutBucketEncryption",
        "DeleteBucketEncryption",
    ),
    (
        "lifecycle",
        "GetBucketLifecycleConfiguration",
        "PutBucketLifecycleConfiguration",
        "DeleteBucketLifecycle",
    ),
    ("location", "GetBucketLocation", "", ""),
    ("logging", "GetBucketLogging", "PutBucketLogging", ""),
    (
        "notification",
        "GetBucketNotificationConfiguration",
        "PutBucketNotificationConfiguration",
        "",
    ),
    (
        "object-lock",
        "GetObjectLockConfiguration",
        "PutObjectLockConfiguration",
        "",
    ),
    (
        "ownershipControls",
        "GetBucketOwnershipControls",
        "PutBucketOwnershipControls",
        "DeleteBucketOwnershipControls",
    ),
    (
        "policy",
        "GetBucketPolicy",
        "PutBucketPolicy",
        "DeleteBucketPolicy",
    ),
    (
        "publicAccessBlock",
        "GetPublicAccessBlock",
        "PutPublicAccessBlock",
        "DeletePublicAccessBlock",
    ),
    (
        "replication",
        "GetBucketReplication",
        "PutBucketReplication",
        "DeleteBucketReplication",
    ),
    (
        "tagging",
        "GetBucketTagging",
        "PutBucketTagging",
        "DeleteBucketTagging",
    ),
    ("versioning", "GetBucketVersioning", "PutBucketVersioning", ""),
    (
        "website",
        "GetBucketWebsite",
        "PutBucketWebsite",
        "DeleteBucketWebsite",
    ),
];

struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    fn of(request: &'a Parts) -> Self {
        Self(request.uri.query().unwrap_or_default())
    }

    fn pairs(&self) -> form_urlencoded::Parse<'a> {
        form_urlencoded::parse(self.0.as_bytes())
    }

    fn has(&self, name: &str) -> bool {
        self.pairs().any(|(key, _)| key == name)
    }
}

fn place(request: &Parts) -> Place {
    let path = request.uri.path();
    let path = path.strip_prefix('/').unwrap_or(path);
    let filled = |text: &str| (!text.is_empty()).then(|| decode(text));
    if let Some(bucket) = bucket_of_host(&request.headers) {
        return Place {
            bucket: Some(bucket),
            key: filled(path),
        };
    }
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    Place {
        bucket: filled(bucket),
        key: filled(key),
    }
}

/// The bucket of a virtual-hosted request: `<bucket>.s3.<anything>`, or `<bucket>.localhost`.
fn bucket_of_host(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let bucket = name
        .split_once(".s3.")
        .or_else(|| name.split_once(".s3-"))
        .map(|(bucket, _)| bucket)
        .or_else(|| name.strip_suffix(".localhost").filter(|name| *name != "s3"))?;
    (!bucket.is_empty()).then(|| bucket.to_owned())
}

/// Percent-decoding alone: in a path, `+`, `&` and `=` stand for themselves.
fn decode(text: &str) -> String {
    let kept = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(kept.as_bytes())
        .next()
        .map(|(decoded, _)| decoded.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http::Request;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn parts(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).expect("a request").into_parts().0
    }

    #[test]
    fn operations_are_told_by_method_path_and_query() {
        for (method, uri, expected) in [
            ("GET", "/", "ListBuckets"),
            ("PUT", "/bucket", "CreateBucket"),
            ("PUT", "/bucket/", "CreateBucket"),
            ("HEAD", "/bucket", "HeadBucket"),
            ("DELETE", "/bucket", "DeleteBucket"),
            ("GET", "/bucket?list-type=2&prefix=a", "ListObjectsV2"),
            ("GET", "/bucket", "ListObjects"),
            (
                "PUT",
                "/bucket?notification",
                "PutBucketNotificationConfiguration",
            ),
            ("GET", "/bucket?location=", "GetBucketLocation"),
            ("POST", "/bucket?delete", "DeleteObjects"),
            ("PUT", "/bucket/a/b.txt?x-id=PutObject", "PutObject"),
            ("GET", "/bucket/a", "GetObject"),
            ("HEAD", "/bucket/a", "HeadObject"),
            ("DELETE", "/bucket/a", "DeleteObject"),
            ("POST", "/bucket/a?uploads", "CreateMultipartUpload"),
            ("PUT", "/bucket/a?partNumber=1&uploadId=u", "UploadPart"),
            ("POST", "/bucket/a?uploadId=u", "CompleteMultipartUpload"),
            ("DELETE", "/bucket/a?uploadId=u", "AbortMultipartUpload"),
        ] {
            assert_eq!(
                operation(&parts(method, uri, &[])),
                Some(expected),
                "{method} {uri}"
            );
        }
        let copy = [("x-amz-copy-source", "/bucket/b")];
        assert_eq!(operation(&parts("PUT", "/bucket/a", &copy)), Some("CopyObject"));
        assert_eq!(operation(&parts("PATCH", "/bucket/a", &[])), None);
        assert_eq!(operation(&parts("DELETE", "/bucket?location", &[])), None);
    }

    #[test]
    fn the_bucket_may_stand_in_the_host() {
        for host in [
            "bucket.s3.localhost.localstack.cloud:4566",
            "bucket.s3-eu-west-1.x",
            "bucket.localhost:1",
        ] {
            let request = parts("GET", "/a/b", &[("host", host)]);
            assert_eq!(
                parameters(&request),
                json!({"Bucket": "bucket", "Key": "a/b"}),
                "{host}"
            );
        }
        let request = parts("GET", "/a/b", &[("host", "127.0.0.1:4566")]);
        assert_eq!(parameters(&request), json!({"Bucket": "a", "Key": "b"}));
    }

    #[test]
    fn parameters_are_decoded_and_leave_the_signature_out() {
        let request = parts(
            "GET",
            "/bucket/red%20flower+1%26=.jpg?X-Amz-Signature=s&x-amz-date=d&versionId=v%201",
            &[],
        );
        assert_eq!(
            parameters(&request),
            json!({"Bucket": "bucket", "Key": "red flower+1&=.jpg", "versionId": "v 1"})
        );
    }

    proptest! {
        #[test]
        fn any_path_is_read_without_a_panic(path in "/[a-z%&=+0-9./?é-]{0,60}") {
            if let Ok(uri) = path.parse::<http::Uri>() {
                let mut request = parts("GET", "/", &[]);
                request.uri = uri;
                operation(&request);
                parameters(&request);
            }
        }
    }
}
