//! Templates that are objects of S3, through LocalStack.

use std::time::Duration;

use axum::body::Body;
use http::header::{AUTHORIZATION, HOST};
use http::{Method, Request};
use http_body_util::{BodyExt, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use url::Url;

use crate::gateway;
use crate::place::Place;

/// The largest template that CloudFormation takes.
const LONGEST: usize = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// LocalStack's S3.
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    endpoint: String,
    client: Client<HttpConnector, Body>,
}

impl Fetch {
    pub(crate) fn new(upstream: &gateway::Upstream) -> Self {
        Self {
            endpoint: upstream.to_string(),
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    /// The text of an object; `None` if it cannot be read, and LocalStack is to say why.
    pub(crate) async fn get(&self, place: &Place, url: &str) -> Option<String> {
        let body = self.send(Method::GET, place, url, Body::empty()).await?;
        String::from_utf8(body).ok()
    }

    /// Writes an object.
    pub(crate) async fn put(&self, place: &Place, url: &str, text: &str) -> Option<()> {
        let body = Body::from(text.to_owned());
        self.send(Method::PUT, place, url, body).await.map(drop)
    }

    /// Deletes an object.
    pub(crate) async fn delete(&self, place: &Place, url: &str) {
        self.send(Method::DELETE, place, url, Body::empty()).await;
    }

    async fn send(&self, method: Method, place: &Place, url: &str, body: Body) -> Option<Vec<u8>> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{}", self.endpoint, path(url)?))
            .header(HOST, self.endpoint.trim_start_matches("http://"))
            .header(
                AUTHORIZATION,
                // LocalStack reads the account from it, and checks no signature.
                format!(
                    "AWS4-HMAC-SHA256 Credential={}/20260101/{}/s3/aws4_request, SignedHeaders=host, Signature=0",
                    place.account, place.region
                ),
            )
            .body(body)
            .ok()?;
        let work = async {
            let response = self.client.request(request).await.ok()?;
            let status = response.status();
            let body = Limited::new(response.into_body(), LONGEST).collect().await.ok()?;
            status.is_success().then(|| body.to_bytes().to_vec())
        };
        tokio::time::timeout(PATIENCE, work).await.ok()?
    }
}

/// `/<bucket>/<key>` of an address in either of S3's forms, AWS's or LocalStack's.
fn path(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    let bucket = host
        .find(".s3.")
        .or_else(|| host.find(".s3-"))
        .map(|end| &host[..end]);
    Some(match bucket {
        Some(bucket) => format!("/{bucket}{}", url.path()),
        None => url.path().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_objects_address_are_read() {
        for (url, expected) in [
            (
                "https://s3.amazonaws.com/bucket/a/b.yaml",
                Some("/bucket/a/b.yaml"),
            ),
            ("https://s3.us-east-1.amazonaws.com/bucket/t", Some("/bucket/t")),
            ("https://bucket.s3.us-east-1.amazonaws.com/t", Some("/bucket/t")),
            ("https://bucket.s3-eu-west-1.amazonaws.com/t", Some("/bucket/t")),
            (
                "http://bucket.s3.localhost.localstack.cloud:4566/t",
                Some("/bucket/t"),
            ),
            ("http://127.0.0.1:4567/bucket/t", Some("/bucket/t")),
            ("nonsense", None),
        ] {
            assert_eq!(path(url).as_deref(), expected, "{url}");
        }
    }
}
