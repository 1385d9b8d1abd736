//! From pixels to a WebP file.

use webp::Encoder;

use crate::encode::Encoded;
use crate::fit::Size;
use crate::pixels::{Layout, Pixels};
use crate::{Error, Format};

/// Encodes a thumbnail, without loss or with the quality that is given.
pub(super) fn encode(
    thumbnail: &Pixels,
    profile: Option<&[u8]>,
    lossless: bool,
    quality: u8,
) -> Result<Encoded, Error> {
    let Size { width, height } = thumbnail.size;
    let alpha = thumbnail.layout.has_alpha();
    let encoder = match thumbnail.layout {
        Layout::Rgb => Encoder::from_rgb(&thumbnail.bytes, width, height),
        _ => Encoder::from_rgba(&thumbnail.bytes, width, height),
    };
    let file = encoder
        .encode_simple(lossless, quality.into())
        .map_err(|error| Format::WebP.unencoded(&format_args!("{error:?}")))?;
    let bytes = match profile {
        Some(profile) => with_profile(&file, profile, thumbnail.size, alpha),
        None => file.to_vec(),
    };
    Ok(Encoded {
        size: thumbnail.size,
        bytes,
    })
}

/// The file with a profile in it, for which it needs the extended header if it does not have it.
fn with_profile(file: &[u8], profile: &[u8], size: Size, alpha: bool) -> Vec<u8> {
    const HEAD: usize = 12;
    const EXTENSION: usize = 18;
    let chunks = file.get(HEAD..).unwrap_or_default();
    let chunks = if chunks.starts_with(b"VP8X") {
        chunks.get(EXTENSION..).unwrap_or_default()
    } else {
        chunks
    };
    let (has_profile, has_alpha) = (0x20, if alpha { 0x10 } else { 0 });
    let [w0, w1, w2, _] = (size.width - 1).to_le_bytes();
    let [h0, h1, h2, _] = (size.height - 1).to_le_bytes();
    let extension = [has_profile | has_alpha, 0, 0, 0, w0, w1, w2, h0, h1, h2];
    let mut bytes = b"RIFF\0\0\0\0WEBP".to_vec();
    append(&mut bytes, *b"VP8X", &extension);
    append(&mut bytes, *b"ICCP", profile);
    bytes.extend(chunks);
    let riff = u32::try_from(bytes.len() - 8).unwrap_or(u32::MAX);
    bytes[4..8].copy_from_slice(&riff.to_le_bytes());
    bytes
}

fn append(to: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    to.extend(name);
    to.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    to.extend(content);
    if !content.len().is_multiple_of(2) {
        to.push(0);
    }
}
