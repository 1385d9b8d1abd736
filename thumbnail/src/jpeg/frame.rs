//! What the header of a frame, an SOF segment, says of the image.

use super::segments::marker;
use crate::fit::Size;
use crate::{Error, Format};

/// A colour component, and how densely it is sampled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Component {
    id: u8,
    across: u8,
    down: u8,
}

/// A frame, which is the image.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) size: Size,
    pub(super) progressive: bool,
    pub(super) components: Vec<Component>,
}

impl Frame {
    /// From its segment.
    pub(super) fn of(marker: u8, content: &[u8]) -> Result<Self, Error> {
        let kind = match marker {
            marker::SOF0..=marker::SOF2 => None,
            0xC3 => Some("coded without loss"),
            0xC5..=0xC7 => Some("hierarchical"),
            _ => Some("arithmetic coding"),
        };
        if let Some(kind) = kind {
            return Err(Format::Jpeg.unsupported(&kind));
        }
        let broken = || Format::Jpeg.corrupt("the header of its frame is broken");
        let (&[precision, h0, h1, w0, w1, count], components) =
            content.split_first_chunk().ok_or_else(broken)?;
        if precision != 8 {
            return Err(Format::Jpeg.unsupported(&format_args!("{precision} bits a sample")));
        }
        let size = Size::new(
            u16::from_be_bytes([w0, w1]).into(),
            u16::from_be_bytes([h0, h1]).into(),
        );
        if size.height == 0 {
            return Err(Format::Jpeg.unsupported("its height is not in its header"));
        }
        if !matches!(count, 1 | 3 | 4) {
            return Err(Format::Jpeg.unsupported(&format_args!("{count} colour components")));
        }
        if size.width == 0 || components.len() != 3 * usize::from(count) {
            return Err(broken());
        }
        let components: Vec<Component> = components
            .chunks_exact(3)
            .map(|component| Component {
                id: component[0],
                across: component[1] >> 4,
                down: component[1] & 0xF,
            })
            .collect();
        if components
            .iter()
            .any(|part| !(1..=4).contains(&part.across) || !(1..=4).contains(&part.down))
        {
            return Err(broken());
        }
        Ok(Self {
            size,
            progressive: marker == marker::SOF2,
            components,
        })
    }

    fn densest(&self) -> (u8, u8) {
        let across = self.components.iter().map(|part| part.across).max();
        let down = self.components.iter().map(|part| part.down).max();
        (across.unwrap_or(1), down.unwrap_or(1))
    }

    /// The memory, in bytes, that all its coefficients take.
    pub(super) fn coefficients(&self) -> u64 {
        const BLOCK: u64 = 64 * 2;
        let (across, down) = self.densest();
        let blocks = |side: u32, sampling: u8, densest: u8| {
            let samples = u64::from(side) * u64::from(sampling);
            let blocks = samples.div_ceil(8 * u64::from(densest));
            blocks.next_multiple_of(sampling.into())
        };
        let each = self.components.iter().map(|part| {
            blocks(self.size.width, part.across, across) * blocks(self.size.height, part.down, down) * BLOCK
        });
        each.sum()
    }

    /// Whether of a component at an eighth of the size one sample remains of a block, for which its first coefficient is
    /// enough. A component that is sampled half as densely in both directions is decoded at a quarter instead.
    pub(super) fn is_flat_at_an_eighth(&self, id: u8) -> bool {
        let (across, down) = self.densest();
        let half =
            |part: &Component| across.is_multiple_of(2 * part.across) && down.is_multiple_of(2 * part.down);
        self.components.iter().any(|part| part.id == id && !half(part))
    }
}
