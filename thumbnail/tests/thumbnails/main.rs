//! What comes of images of each format, right ones and wrong ones.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod bad;
#[path = "../files/mod.rs"]
mod files;
mod formats;
mod gif;
mod interlaced;
mod jpeg;
mod likeness;
mod png;
mod webp;
