//! From an image in one bucket to its thumbnail in another, once.
//!
//! S3 tells of an upload at least once, and SQS delivers what it tells at least once. A thumbnail carries what it
//! was made of; it is stored only where none lies yet, so a second delivery finds the first one's and changes nothing.
//! Where the thumbnail of another version lies, it is replaced, unless the image itself has been replaced meanwhile:
//! then its new version counts.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use tokio::io::AsyncRead;
use tokio::sync::Semaphore;
use tokio_util::io::SyncIoBridge;

use super::store::{Expected, Object, Opened, Put, Store, StoreError};
use super::{Destination, NoPlace, Place, content_type};
use thumbnail::Thumbnail;

/// How often it is tried again because image or thumbnail were replaced meanwhile.
const ATTEMPTS: usize = 5;

/// What is read of an image at a time.
const BUFFER: usize = 64 * 1024;

/// What may follow an image in its object. It is read too, so that S3's checksum of the whole is verified.
const TRAILER: u64 = 1024 * 1024;

/// Makes thumbnails and stores them, so many at once.
#[derive(Debug)]
pub(super) struct Resizer<S> {
    store: S,
    destination: Destination,
    options: thumbnail::Options,
    room: Arc<Semaphore>,
}

/// A thumbnail that lies where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resized {
    /// Where.
    pub(super) place: Place,
    /// Its width and height in pixels; nothing if it lay there before.
    pub(super) size: Option<(u32, u32)>,
}

/// Why there is no thumbnail.
#[derive(Debug, thiserror::Error)]
pub(super) enum ResizeError {
    #[error("{source}: {reason}")]
    NoPlace {
        #[source]
        reason: NoPlace,
        source: Place,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no thumbnail of {image}: {why}")]
    Image {
        image: Place,
        #[source]
        why: thumbnail::Error,
    },
    #[error("{0} is replaced again and again, or its thumbnail is")]
    Restless(Place),
    #[error("the thread that was to resize {0} ended: {1}")]
    Defect(Place, String),
}

/// What came of an attempt to store a thumbnail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    /// It lies where it belongs, by this attempt.
    Stored,
    /// It lay there before: the same, of the same version of the image.
    StoredBefore,
    /// The image has been replaced meanwhile: a thumbnail of its new version belongs there.
    Outdated,
}

impl<S: Store> Resizer<S> {
    /// At most `at_once` images are read and resized at the same time; that bounds memory and keeps the cores busy.
    pub(super) fn new(
        store: S,
        destination: Destination,
        options: thumbnail::Options,
        at_once: usize,
    ) -> Self {
        Self {
            store,
            destination,
            options,
            room: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// Sees that the thumbnail of this image, as it is now, lies in the destination.
    pub(super) async fn resize(&self, image: &Place) -> Result<Resized, ResizeError> {
        let place = self
            .destination
            .of(image)
            .map_err(|reason| ResizeError::NoPlace {
                reason,
                source: image.clone(),
            })?;
        for _ in 0..ATTEMPTS {
            let (etag, object, size) = self.make(image).await?;
            let size = match self.store(image, &etag, &place, &object).await? {
                Attempt::Stored => Some(size),
                Attempt::StoredBefore => None,
                Attempt::Outdated => continue,
            };
            return Ok(Resized { place, size });
        }
        Err(ResizeError::Restless(image.clone()))
    }

    /// Makes the thumbnail of an image as it is now, and says of which version.
    async fn make(&self, image: &Place) -> Result<(String, Object, (u32, u32)), ResizeError> {
        // Never closed.
        let room = Arc::clone(&self.room).acquire_owned().await;
        let Opened {
            etag,
            content_type,
            body,
        } = self.store.open(image).await?;
        let options = self.options;
        let made = tokio::task::spawn_blocking(move || {
            // Its room is free when it is done, also where nobody waits for it any more.
            let _room = room;
            make(body, &options)
        });
        let made = made
            .await
            .map_err(|error| ResizeError::Defect(image.clone(), error.to_string()))?
            .map_err(|why| ResizeError::Image {
                image: image.clone(),
                why,
            })?;
        let size = (made.width, made.height);
        let object = Object {
            content_type: content_type::of_thumbnail(content_type, made.format),
            made_of: format!("{etag} {} {}", options.size, options.quality),
            bytes: made.bytes.into(),
        };
        Ok((etag, object, size))
    }

    /// Stores the thumbnail, unless it lies there already or is outdated.
    async fn store(
        &self,
        image: &Place,
        etag: &str,
        place: &Place,
        object: &Object,
    ) -> Result<Attempt, ResizeError> {
        let mut expected = Expected::Empty;
        for _ in 0..ATTEMPTS {
            if self.store.put(place, object, &expected).await? == Put::Stored {
                return Ok(Attempt::Stored);
            }
            expected = match self.store.look(place).await? {
                None => Expected::Empty,
                Some(there) if there.made_of.as_deref() == Some(&object.made_of) => {
                    return Ok(Attempt::StoredBefore);
                }
                Some(there) => Expected::Version(there.etag),
            };
            let now = self.store.look(image).await?;
            if now.is_none_or(|now| now.etag != etag) {
                return Ok(Attempt::Outdated);
            }
        }
        Err(ResizeError::Restless(place.clone()))
    }
}

/// Reads an image to its end, as it comes, and makes its thumbnail. Blocks.
fn make(body: impl AsyncRead + Unpin, options: &thumbnail::Options) -> Result<Thumbnail, thumbnail::Error> {
    let mut body = BufReader::with_capacity(BUFFER, SyncIoBridge::new(body));
    let made = thumbnail::make(&mut body, options)?;
    io::copy(&mut body.take(TRAILER), &mut io::sink()).map_err(thumbnail::Error::Read)?;
    Ok(made)
}
