//! The colours that tell pictures apart.

use super::{Kind, Picture};

/// What a channel may be: far enough apart to survive JPEG and resizing.
const LEVELS: [u8; 4] = [32, 96, 160, 224];

/// How far a channel may be from what it was.
const TOLERANCE: u8 = 30;

/// A colour: red, green, blue.
pub(super) type Colour = [u8; 3];

/// The colours of its halves, left and right. Each number below 4096 has others.
pub(super) fn of(picture: Picture) -> (Colour, Colour) {
    match picture.kind {
        Kind::Bomb => ([0; 3], [0; 3]),
        _ => of_number(picture.number),
    }
}

pub(super) fn of_number(number: u16) -> (Colour, Colour) {
    let level = |digit: u16| LEVELS[usize::from(number >> (2 * digit)) % LEVELS.len()];
    ([level(0), level(1), level(2)], [level(3), level(4), level(5)])
}

/// Whether a colour may have become the other.
pub(super) fn like(one: Colour, other: Colour) -> bool {
    one.iter()
        .zip(other)
        .all(|(one, other)| one.abs_diff(other) <= TOLERANCE)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_number_has_colours_of_its_own_that_are_not_taken_for_others() {
        let all: BTreeSet<_> = (0..4096).map(of_number).collect();
        assert_eq!(all.len(), 4096);
        let (left, _) = of_number(1);
        let (other, _) = of_number(2);
        assert!(like(left, left) && !like(left, other));
        assert!(like([100, 100, 100], [70, 130, 100]) && !like([100, 100, 100], [69, 100, 100]));
    }
}
