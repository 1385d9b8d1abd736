//! What a message of S3's tells: which objects were uploaded.
//!
//! The form is AWS's event message structure:
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

mod key;
mod read;

pub use read::{Event, EventError};
