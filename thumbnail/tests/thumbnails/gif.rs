//! What is particular to GIF.

use thumbnail::Error;

use super::formats::{made, make};
use super::interlaced;
use crate::files::gif::{encode, encode_frames, frame};
use crate::files::picture::{Picture, photograph};

fn plain(width: u32, height: u32, colour: [u8; 4]) -> Picture {
    Picture::new(width, height, |_, _| colour)
}

#[test]
fn that_is_animated_comes_out_as_its_first_frame() {
    let frames = [
        frame(&plain(200, 100, [255, 0, 0, 255])),
        frame(&plain(200, 100, [0, 0, 255, 255])),
    ];
    let (_, picture) = made(&encode_frames(200, 100, &frames), 50);
    assert_eq!((picture.width, picture.height), (50, 25));
    assert!(
        picture
            .bytes
            .chunks_exact(4)
            .all(|pixel| pixel == [255, 0, 0, 255])
    );
}

#[test]
fn is_transparent_where_its_frame_does_not_cover_the_screen() {
    let mut frame = frame(&plain(100, 50, [0, 255, 0, 255]));
    (frame.left, frame.top) = (100, 50);
    for interlaced in [false, true] {
        frame.interlaced = interlaced;
        let (_, picture) = made(&encode_frames(200, 100, &[frame.clone()]), 50);
        assert_eq!(picture.pixel(5, 5)[3], 0);
        assert_eq!(picture.pixel(45, 5)[3], 0);
        assert_eq!(picture.pixel(45, 20), [0, 255, 0, 255]);
    }
}

#[test]
fn stays_transparent_where_it_is() {
    let picture = Picture::new(200, 100, |x, _| if x < 100 { [0; 4] } else { [9, 8, 7, 255] });
    let (_, thumbnail) = made(&encode(&picture), 50);
    assert_eq!(thumbnail.pixel(5, 5)[3], 0);
    assert_eq!(thumbnail.pixel(45, 5), [9, 8, 7, 255]);
}

#[test]
fn that_is_interlaced_looks_as_one_that_is_not() {
    for (width, height) in [(300, 201), (50, 7), (9, 1)] {
        let picture = photograph(width, height);
        let (plain, _) = made(&encode(&picture), 40);
        let (interlaced, _) = made(&interlaced::gif(&picture), 40);
        assert!(plain.bytes == interlaced.bytes, "{width} x {height}");
    }
}

#[test]
fn whose_frame_leaves_the_screen_is_refused() {
    let mut frame = frame(&plain(100, 50, [0, 255, 0, 255]));
    frame.left = 101;
    let error = make(&encode_frames(200, 100, &[frame.clone()]), 50).unwrap_err();
    assert!(
        error.to_string().contains("does not lie on its screen"),
        "{error}"
    );
    let error = make(&encode_frames(0, 0, &[frame]), 50).unwrap_err();
    assert!(matches!(error, Error::Corrupt { .. }), "{error}");
}
