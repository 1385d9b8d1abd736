//! The store that is S3.

use std::env;
use std::time::Duration;

use aws_client::CallError;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use tokio::io::AsyncRead;

use super::Place;
use super::store::{Expected, Object, Opened, Put, Seen, Store, StoreError};

/// From a request to the beginning of its answer.
const ANSWER: Duration = Duration::from_secs(20);
/// All of an attempt; of a read, up to the first byte of the object.
const ATTEMPT: Duration = Duration::from_secs(40);

/// The thumbnail's own record of what it was made of: user metadata, `x-amz-meta-...` on the wire.
const MADE_OF: &str = "thumbnail-of";

/// S3 itself. The SDK tries each call a few times.
#[derive(Debug, Clone)]
pub(super) struct S3 {
    client: Client,
}

impl S3 {
    pub(super) fn new(config: &aws_config::SdkConfig) -> Self {
        let timeouts = config
            .timeout_config()
            .map(TimeoutConfig::to_builder)
            .unwrap_or_default()
            .read_timeout(ANSWER)
            .operation_attempt_timeout(ATTEMPT)
            .build();
        // An emulator has no name for each bucket.
        let elsewhere = config.endpoint_url().is_some() || env::var_os("AWS_ENDPOINT_URL_S3").is_some();
        Self {
            client: Client::from_conf(
                Builder::from(config)
                    .timeout_config(timeouts)
                    .force_path_style(elsewhere)
                    .build(),
            ),
        }
    }
}

impl Store for S3 {
    type Body = Box<dyn AsyncRead + Send + Unpin>;

    async fn open(&self, place: &Place) -> Result<Opened<Self::Body>, StoreError> {
        let got = self
            .client
            .get_object()
            .bucket(&place.bucket)
            .key(&place.key)
            .send()
            .await
            .map_err(|error| failed("read", place, &error))?;
        Ok(Opened {
            etag: got.e_tag.unwrap_or_default(),
            content_type: got.content_type,
            body: Box::new(got.body.into_async_read()),
        })
    }

    async fn look(&self, place: &Place) -> Result<Option<Seen>, StoreError> {
        let head = self.client.head_object().bucket(&place.bucket).key(&place.key);
        match head.send().await {
            Ok(head) => Ok(Some(Seen {
                etag: head.e_tag.unwrap_or_default(),
                made_of: head.metadata.and_then(|mut all| all.remove(MADE_OF)),
            })),
            Err(error) if status(&error) == Some(404) => Ok(None),
            Err(error) => Err(failed("looked at", place, &error)),
        }
    }

    async fn put(&self, place: &Place, object: &Object, expected: &Expected) -> Result<Put, StoreError> {
        let put = self
            .client
            .put_object()
            .bucket(&place.bucket)
            .key(&place.key)
            .content_type(&object.content_type)
            .metadata(MADE_OF, &object.made_of)
            .body(ByteStream::from(object.bytes.clone()));
        let put = match expected {
            Expected::Empty => put.if_none_match("*"),
            Expected::Version(etag) => put.if_match(etag),
        };
        match put.send().await {
            Ok(_) => Ok(Put::Stored),
            // Not as expected; about to change; gone meanwhile.
            Err(error) if not_as_expected(&error) => Ok(Put::NotAsExpected),
            Err(error) => Err(failed("written", place, &error)),
        }
    }
}

/// Whether a condition was what S3 refused a write for: it did not hold, another write was under way at the same
/// time, or what was to be replaced is gone.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
fn not_as_expected<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let code = error.as_service_error().and_then(|error| error.code());
    match status(error) {
        Some(412) => true,
        Some(409) => code == Some("ConditionalRequestConflict"),
        Some(404) => code == Some("NoSuchKey"),
        _ => false,
    }
}

fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|answer| answer.status().as_u16())
}

fn failed<E>(what: &'static str, place: &Place, error: &SdkError<E, HttpResponse>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    StoreError {
        what,
        place: place.clone(),
        why: CallError::from(error).to_string(),
    }
}
