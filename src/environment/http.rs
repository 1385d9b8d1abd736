//! Plain requests: to LocalStack's own endpoints and to operations for which no SDK is here, and to servers under test.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use url::Url;

/// How long an answer may take: LocalStack has one process for all.
const ANSWER: Duration = Duration::from_secs(10);

/// The body of a successful answer to a GET, or why there is none.
///
/// # Errors
/// A sentence: no connection, no answer within ten seconds, or a status other than 200.
pub async fn get(url: &Url) -> Result<Bytes, String> {
    ask(url, Request::get(url.as_str()), String::new()).await
}

/// The body of a successful answer to a POST with these headers, or why there is none.
///
/// # Errors
/// As of [`get`].
pub async fn post(url: &Url, headers: &[(&str, &str)], body: String) -> Result<Bytes, String> {
    let request = headers
        .iter()
        .fold(Request::post(url.as_str()), |request, (name, value)| {
            request.header(*name, *value)
        });
    ask(url, request, body).await
}

async fn ask(url: &Url, request: http::request::Builder, body: String) -> Result<Bytes, String> {
    let request = request
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| format!("{url}: {error}"))?;
    let asking = async {
        let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let answer = client
            .request(request)
            .await
            .map_err(|error| command_line::one_line(&error))?;
        if answer.status() != 200 {
            return Err(format!("{url} answers {}", answer.status()));
        }
        let body = answer
            .into_body()
            .collect()
            .await
            .map_err(|error| command_line::one_line(&error))?;
        Ok(body.to_bytes())
    };
    tokio::time::timeout(ANSWER, asking)
        .await
        .unwrap_or_else(|_| Err(format!("{url} does not answer")))
}
