//! Whatever is done to a file: a thumbnail that can be decoded and fits, or an error; never a panic, and no more memory
//! than is allowed.
//!
//! `THUMBNAIL_MUTATIONS_SECONDS` says how long to go on, some seconds by default, and `THUMBNAIL_MUTATIONS_SEED` with which
//! numbers: the one that a failure names.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../files/mod.rs"]
mod files;
mod mutate;
mod seeds;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use thumbnail::{Error, Format, Limits, Options, Thumbnail};

/// What a thumbnail may take here.
const LIMITS: Limits = Limits {
    pixels: 4_000_000,
    memory: 48 << 20,
};
/// Of that what is not the thumbnail's: this test, and what an allocator keeps.
const SLACK: u64 = 24 << 20;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn of_files_never_panic_and_stay_within_their_limits() {
    let seconds = number("THUMBNAIL_MUTATIONS_SECONDS").unwrap_or(8);
    let first = number("THUMBNAIL_MUTATIONS_SEED").unwrap_or(1);
    let seeds = seeds::all();
    let end = Instant::now() + Duration::from_secs(seconds);
    let before = files::resident::resident();
    let mut outcomes = BTreeMap::new();
    let mut seed = first;
    while Instant::now() < end {
        let mut random = fastrand::Rng::with_seed(seed);
        let file = mutate::some(&seeds, &mut random);
        let options = Options {
            size: [1, 16, 64, 224][random.usize(..4)],
            quality: random.u8(1..=100),
            limits: LIMITS,
        };
        let made = std::panic::catch_unwind(|| thumbnail::make(&file[..], &options));
        let made = made.unwrap_or_else(|_| panic!("THUMBNAIL_MUTATIONS_SEED={seed} panicked"));
        let outcome = match made {
            Ok(thumbnail) => {
                check(&thumbnail, options.size, seed);
                format!("{:?}: a thumbnail", thumbnail.format)
            }
            Err(Error::Read(error)) => panic!("THUMBNAIL_MUTATIONS_SEED={seed}: {error}"),
            Err(error) => outcome(&error),
        };
        *outcomes.entry(outcome).or_insert(0) += 1;
        seed += 1;
    }
    let peak = files::resident::peak().saturating_sub(before);
    let cases = seed - first;
    println!("{cases} cases, {peak} bytes at the most: {outcomes:#?}");
    assert!(cases > 500, "only {cases} cases in {seconds} s");
    // Mutations that are all refused at once would prove little.
    for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Gif] {
        let made = format!("{format:?}: a thumbnail");
        assert!(
            outcomes.contains_key(&made),
            "no thumbnail of {format:?}: {outcomes:#?}"
        );
    }
    assert!(peak < LIMITS.memory + SLACK, "{peak} bytes");
}

/// It can be decoded, and has the size that it says.
fn check(thumbnail: &Thumbnail, size: u32, seed: u64) {
    assert!((1..=size).contains(&thumbnail.width) && (1..=size).contains(&thumbnail.height));
    let picture = match thumbnail.format {
        Format::Jpeg => files::jpeg::decode(&thumbnail.bytes),
        Format::Png => files::png::decode(&thumbnail.bytes),
        Format::WebP => files::webp::decode(&thumbnail.bytes),
        Format::Gif => files::gif::decode(&thumbnail.bytes),
    };
    let sizes = [
        (picture.width, picture.height),
        (thumbnail.width, thumbnail.height),
    ];
    assert_eq!(sizes[0], sizes[1], "THUMBNAIL_MUTATIONS_SEED={seed}");
}

fn outcome(error: &Error) -> String {
    match error {
        Error::Truncated { format } => format!("{format:?}: truncated"),
        Error::Corrupt { format, .. } => format!("{format:?}: corrupt"),
        Error::Unsupported { format, .. } => format!("{format:?}: unsupported"),
        Error::Encode { format, what } => panic!("{format:?}: {what}"),
        Error::TooManyPixels { .. } => "too many pixels".to_owned(),
        Error::TooMuchMemory { .. } => "too much memory".to_owned(),
        other => format!("{other:?}"),
    }
}
