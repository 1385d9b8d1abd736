//! What a file shows.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::Picture;
use super::colours::{self, Colour};

/// Where each half is looked at, in hundredths of the height.
const ROWS: [usize; 3] = [10, 50, 90];

/// The pixels of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// Red, green and blue of each pixel, row by row.
    pixels: Vec<u8>,
}

impl Seen {
    /// Reads a JPEG, a PNG or a GIF, whatever it is called.
    ///
    /// # Errors
    /// It is none, or broken.
    pub fn read(file: &[u8]) -> Result<Self, String> {
        if file.starts_with(&[0xff, 0xd8]) {
            jpeg(file)
        } else if file.starts_with(b"\x89PNG") {
            png(file)
        } else if file.starts_with(b"GIF8") {
            gif(file)
        } else {
            Err(format!("{} bytes that are no JPEG, PNG or GIF", file.len()))
        }
    }

    /// Holds it to be the picture's thumbnail, fitted into a square of that many pixels.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, picture: &Picture, square: u16) -> Result<(), String> {
        let (width, height) = fitted(*picture, square);
        // How a fraction of a pixel is rounded is left to the worker.
        if self.width.abs_diff(width) > 1 || self.height.abs_diff(height) > 1 {
            return Err(format!(
                "it is {} x {}, and ought to be {width} x {height}",
                self.width, self.height
            ));
        }
        if self.width > square.into() || self.height > square.into() {
            return Err(format!(
                "{} x {} does not fit into {square}",
                self.width, self.height
            ));
        }
        let (left, right) = colours::of(*picture);
        for row in ROWS {
            for (half, at, expected) in [("left", 25, left), ("right", 75, right)] {
                let colour = self.at(self.width * at / 100, self.height * row / 100);
                if !colours::like(colour, expected) {
                    return Err(format!(
                        "its {half} half is {colour:?} at {row} % of its height, and ought to be {expected:?}"
                    ));
                }
            }
        }
        Ok(())
    }

    fn at(&self, x: usize, y: usize) -> Colour {
        let at = (y * self.width + x) * 3;
        match self.pixels.get(at..at + 3) {
            Some([red, green, blue]) => [*red, *green, *blue],
            _ => [0; 3],
        }
    }
}

/// The size of a picture's thumbnail: its own proportions, never larger than it was, at least a pixel.
fn fitted(picture: Picture, square: u16) -> (usize, usize) {
    let longest = usize::from(picture.width.max(picture.height));
    let side = |side: u16| match usize::from(square) {
        square if longest <= square => side.into(),
        square => ((usize::from(side) * square * 2 + longest) / (longest * 2)).max(1),
    };
    (side(picture.width), side(picture.height))
}

fn jpeg(file: &[u8]) -> Result<Seen, String> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    let pixels = decoder
        .decode()
        .map_err(|error| format!("a broken JPEG: {error:?}"))?;
    let (width, height) = decoder.dimensions().ok_or("a JPEG without a size")?;
    Ok(Seen {
        width,
        height,
        pixels,
    })
}

fn png(file: &[u8]) -> Result<Seen, String> {
    let broken = |error: png::DecodingError| format!("a broken PNG: {error}");
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(broken)?;
    let size = reader.output_buffer_size().ok_or("a PNG that is too large")?;
    let mut bytes = vec![0; size];
    let info = reader.next_frame(&mut bytes).map_err(broken)?;
    let bytes = &bytes[..info.buffer_size()];
    let pixels = match info.color_type {
        png::ColorType::Grayscale => bytes.iter().flat_map(|grey| [*grey; 3]).collect(),
        png::ColorType::GrayscaleAlpha => bytes.chunks(2).flat_map(|pixel| [pixel[0]; 3]).collect(),
        png::ColorType::Rgba => bytes.chunks(4).flat_map(|pixel| pixel[..3].to_vec()).collect(),
        _ => bytes.to_vec(),
    };
    Ok(Seen {
        width: dimension(info.width)?,
        height: dimension(info.height)?,
        pixels,
    })
}

fn dimension(pixels: u32) -> Result<usize, String> {
    usize::try_from(pixels).map_err(|error| error.to_string())
}

fn gif(file: &[u8]) -> Result<Seen, String> {
    let broken = |error: gif::DecodingError| format!("a broken GIF: {error}");
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(Cursor::new(file)).map_err(broken)?;
    let frame = decoder
        .read_next_frame()
        .map_err(broken)?
        .ok_or("a GIF without a frame")?;
    Ok(Seen {
        width: frame.width.into(),
        height: frame.height.into(),
        pixels: frame
            .buffer
            .chunks(4)
            .flat_map(|pixel| pixel[..3].to_vec())
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::Kind;

    fn picture(kind: Kind) -> Picture {
        Picture {
            kind,
            number: 1234,
            width: 200,
            height: 120,
        }
    }

    #[test]
    fn a_picture_that_fits_is_its_own_thumbnail_in_every_format() {
        for kind in [
            Kind::Jpeg,
            Kind::CmykJpeg,
            Kind::Png,
            Kind::DeepPng,
            Kind::AnimatedGif,
        ] {
            let picture = picture(kind);
            let file = picture.file().expect("a file");
            assert_eq!(picture.check_thumbnail(&file, 224), Ok(()), "{kind:?}");
        }
    }

    #[test]
    fn another_pictures_thumbnail_is_told_by_its_colours() {
        let file = picture(Kind::Jpeg).file().expect("a file");
        for number in [1235, 1234 + 64, 0] {
            let other = Picture {
                number,
                ..picture(Kind::Jpeg)
            };
            let wrong = other.check_thumbnail(&file, 224).expect_err("another");
            assert!(wrong.contains("half is"), "{wrong}");
        }
    }

    #[test]
    fn a_wrong_size_is_told() {
        let file = picture(Kind::Jpeg).file().expect("a file");
        let wrong = picture(Kind::Jpeg)
            .check_thumbnail(&file, 100)
            .expect_err("too large");
        assert_eq!(wrong, "it is 200 x 120, and ought to be 100 x 60");
        let larger = Picture {
            width: 800,
            height: 480,
            ..picture(Kind::Jpeg)
        };
        assert!(larger.check_thumbnail(&file, 224).is_err());
        assert_eq!(larger.check_thumbnail(&file, 200), Ok(()));
    }

    #[test]
    fn sizes_keep_their_proportions_and_never_grow() {
        let fit = |width, height| fitted(Picture::jpeg(0, width, height), 224);
        assert_eq!(fit(640, 480), (224, 168));
        assert_eq!(fit(300, 900), (75, 224));
        assert_eq!(fit(100, 60), (100, 60));
        assert_eq!(fit(1120, 20), (224, 4));
        assert_eq!(fit(60_000, 10), (224, 1));
    }

    #[test]
    fn what_is_broken_is_no_thumbnail() {
        for kind in [Kind::Truncated, Kind::Empty, Kind::Text] {
            let picture = picture(kind);
            let file = picture.file().expect("a file");
            assert!(picture.check_thumbnail(&file, 224).is_err(), "{kind:?}");
        }
        let enormous = picture(Kind::Enormous).file().expect("a file");
        assert!(enormous.windows(4).any(|bytes| bytes == [0xea, 0x60, 0xea, 0x60]));
        let bomb = picture(Kind::Bomb).file().expect("a file");
        assert!(bomb.len() < 1_000_000, "{} bytes", bomb.len());
    }
}
