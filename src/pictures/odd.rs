//! Files that are broken, or that cost more than they look.

use std::io::Write;

use super::EncodeError;

/// The marker of a baseline JPEG's frame header, which tells the size.
const FRAME: [u8; 2] = [0xff, 0xc0];

/// From the marker to the height: the marker, the segment's length, the precision.
const TO_HEIGHT: usize = 5;

const SIDE: u16 = 60_000;

/// The sides of the bomb: as RGB it takes 1.2 GB.
const BOMB: u16 = 20_000;

/// The first half of a file.
pub(super) fn halved(mut file: Vec<u8>) -> Vec<u8> {
    file.truncate(file.len() / 2);
    file
}

/// The JPEG, saying that it is 60000 x 60000.
pub(super) fn enormous(mut file: Vec<u8>) -> Vec<u8> {
    let frame = file.windows(FRAME.len()).position(|bytes| bytes == FRAME);
    if let Some(size) = frame.and_then(|at| file.get_mut(at + TO_HEIGHT..at + TO_HEIGHT + 4)) {
        let [high, low] = SIDE.to_be_bytes();
        size.copy_from_slice(&[high, low, high, low]);
    }
    file
}

/// A PNG of one bit a pixel, all black.
pub(super) fn bomb() -> Result<Vec<u8>, EncodeError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, BOMB.into(), BOMB.into());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    let mut rows = writer.stream_writer()?;
    let row = vec![0; usize::from(BOMB).div_ceil(8)];
    for _ in 0..BOMB {
        rows.write_all(&row)?;
    }
    rows.finish()?;
    drop(writer);
    Ok(file)
}
