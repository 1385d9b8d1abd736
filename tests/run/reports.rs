//! What is left of a run for people and for CI.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use conformance::report::{Results, junit, summary};

/// Writes `junit.xml`; cucumber has written `cucumber.json` beside it.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn write(folder: &Path, results: &Results, took: Duration) -> io::Result<()> {
    let xml = junit(results, took).to_string().map_err(io::Error::other)?;
    fs::write(folder.join("junit.xml"), xml)
}

/// Tells the summary on stdout.
#[expect(clippy::print_stdout, reason = "the summary is the suite's documented output")]
pub(crate) fn tell(results: &Results, took: Duration) {
    print!("{}", summary(results, took));
}
