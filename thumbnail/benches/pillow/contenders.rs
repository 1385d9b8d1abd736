//! Those that make thumbnails: each in a process of its own, on one core.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use thumbnail::{Limits, Options, Thumbnail};

use super::python::Python;

/// What this program is called with to be a contender, and not to compare them.
const ASKED: &str = "--thumbnails";

pub(crate) enum Contender<'python> {
    This,
    Pillow(&'python Python),
}

/// What one turn took.
pub(crate) struct Figures {
    /// On its core, for a thumbnail, on average.
    pub(crate) seconds: f64,
    /// The most memory of the process.
    pub(crate) mebibytes: f64,
}

/// One turn of a contender.
pub(crate) fn run(contender: &Contender, files: &[PathBuf], size: u32, quality: u8, times: u32) -> Figures {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "0"]);
    match contender {
        Contender::This => command.arg(std::env::current_exe().unwrap()).arg(ASKED),
        Contender::Pillow(python) => command
            .arg(python.executable())
            .arg(python.script("thumbnails.py")),
    };
    command.args([size.to_string(), quality.to_string(), times.to_string()]);
    let output = command.args(files).output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut numbers = printed
        .split_whitespace()
        .map(|number| number.parse::<f64>().unwrap());
    Figures {
        seconds: numbers.next().unwrap(),
        mebibytes: numbers.next().unwrap() / 1024.0,
    }
}

/// Runs as a contender if this process is one.
pub(crate) fn is_asked_for() -> bool {
    let mut arguments = std::env::args().skip_while(|argument| argument != ASKED).skip(1);
    let Some(size) = arguments.next() else {
        return false;
    };
    let size = size.parse().unwrap();
    let quality = arguments.next().unwrap().parse().unwrap();
    let times: u32 = arguments.next().unwrap().parse().unwrap();
    let files: Vec<String> = arguments.collect();
    thumbnail(Path::new(&files[0]), size, quality);
    let begin = on_core();
    for _ in 0..times {
        for file in &files {
            thumbnail(Path::new(file), size, quality);
        }
    }
    let made = f64::from(times) * f64::from(u32::try_from(files.len()).unwrap());
    println!("{} {}", (on_core() - begin) / made, peak());
    true
}

fn thumbnail(file: &Path, size: u32, quality: u8) -> Thumbnail {
    let options = Options {
        size,
        quality,
        limits: Limits::default(),
    };
    thumbnail::make(BufReader::new(File::open(file).unwrap()), &options).unwrap()
}

/// The seconds that this process has been on a core: what else the machine does is not in them.
fn on_core() -> f64 {
    let status = fs::read_to_string("/proc/self/schedstat").unwrap();
    status.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// The most memory of this process, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// How alike a thumbnail of this and one of Pillow are to the whole photograph.
pub(crate) fn likeness(python: &Python, file: &Path, size: u32, quality: u8) -> (f64, f64) {
    let made = python.folder().join("thumbnail.jpg");
    fs::write(&made, thumbnail(file, size, quality).bytes).unwrap();
    let mut command = python.command();
    command.arg(python.script("likeness.py")).arg(quality.to_string());
    let output = command.arg(file).arg(&made).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut numbers = printed.split_whitespace().map(|number| number.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}
