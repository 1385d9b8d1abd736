//! Makes a thumbnail of the image on standard input and writes it to standard output.
//!
//! `cargo run -p thumbnail --release --example thumbnail -- 224 85 < photograph.jpg > thumbnail.jpg`

use std::io::{self, BufReader, Write};

use thumbnail::{Limits, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let options = Options {
        size: arguments.next().ok_or("no size")?.parse()?,
        quality: arguments.next().ok_or("no quality")?.parse()?,
        limits: Limits::default(),
    };
    let thumbnail = thumbnail::make(BufReader::new(io::stdin().lock()), &options)?;
    io::stdout().write_all(&thumbnail.bytes)?;
    Ok(())
}
