//! What comes before the first scan of a JPEG file.

use std::io::BufRead;

use super::frame::Frame;
use super::profile::Parts;
use super::segments::{Segments, append, marker};
use crate::orientation::Orientation;
use crate::{Error, Format, Limits};

/// The most bytes of tables that are kept for the decoder: each kind takes some hundreds.
const TABLES: usize = 1 << 20;

/// The header of a JPEG file.
pub(super) struct Header {
    pub(super) frame: Frame,
    /// Whether a decoder needs all coefficients before it can show the first row.
    pub(super) whole: bool,
    pub(super) orientation: Orientation,
    pub(super) profile: Option<Vec<u8>>,
    /// What of it the decoder needs, up to where the coded image begins.
    pub(super) kept: Vec<u8>,
    /// The rest of what may be read of other segments.
    pub(super) segments: Segments,
}

/// Reads the header, and leaves the source where the first scan begins.
pub(super) fn read(source: &mut dyn BufRead, limits: &Limits) -> Result<Header, Error> {
    let mut segments = Segments::new();
    let mut kept = vec![marker::PREFIX, marker::SOI];
    let (mut frame, mut orientation, mut profile) = (None, Orientation::Upright, Parts::default());
    // It begins with one: that is how its format was told.
    segments.marker(source)?;
    loop {
        let marker = segments.marker(source)?;
        match marker {
            marker::TEM | marker::RST0..=marker::RST7 => continue,
            marker::SOI => return Err(Format::Jpeg.corrupt("it begins twice")),
            marker::EOI => return Err(Format::Jpeg.corrupt("it has no image in it")),
            marker::APP0 | marker::APP1 | marker::APP2 | marker::APP14 => {
                let content = segments.content(source)?;
                if let Some(exif) = content.strip_prefix(b"Exif\0\0") {
                    orientation = Orientation::of(exif);
                }
                profile.push(&content);
                // They say which colours the components stand for.
                if content.starts_with(b"JFIF\0") || content.starts_with(b"Adobe") {
                    append(&mut kept, marker, &content);
                }
            }
            marker::DHT | marker::DQT | marker::DRI => append(&mut kept, marker, &segments.content(source)?),
            marker::JPG => return Err(Format::Jpeg.corrupt("it has a marker that is reserved")),
            marker::SOF0..=marker::SOF15 => {
                let content = segments.content(source)?;
                let read = Frame::of(marker, &content)?;
                limits.allow(read.size)?;
                if frame.replace(read).is_some() {
                    return Err(Format::Jpeg.corrupt("it has two frames"));
                }
                append(&mut kept, marker, &content);
            }
            marker::SOS => {
                let Some(frame) = frame else {
                    return Err(Format::Jpeg.corrupt("its image begins before the image's size is known"));
                };
                let content = segments.content(source)?;
                let together = content.first().copied().unwrap_or_default();
                append(&mut kept, marker, &content);
                return Ok(Header {
                    whole: frame.progressive || usize::from(together) < frame.components.len(),
                    frame,
                    orientation,
                    profile: profile.joined(),
                    kept,
                    segments,
                });
            }
            _ => segments.skip(source)?,
        }
        if kept.len() > TABLES {
            return Err(Format::Jpeg.corrupt(&format_args!("it has more than {TABLES} bytes of tables")));
        }
    }
}
