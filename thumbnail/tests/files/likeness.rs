//! How alike two pictures are: structural similarity, of each channel, in windows of 7 x 7 pixels.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::picture::Picture;

const WINDOW: u32 = 7;

/// The mean structural similarity, 1 if they are the same.
pub(crate) fn likeness(one: &Picture, other: &Picture) -> f64 {
    assert_eq!(
        (one.width, one.height, one.channels),
        (other.width, other.height, other.channels)
    );
    let (mut sum, mut windows) = (0.0, 0.0);
    for channel in 0..one.channels {
        for y in 0..=one.height - WINDOW {
            for x in 0..=one.width - WINDOW {
                sum += of_window(one, other, channel, x, y);
                windows += 1.0;
            }
        }
    }
    sum / windows
}

fn of_window(one: &Picture, other: &Picture, channel: usize, left: u32, top: u32) -> f64 {
    let (mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for y in top..top + WINDOW {
        for x in left..left + WINDOW {
            let (p, q) = (
                f64::from(one.pixel(x, y)[channel]),
                f64::from(other.pixel(x, y)[channel]),
            );
            a += p;
            b += q;
            aa += p * p;
            bb += q * q;
            ab += p * q;
        }
    }
    let n = f64::from(WINDOW * WINDOW);
    let (a, b) = (a / n, b / n);
    let (var_a, var_b, cov) = (aa / n - a * a, bb / n - b * b, ab / n - a * b);
    let (c1, c2) = ((0.01 * 255.0_f64).powi(2), (0.03 * 255.0_f64).powi(2));
    (2.0 * a * b + c1) * (2.0 * cov + c2) / ((a * a + b * b + c1) * (var_a + var_b + c2))
}

/// The whole picture resampled with Lanczos' filter.
pub(crate) fn resampled(picture: &Picture, width: u32, height: u32) -> Picture {
    let kind = match picture.channels {
        1 => PixelType::U8,
        2 => PixelType::U8x2,
        3 => PixelType::U8x3,
        _ => PixelType::U8x4,
    };
    let from = ImageRef::new(picture.width, picture.height, &picture.bytes, kind).unwrap();
    let mut to = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&from, &mut to, &options).unwrap();
    Picture {
        width,
        height,
        channels: picture.channels,
        bytes: to.into_vec(),
    }
}
