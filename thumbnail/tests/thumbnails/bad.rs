//! What there is no thumbnail of, and how that is said.

use std::io::{self, BufReader, Cursor, Read};

use thumbnail::{Error, Format, Limits, Options};

use super::formats::{files, make, options};
use super::interlaced::{chunk, stored};
use crate::files::picture::photograph;
use crate::files::webp;

#[test]
fn nothing_at_all() {
    assert!(matches!(make(b"", 100), Err(Error::Empty)));
}

#[test]
fn something_else() {
    for other in [
        &b"hello, world"[..],
        b"%PDF-1.7",
        b"II*\0",
        b"BM",
        b"RIFF\0\0\0\0WAVE",
        b"<svg/>",
        b"\0",
    ] {
        assert!(matches!(make(other, 100), Err(Error::NoImage)), "{other:?}");
    }
}

/// How many bytes at the most follow what an image is made of: the end of JPEG, and of GIF also that of its data.
fn behind(format: Format) -> usize {
    match format {
        Format::Jpeg => 2,
        Format::Gif => 6,
        Format::Png | Format::WebP => 0,
    }
}

#[test]
fn a_file_that_is_cut_off() {
    for (format, file) in files(&photograph(64, 48)) {
        for length in 1..file.len() {
            match make(&file[..length], 32) {
                Err(Error::Truncated { format: told }) => assert_eq!(told, format),
                // The name of WebP comes late.
                Err(Error::NoImage) => assert!(format == Format::WebP && length < 12),
                // Behind the image only its end follows.
                Ok(_) => assert!(length >= file.len() - behind(format), "{format:?} of {length}"),
                Err(error) => panic!("{format:?} of {length}: {error}"),
            }
        }
    }
}

/// The headers of images of 60,000 x 60,000 pixels, and of the largest WebP.
fn enormous() -> [(Vec<u8>, u32); 4] {
    let [high, low] = 60_000_u16.to_be_bytes();
    let jpeg = [
        &b"\xFF\xD8\xFF\xC0\0\x11\x08"[..],
        &[high, low, high, low, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0],
        &[0; 64],
    ]
    .concat();
    let gif = [
        &b"GIF89a"[..],
        &[low, high, low, high, 0, 0, 0],
        &[0x2C],
        &[0; 64],
    ]
    .concat();
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    let side = 60_000_u32.to_be_bytes();
    chunk(&mut png, *b"IHDR", &[&side[..], &side, &[8, 6, 0, 0, 0]].concat());
    chunk(&mut png, *b"IDAT", &stored(&[0; 1000]));
    let webp = webp::riff(&[webp::chunk(*b"VP8L", &[0x2F, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0])]);
    [(jpeg, 60_000), (gif, 60_000), (png, 60_000), (webp, 16_384)]
}

#[test]
fn an_image_with_too_many_pixels() {
    for (file, side) in enormous() {
        match make(&file, 224) {
            Err(Error::TooManyPixels { width, height, limit }) => {
                assert_eq!((width, height, limit), (side, side, 100_000_000));
            }
            other => panic!("{side}: {other:?}"),
        }
    }
}

#[test]
fn an_image_that_takes_too_much_memory() {
    for (file, side) in enormous() {
        let limits = Limits {
            pixels: u64::MAX,
            memory: 1 << 20,
        };
        match thumbnail::make(
            &file[..],
            &Options {
                limits,
                ..options(224)
            },
        ) {
            Err(Error::TooMuchMemory {
                width,
                height,
                need,
                limit,
            }) => {
                assert_eq!((width, height, limit), (side, side, 1 << 20));
                assert!(need > limit);
            }
            // It has no frame to look at, or no scan.
            Err(Error::Corrupt { .. } | Error::Truncated { .. }) if matches!(file[0], b'G' | 0xFF) => {}
            other => panic!("{side}: {other:?}"),
        }
    }
}

#[test]
fn a_size_or_a_quality_that_there_is_not() {
    let (_, file) = &files(&photograph(10, 10))[0];
    for (size, quality) in [(0, 90), (100, 0), (100, 101)] {
        let made = thumbnail::make(
            &file[..],
            &Options {
                size,
                quality,
                ..options(1)
            },
        );
        assert!(matches!(made, Err(Error::Options { .. })), "{made:?}");
    }
}

/// Fails when it has been read, as a connection does.
struct Broken(io::ErrorKind);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(self.0, "the connection was lost"))
    }
}

#[test]
fn a_source_that_fails_is_not_taken_for_a_wrong_image() {
    for (format, file) in files(&photograph(64, 48)) {
        for length in (0..file.len() - behind(format)).step_by(7) {
            for kind in [io::ErrorKind::ConnectionReset, io::ErrorKind::UnexpectedEof] {
                let source = Cursor::new(file[..length].to_vec()).chain(Broken(kind));
                match thumbnail::make(BufReader::with_capacity(64, source), &options(32)) {
                    Err(Error::Read(error)) => assert_eq!(error.kind(), kind),
                    other => panic!("{format:?} of {length}: {other:?}"),
                }
            }
        }
    }
}

/// Gives a byte at a time, and is interrupted before each.
struct Halting<'file>(&'file [u8], bool);

impl Read for Halting<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = buf.len().min(1);
        self.0.read(&mut buf[..most])
    }
}

#[test]
fn a_source_that_is_interrupted_makes_no_difference() {
    for (format, file) in files(&photograph(64, 48)) {
        let whole = make(&file, 32).unwrap();
        let halting = thumbnail::make(BufReader::new(Halting(&file, false)), &options(32)).unwrap();
        assert!(whole == halting, "{format:?}");
    }
}
