//! Interlaced files, which no encoder here makes.

use std::io::Write;

use crate::files::picture::Picture;

/// First column and row of each pass, and the steps across and down.
const PASSES: [[u32; 4]; 7] = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
];

/// A PNG file in colour, its rows unfiltered and stored without compression.
pub(crate) fn png(picture: &Picture) -> Vec<u8> {
    let mut rows = Vec::new();
    for [x, y, across, down] in PASSES {
        if x >= picture.width {
            continue;
        }
        for y in (y..picture.height).step_by(down as usize) {
            rows.push(0);
            for x in (x..picture.width).step_by(across as usize) {
                rows.extend(picture.pixel(x, y));
            }
        }
    }
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    let size = [picture.width.to_be_bytes(), picture.height.to_be_bytes()].concat();
    chunk(&mut file, *b"IHDR", &[&size[..], &[8, 2, 0, 0, 1]].concat());
    chunk(&mut file, *b"IDAT", &stored(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// A stream of zlib's that stores what it holds.
pub(crate) fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap();
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for &byte in bytes {
        a = (a + u32::from(byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

/// Appends a chunk with its checksum.
pub(crate) fn chunk(file: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    file.write_all(&u32::try_from(content.len()).unwrap().to_be_bytes())
        .unwrap();
    let start = file.len();
    file.extend(name);
    file.extend(content);
    file.extend(crate::files::png::crc(&file[start..]).to_be_bytes());
}

/// A GIF file with the rows of its only frame interlaced.
pub(crate) fn gif(picture: &Picture) -> Vec<u8> {
    let mut frame = crate::files::gif::frame(picture);
    let width = picture.width as usize;
    let rows: Vec<&[u8]> = frame.buffer.chunks_exact(width).collect();
    let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
    let order = passes
        .into_iter()
        .flat_map(|(first, step)| (first..rows.len()).step_by(step));
    let buffer: Vec<u8> = order.flat_map(|row| rows[row].to_vec()).collect();
    frame.buffer = buffer.into();
    frame.interlaced = true;
    let (width, height) = (frame.width, frame.height);
    crate::files::gif::encode_frames(width, height, &[frame])
}
