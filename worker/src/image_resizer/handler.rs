//! What it does with a message: resizes the images that it tells of.

use std::collections::HashSet;
use std::sync::Arc;

use futures::future::join_all;
use tracing::info;

use super::Place;
use super::event::Event;
use super::progress::Progress;
use super::resize::{Resized, Resizer};
use super::store::Store;
use crate::output::Output;
use crate::polling::{Handler, HandlerError, Message};
use crate::telling::tell;

/// Reads a message, and sees to each image that it names. Where one fails the message does: it comes again, and
/// finds the others done.
#[derive(Debug)]
pub(super) struct ImageResizer<S> {
    resizer: Resizer<S>,
    output: Output,
    progress: Arc<Progress>,
}

impl<S: Store> ImageResizer<S> {
    pub(super) fn new(resizer: Resizer<S>, output: Output, progress: Arc<Progress>) -> Self {
        Self {
            resizer,
            output,
            progress,
        }
    }

    /// Resizes one image and says so.
    async fn image(&self, image: &Place) -> Result<(), String> {
        let resized = self
            .resizer
            .resize(image)
            .await
            .map_err(|error| error.to_string())?;
        let Resized { place, size } = resized;
        let line = match size {
            Some((width, height)) => format!("Resized {image} to {place}, {width}x{height}"),
            None => format!("{image} is resized already: {place}"),
        };
        tell(&self.output, &line).await;
        Ok(())
    }
}

impl<S: Store> Handler for ImageResizer<S> {
    async fn handle(&self, message: &Message) -> Result<(), HandlerError> {
        let images = match Event::read(&message.body) {
            Err(error) => {
                self.progress.image(false);
                return Err(HandlerError::new(error));
            }
            Ok(Event::Test { bucket }) => {
                let bucket = bucket.unwrap_or_else(|| "a bucket".to_owned());
                info!(
                    message = message.id(),
                    "{bucket} tells here of its uploads: s3:TestEvent"
                );
                return Ok(());
            }
            Ok(Event::Uploads(images)) => images,
        };
        let mut seen = HashSet::new();
        let images = images.into_iter().filter(|image| seen.insert(image.clone()));
        let images: Vec<Place> = images.collect();
        let outcomes = join_all(images.iter().map(|image| async {
            let outcome = self.image(image).await;
            self.progress.image(outcome.is_ok());
            outcome
        }));
        let failures: Vec<String> = outcomes.await.into_iter().filter_map(Result::err).collect();
        if failures.is_empty() {
            Ok(())
        } else {
            Err(HandlerError::new(failures.join("; ")))
        }
    }
}
