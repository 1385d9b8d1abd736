//! Thumbnails of photographs of twelve megapixels: how many a second, in how much memory and how good, beside Pillow's
//! `Image.thumbnail` and `save` of the same files, each on the same one core, in turn.
//!
//! `cargo bench -p thumbnail --bench pillow`. Makes an environment for Python with Pillow and the photographs the first time,
//! for which it needs Python 3.11 or newer and an index of packages; `BENCH_PYTHON` names the Python (python3).
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

mod contenders;
mod python;

use contenders::{Contender, Figures, likeness, run};
use python::Python;
use testing::figures::{median, show};

/// Each contender has so many turns, in which it makes so many thumbnails of each photograph.
const ROUNDS: usize = 5;
const TIMES: u32 = 4;
const QUALITY: u8 = 90;

fn main() {
    if contenders::is_asked_for() {
        return;
    }
    let python = Python::prepared();
    for kind in ["baseline-420", "baseline-444", "progressive-420"] {
        for size in [224, 299] {
            compare(&python, kind, size);
        }
    }
}

fn compare(python: &Python, kind: &str, size: u32) {
    let files = python.photographs(kind);
    let (mut ours, mut pillows) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        pillows.push(run(&Contender::Pillow(python), &files, size, QUALITY, TIMES));
        ours.push(run(&Contender::This, &files, size, QUALITY, TIMES));
    }
    println!(
        "\n{kind}, to {size} pixels at quality {QUALITY}, the median of {ROUNDS} rounds of {}",
        files.len() * TIMES as usize
    );
    let rate = |figures: &[Figures]| 1.0 / median(figures.iter().map(|figures| figures.seconds).collect());
    let memory = |figures: &[Figures]| median(figures.iter().map(|figures| figures.mebibytes).collect());
    show("Pillow, images/s", rate(&pillows), None);
    show("thumbnail, images/s", rate(&ours), None);
    let ratio = rate(&ours) / rate(&pillows);
    show("  as a ratio", ratio, Some((1.0, "at least")));
    show("Pillow, MiB at the most", memory(&pillows), None);
    show("thumbnail, MiB at the most", memory(&ours), None);
    let ratio = memory(&ours) / memory(&pillows);
    show("  as a ratio", ratio, Some((1.0, "at most")));
    let (mut ours, mut pillows) = (1.0_f64, 1.0_f64);
    for file in &files {
        let (this, pillow) = likeness(python, file, size, QUALITY);
        (ours, pillows) = (ours.min(this), pillows.min(pillow));
    }
    show("Pillow, the least structural similarity", pillows, None);
    show(
        "thumbnail, the least structural similarity",
        ours,
        Some((0.97, "at least")),
    );
}
