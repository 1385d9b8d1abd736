//! What the resizer asks of S3.

use std::future::Future;

use tokio::io::AsyncRead;

use super::Place;

/// Where images and thumbnails lie.
pub(super) trait Store: Send + Sync + 'static {
    /// The bytes of an object, as they come.
    type Body: AsyncRead + Send + Unpin + 'static;

    /// Begins to read an object.
    fn open(&self, place: &Place) -> impl Future<Output = Result<Opened<Self::Body>, StoreError>> + Send;

    /// What is known of an object without reading it; nothing if there is none.
    fn look(&self, place: &Place) -> impl Future<Output = Result<Option<Seen>, StoreError>> + Send;

    /// Puts an object in its place, whole, if the place is as expected.
    fn put(
        &self,
        place: &Place,
        object: &Object,
        expected: &Expected,
    ) -> impl Future<Output = Result<Put, StoreError>> + Send;
}

/// An object that is being read.
#[derive(Debug)]
pub(super) struct Opened<B> {
    /// Which version of it.
    pub(super) etag: String,
    /// Its media type, where it has one.
    pub(super) content_type: Option<String>,
    pub(super) body: B,
}

/// An object, from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Which version of it.
    pub(super) etag: String,
    /// What it was made of, and how, where it is a thumbnail.
    pub(super) made_of: Option<String>,
}

/// A thumbnail to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) content_type: String,
    /// What it was made of, and how.
    pub(super) made_of: String,
    pub(super) bytes: bytes::Bytes,
}

/// How a place is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expected {
    /// Nothing lies there.
    Empty,
    /// This version lies there still.
    Version(String),
}

/// What became of a put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// It lies there now.
    Stored,
    /// The place was not as expected; nothing was changed.
    NotAsExpected,
}

/// S3 did not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place} could not be {what}: {why}")]
pub(super) struct StoreError {
    /// `read`, `written`.
    pub(super) what: &'static str,
    pub(super) place: Place,
    /// S3's code and words, or why there was no answer.
    pub(super) why: String,
}
