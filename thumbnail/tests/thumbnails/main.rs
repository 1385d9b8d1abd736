//! What comes of images of each format, right ones and wrong ones.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../files/mod.rs"]
mod files;
mod formats;
