//! Plain requests: to LocalStack's own endpoints, which no SDK serves, and to servers under test.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use url::Url;

/// The body of a successful answer to a GET, or why there is none.
///
/// # Errors
/// A sentence: no connection, no answer within two seconds, or a status other than 200.
pub async fn get(url: &Url) -> Result<Bytes, String> {
    let request = async {
        let uri = url.as_str().parse().map_err(|error| format!("{url}: {error}"))?;
        let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let answer = client
            .get(uri)
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
    tokio::time::timeout(Duration::from_secs(2), request)
        .await
        .unwrap_or_else(|_| Err(format!("{url} does not answer")))
}
