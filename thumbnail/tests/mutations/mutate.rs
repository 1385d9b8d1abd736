//! What can be wrong with a file.

use std::ops::Range;

use fastrand::Rng;

/// Numbers that are at an edge of something.
const EDGES: [u32; 12] = [
    0,
    1,
    2,
    7,
    8,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFF_FFFF,
    0xFFFF_FFFF,
];

/// A file with some changes.
pub(crate) fn some(seeds: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let mut file = seeds[random.usize(..seeds.len())].clone();
    for _ in 0..random.usize(1..=4) {
        if file.is_empty() {
            break;
        }
        change(&mut file, seeds, random);
    }
    // Most changes to PNG would end at a checksum.
    if file.starts_with(b"\x89PNG") && random.u8(..4) > 0 {
        sign(&mut file);
    }
    file
}

fn change(file: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Rng) {
    // What a header says is most of what can be wrong.
    let at = if random.bool() {
        random.usize(..file.len().min(80))
    } else {
        random.usize(..file.len())
    };
    match random.u8(..10) {
        0 | 1 => file[at] ^= 1 << random.u8(..8),
        2 => file[at] = random.u8(..),
        3 => file.truncate(at),
        4 => edge(&mut file[at..], random),
        5 => {
            let part = range(file.len(), random);
            file.drain(part);
        }
        6 => {
            let part = file[range(file.len(), random)].to_vec();
            file.splice(at..at, part);
        }
        7 => {
            let other = &seeds[random.usize(..seeds.len())];
            let part = other[range(other.len(), random)].to_vec();
            file.splice(at..at, part);
        }
        8 => {
            let part = range(file.len(), random);
            let value = random.u8(..);
            file[part].fill(value);
        }
        _ => swap(file, random),
    }
}

/// Writes a number of one, two or four bytes, in either order.
fn edge(to: &mut [u8], random: &mut Rng) {
    let number = EDGES[random.usize(..EDGES.len())];
    let width = [1, 2, 4][random.usize(..3)];
    let bytes = if random.bool() {
        number.to_be_bytes()[4 - width..].to_vec()
    } else {
        number.to_le_bytes()[..width].to_vec()
    };
    for (to, from) in to.iter_mut().zip(bytes) {
        *to = from;
    }
}

/// A part, mostly a short one.
fn range(length: usize, random: &mut Rng) -> Range<usize> {
    let start = random.usize(..length);
    let most = if random.bool() { 32 } else { length };
    start..(start + random.usize(1..=most)).min(length)
}

/// Puts a part of the file, which is a chunk or a segment if it fits, before another.
fn swap(file: &mut [u8], random: &mut Rng) {
    let starts: Vec<usize> = (2..file.len().saturating_sub(8))
        .filter(|&at| is_start(file, at))
        .collect();
    if starts.len() < 3 {
        return;
    }
    let mut three = [0; 3].map(|_| starts[random.usize(..starts.len())]);
    three.sort_unstable();
    file[three[0]..three[2]].rotate_left(three[1] - three[0]);
}

/// Whether something like a segment of JPEG or a chunk of PNG or WebP begins there.
fn is_start(file: &[u8], at: usize) -> bool {
    let name = |at: usize| {
        file[at..at + 4]
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || *byte == b' ')
    };
    (file[at] == 0xFF && file[at + 1] >= 0xC0) || name(at) || name(at + 4)
}

/// Gives every chunk of PNG the checksum that it should have.
fn sign(file: &mut [u8]) {
    let mut at = 8;
    while let Some(&[a, b, c, d]) = file.get(at..at + 4).and_then(|length| length.first_chunk()) {
        let Some(end) = (at + 8).checked_add(u32::from_be_bytes([a, b, c, d]) as usize) else {
            return;
        };
        let Some(named) = file.get(at + 4..end) else {
            return;
        };
        let crc = crate::files::png::crc(named).to_be_bytes();
        let Some(signature) = file.get_mut(end..end + 4) else {
            return;
        };
        signature.copy_from_slice(&crc);
        at = end + 4;
    }
}
