//! CMYK as JPEG files have it: inverted, so that 255 is no ink.

/// A row in RGB of a row in CMYK. As Adobe's programs write it, and as browsers and Pillow read it, whether it is marked as
/// Adobe's or not.
pub(super) fn rgb(inverted: &[u8], rgb: &mut [u8]) {
    let (inks, _) = inverted.as_chunks::<4>();
    let (colours, _) = rgb.as_chunks_mut::<3>();
    for (&[c, m, y, k], colour) in inks.iter().zip(colours) {
        *colour = [c, m, y].map(|ink| {
            let light = u16::from(ink) * u16::from(k);
            // Rounded; at most 255 x 255 / 255.
            u8::try_from((light + 127) / 255).unwrap_or(u8::MAX)
        });
    }
}
