//! Rows of an image, reduced as they come.

use crate::pixels::{Layout, Pixels};
use crate::reduce::{Boxes, Reduced};

/// Takes the rows of an image from top to bottom, and holds no more of them than what they are reduced to.
pub(crate) struct Rows {
    boxes: Boxes,
    layout: Layout,
    /// Of the boxes that the row belongs to, channel by channel.
    sums: Vec<u32>,
    /// The rows in them.
    summed: u32,
    bytes: Vec<u8>,
}

impl Rows {
    pub(crate) fn new(boxes: Boxes, layout: Layout) -> Self {
        let count = boxes.count();
        let row = count.width as usize * layout.bytes();
        Self {
            boxes,
            layout,
            sums: if boxes.are_pixels() {
                Vec::new()
            } else {
                vec![0; row]
            },
            summed: 0,
            bytes: Vec::with_capacity(row * count.height as usize),
        }
    }

    /// The next row.
    pub(crate) fn push(&mut self, row: &[u8]) {
        if self.boxes.are_pixels() {
            self.bytes.extend_from_slice(row);
            return;
        }
        add_row(&mut self.sums, row, self.layout, self.boxes.width as usize);
        self.summed += 1;
        if self.summed == self.boxes.height {
            self.average();
        }
    }

    fn average(&mut self) {
        average(&mut self.bytes, &self.sums, self.boxes, self.summed, self.layout);
        self.sums.fill(0);
        self.summed = 0;
    }

    /// The image, after its last row.
    pub(crate) fn reduced(mut self) -> Reduced {
        if self.summed > 0 {
            self.average();
        }
        reduced(self.boxes, self.layout, self.bytes)
    }
}

/// Takes the pixels of an image in any order, and holds four bytes more for each that they are reduced to.
pub(crate) struct Scattered {
    boxes: Boxes,
    layout: Layout,
    sums: Vec<u32>,
}

impl Scattered {
    /// The memory that it takes for each box and channel, in bytes.
    pub(crate) const SUM: u64 = 4;

    pub(crate) fn new(boxes: Boxes, layout: Layout) -> Self {
        let count = boxes.count();
        Self {
            boxes,
            layout,
            sums: vec![0; count.width as usize * count.height as usize * layout.bytes()],
        }
    }

    /// Some of the pixels of the row `y`: each `step`th, from the one at `x`.
    pub(crate) fn push(&mut self, y: u32, x: u32, step: u32, pixels: &[u8]) {
        let channels = self.layout.bytes();
        let width = self.boxes.count().width as usize * channels;
        let row = (y / self.boxes.height) as usize * width;
        let Some(sums) = self.sums.get_mut(row..row + width) else {
            return;
        };
        let columns = (x..self.boxes.whole.width).step_by(step.max(1) as usize);
        for (column, pixel) in columns.zip(pixels.chunks_exact(channels)) {
            let at = (column / self.boxes.width) as usize * channels;
            add_row(&mut sums[at..at + channels], pixel, self.layout, 1);
        }
    }

    /// The image, after its last pixel.
    pub(crate) fn reduced(self) -> Reduced {
        let count = self.boxes.count();
        let width = count.width as usize * self.layout.bytes();
        let mut bytes = Vec::with_capacity(self.sums.len());
        for (row, sums) in (0..count.height).zip(self.sums.chunks_exact(width)) {
            let below = self.boxes.whole.height - row * self.boxes.height;
            let rows = below.min(self.boxes.height);
            average(&mut bytes, sums, self.boxes, rows, self.layout);
        }
        reduced(self.boxes, self.layout, bytes)
    }
}

fn reduced(boxes: Boxes, layout: Layout, bytes: Vec<u8>) -> Reduced {
    Reduced {
        image: boxes.whole,
        part: (
            f64::from(boxes.whole.width) / f64::from(boxes.width),
            f64::from(boxes.whole.height) / f64::from(boxes.height),
        ),
        pixels: Pixels {
            size: boxes.count(),
            layout,
            bytes,
        },
    }
}

/// Adds a row to the sums of boxes that are so many pixels wide. Colours count as much as they are opaque.
fn add_row(sums: &mut [u32], row: &[u8], layout: Layout, width: usize) {
    match layout {
        Layout::Grey => add(sums, row, width, |[grey]| [grey.into()]),
        Layout::Rgb => add(sums, row, width, |rgb: [u8; 3]| rgb.map(u32::from)),
        Layout::GreyAlpha => add(sums, row, width, |pixel: [u8; 2]| {
            let [grey, alpha] = pixel.map(u32::from);
            [grey * alpha, alpha]
        }),
        Layout::Rgba => add(sums, row, width, |pixel: [u8; 4]| {
            let [r, g, b, alpha] = pixel.map(u32::from);
            [r * alpha, g * alpha, b * alpha, alpha]
        }),
    }
}

#[inline]
fn add<const N: usize>(sums: &mut [u32], row: &[u8], width: usize, weighed: impl Fn([u8; N]) -> [u32; N]) {
    let (pixels, _) = row.as_chunks::<N>();
    let (sums, _) = sums.as_chunks_mut::<N>();
    for (sum, pixels) in sums.iter_mut().zip(pixels.chunks(width)) {
        for &pixel in pixels {
            let weighed = weighed(pixel);
            for channel in 0..N {
                sum[channel] += weighed[channel];
            }
        }
    }
}

/// Appends the averages of a row of boxes, of which each has so many rows.
fn average(bytes: &mut Vec<u8>, sums: &[u32], boxes: Boxes, rows: u32, layout: Layout) {
    let mut right = boxes.whole.width;
    for sum in sums.chunks_exact(layout.bytes()) {
        let pixels = right.min(boxes.width) * rows;
        right = right.saturating_sub(boxes.width);
        match *sum {
            [ref colours @ .., alpha] if layout.has_alpha() => {
                bytes.extend(colours.iter().map(|&colour| quotient(colour, alpha)));
                bytes.push(quotient(alpha, pixels));
            }
            ref colours => bytes.extend(colours.iter().map(|&colour| quotient(colour, pixels))),
        }
    }
}

/// Rounded; of nothing it is nothing.
fn quotient(sum: u32, by: u32) -> u8 {
    let rounded = (sum + by / 2).checked_div(by).unwrap_or_default();
    u8::try_from(rounded).unwrap_or(u8::MAX)
}
