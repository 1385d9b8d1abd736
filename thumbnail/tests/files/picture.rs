//! Pictures to encode.

/// Rows of pixels of so many bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) channels: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Picture {
    pub(crate) fn new<const N: usize>(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; N]) -> Self {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self {
            width,
            height,
            channels: N,
            bytes: pixels.flat_map(|(x, y)| pixel(x, y)).collect(),
        }
    }

    /// A picture with other pixels.
    pub(crate) fn map<const N: usize>(&self, pixel: impl Fn(&[u8]) -> [u8; N]) -> Self {
        Self {
            channels: N,
            bytes: self.bytes.chunks_exact(self.channels).flat_map(pixel).collect(),
            ..*self
        }
    }

    pub(crate) fn grey(&self) -> Self {
        self.map(|pixel| {
            let [r, g, b] = [0, 1, 2].map(|at| u32::from(pixel[at]));
            [u8::try_from((r * 299 + g * 587 + b * 114) / 1000).unwrap()]
        })
    }

    /// The same, ever more transparent towards the right.
    pub(crate) fn fading(&self) -> Self {
        let mut column = 0;
        let width = self.width;
        let mut bytes = Vec::new();
        for pixel in self.bytes.chunks_exact(self.channels) {
            bytes.extend(pixel);
            bytes.push(u8::try_from(255 - column * 255 / width).unwrap());
            column = (column + 1) % width;
        }
        Self {
            channels: self.channels + 1,
            bytes,
            ..*self
        }
    }

    pub(crate) fn pixel(&self, x: u32, y: u32) -> &[u8] {
        let at = (y as usize * self.width as usize + x as usize) * self.channels;
        &self.bytes[at..at + self.channels]
    }
}

/// Something like a photograph: light that falls off, shapes with edges, textures, and the noise of a sensor.
pub(crate) fn photograph(width: u32, height: u32) -> Picture {
    Picture::new(width, height, |x, y| {
        let (u, v) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let light = 140.0 + 70.0 * (1.0 - u) - 50.0 * v;
        let waves = 25.0 * (u * 40.0 + (v * 9.0).sin() * 3.0).sin() + 18.0 * (v * 55.0 + u * 13.0).cos();
        let disc = |cx: f64, cy: f64, r: f64| (u - cx).hypot(v - cy) < r;
        let shape = if disc(0.3, 0.4, 0.18) {
            [60.0, -30.0, -50.0]
        } else if disc(0.7, 0.6, 0.25) {
            [-50.0, 20.0, 55.0]
        } else if (u * 7.0).fract() < 0.12 {
            [-40.0, -35.0, -20.0]
        } else {
            [0.0, 8.0, -12.0]
        };
        // Not random, and not regular.
        let noise =
            f64::from((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).rotate_left(13)) >> 28) - 8.0;
        shape.map(|colour| {
            let value = light + waves + colour + noise * 0.6;
            // Between 0 and 255.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let value = value.clamp(0.0, 255.0) as u8;
            value
        })
    })
}
