//! The worker that makes thumbnails of the images that are uploaded to a bucket.
//!
//! ```text
//!  upload ──► S3 ──event──► queue ──► event ──► resize ──► destination bucket
//!                                               │  ▲
//!                                    read as it comes, several at once
//! ```

mod content_type;
mod event;
mod handler;
mod options;
mod place;
mod progress;
mod resize;
mod run;
mod s3;
mod store;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use event::{Event, EventError};
pub(crate) use options::MOST_AT_ONCE;
pub use options::Options;
pub use place::{Destination, NoPlace, Place};
pub use run::run;
