//! A thumbnail takes no more memory than it says it needs, and than it is allowed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../files/mod.rs"]
mod files;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

use files::picture::Picture;
use files::resident::{peak, resident};
use files::{gif, jpeg, png, webp};
use thumbnail::{Error, Limits, Options};

fn options(memory: u64) -> Options {
    Options {
        size: 299,
        quality: 90,
        limits: Limits {
            memory,
            ..Limits::default()
        },
    }
}

/// Large ones, cheap to make: what is decoded takes its memory whatever it shows.
fn large() -> Vec<(&'static str, Vec<u8>, u64)> {
    let picture = |side| {
        Picture::new(side, side, |x, y| {
            [x, y, x ^ y].map(|value| u8::try_from(value % 256).unwrap())
        })
    };
    let progressive = jpeg::Kind {
        progressive: true,
        ..jpeg::Kind::default()
    };
    let many = picture(6000);
    let some = picture(2500);
    // The most, in MiB, that each is to take: of those that come row by row it does not grow with their pixels.
    vec![
        ("JPEG", jpeg::encode(&many, &jpeg::Kind::default()), 16),
        (
            "progressive JPEG",
            jpeg::encode(&many, &progressive),
            6000 * 6000 * 3 / (1 << 20) + 16,
        ),
        ("PNG", png::encode(&many), 24),
        ("GIF", gif::encode(&some), 24),
        (
            "WebP with loss",
            webp::encode(&some, false),
            2500 * 2500 * 5 / (1 << 20) + 16,
        ),
        (
            "WebP without loss",
            webp::encode(&some, true),
            2500 * 2500 * 8 / (1 << 20) + 32,
        ),
    ]
}

/// In the environment of a process that makes one thumbnail: the file, and the memory that it may take.
const FILE: &str = "THUMBNAIL_MEMORY_FILE";
const LIMIT: &str = "THUMBNAIL_MEMORY_LIMIT";

/// The bytes that a thumbnail takes in a process of its own, in which nothing else has left memory behind to be used again.
fn taken(file: &Path, limit: u64) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "of_one", "--nocapture", "--ignored"]);
    let output = child
        .env(FILE, file)
        .env(LIMIT, limit.to_string())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let taken = printed.lines().find_map(|line| line.strip_prefix("taken: "));
    taken.unwrap().parse().unwrap()
}

#[test]
#[ignore = "the other test runs it, in a process of its own"]
fn of_one() {
    let file = File::open(std::env::var(FILE).unwrap()).unwrap();
    let limit = std::env::var(LIMIT).unwrap().parse().unwrap();
    let before = resident();
    thumbnail::make(BufReader::new(file), &options(limit)).unwrap();
    println!("\ntaken: {}", peak().saturating_sub(before));
}

#[test]
fn of_a_thumbnail_is_what_it_says_it_needs() {
    for (name, file, most) in large() {
        let Err(Error::TooMuchMemory { need, .. }) = thumbnail::make(&file[..], &options(1)) else {
            panic!("{name} needs no memory");
        };
        assert!(need <= most << 20, "{name} says that it needs {need} bytes");
        let refused = thumbnail::make(&file[..], &options(need - 1));
        assert!(matches!(refused, Err(Error::TooMuchMemory { .. })), "{name}");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("memory");
        fs::write(&path, file).unwrap();
        let taken = taken(&path, need);
        fs::remove_file(path).unwrap();
        println!("{name}: {need} bytes needed, {taken} taken");
        assert!(taken <= need, "{name}: {taken} bytes taken, not {need}");
        assert!(taken > 1 << 20, "{name}: {taken} bytes cannot be all");
    }
}
