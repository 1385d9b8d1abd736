//! An ICC profile, which comes in several segments if it is long.

use crate::encode::PROFILE;

/// What its segments begin with; then come the number of the segment, from 1, and how many there are.
pub(super) const INTRODUCTION: &[u8] = b"ICC_PROFILE\0";

/// The parts of a profile.
#[derive(Debug, Default)]
pub(super) struct Parts {
    numbered: Vec<(u8, Vec<u8>)>,
    count: u8,
    bytes: usize,
}

impl Parts {
    /// Takes a segment, if it is one of a profile.
    pub(super) fn push(&mut self, content: &[u8]) {
        let Some(&[number, count, ref part @ ..]) = content.strip_prefix(INTRODUCTION) else {
            return;
        };
        self.count = count;
        self.bytes += part.len();
        // One that is too long is not to be held, either.
        if self.bytes <= PROFILE {
            self.numbered.push((number, part.to_vec()));
        }
    }

    /// The profile, if it is whole and not too long.
    pub(super) fn joined(mut self) -> Option<Vec<u8>> {
        self.numbered.sort_by_key(|&(number, _)| number);
        let numbers = self.numbered.iter().map(|&(number, _)| number);
        if self.bytes > PROFILE || self.count == 0 || !numbers.eq(1..=self.count) {
            return None;
        }
        Some(self.numbered.into_iter().flat_map(|(_, part)| part).collect())
    }
}
