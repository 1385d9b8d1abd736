//! Images of each format, made here.
// Each test takes some of it.
#![allow(dead_code)]

pub(crate) mod gif;
pub(crate) mod jpeg;
pub(crate) mod likeness;
pub(crate) mod picture;
pub(crate) mod png;
pub(crate) mod resident;
pub(crate) mod webp;
