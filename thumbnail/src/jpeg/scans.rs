//! The file as the decoder is to see it.

use std::io::{self, BufRead, Read};

use super::frame::Frame;
use super::header::Header;
use super::segments::{Segments, append, marker};
use crate::source::unread;
use crate::{Error, Format};

/// The most scans of an image: encoders make about ten, and each takes time for every pixel, however few bytes it has.
const MOST: usize = 100;

/// A JPEG file without what the decoder does not need. It ends in an error, where libjpeg would go on and invent the rest.
pub(super) struct Scans<'source> {
    source: &'source mut dyn BufRead,
    segments: Segments,
    frame: Frame,
    /// Whether the scans are to be left out that only add to blocks of which one sample is wanted.
    sparse: bool,
    /// How many scans have begun.
    begun: usize,
    /// What comes before the next bytes of the source, and how much of it has been read.
    pending: Vec<u8>,
    read: usize,
    next: Next,
    problem: Option<Error>,
}

/// What is next in the source.
#[derive(Clone, Copy)]
enum Next {
    /// The only scan. Nothing of interest follows.
    Rest,
    /// The coded data of one scan of several.
    Data {
        wanted: bool,
    },
    /// A marker.
    Marker,
    Nothing,
}

/// Where the next bytes are.
enum Ready {
    Pending,
    Source(usize),
}

impl<'source> Scans<'source> {
    /// What `header` was read of, and what follows.
    pub(super) fn new(header: Header, source: &'source mut dyn BufRead, eighths: u8) -> Self {
        Self {
            source,
            segments: header.segments,
            sparse: header.frame.progressive && eighths == 1,
            frame: header.frame,
            begun: 1,
            pending: header.kept,
            read: 0,
            // The first scan of a progressive image has the first coefficients.
            next: if header.whole {
                Next::Data { wanted: true }
            } else {
                Next::Rest
            },
            problem: None,
        }
    }

    /// What is wrong with the file, if that was found here and not by the decoder.
    pub(super) fn problem(self) -> Option<Error> {
        self.problem
    }

    fn advance(&mut self) -> Result<Ready, Error> {
        while self.read == self.pending.len() {
            self.pending.clear();
            self.read = 0;
            match self.next {
                Next::Rest => return Ok(Ready::Source(self.buffered()?.len())),
                Next::Data { wanted } => match data(self.buffered()?) {
                    0 => self.prefix(wanted)?,
                    some if wanted => return Ok(Ready::Source(some)),
                    some => self.source.consume(some),
                },
                Next::Marker => {
                    let marker = self.segments.marker(self.source)?;
                    self.marker(marker)?;
                }
                Next::Nothing => return Err(Format::Jpeg.corrupt("its image ends before its last row")),
            }
        }
        Ok(Ready::Pending)
    }

    fn buffered(&mut self) -> Result<&[u8], Error> {
        let buffered = self
            .source
            .fill_buf()
            .map_err(|error| unread(Format::Jpeg, error))?;
        if buffered.is_empty() {
            return Err(Error::Truncated { format: Format::Jpeg });
        }
        Ok(buffered)
    }

    /// An `FF` in coded data: data after all if the source was at the end of its buffer, or the end of the scan.
    fn prefix(&mut self, wanted: bool) -> Result<(), Error> {
        self.source.consume(1);
        match self.segments.after_prefix(self.source)? {
            byte if is_data(byte) => {
                if wanted {
                    self.pending.extend([marker::PREFIX, byte]);
                }
                Ok(())
            }
            marker => self.marker(marker),
        }
    }

    fn marker(&mut self, marker: u8) -> Result<(), Error> {
        self.next = Next::Marker;
        match marker {
            marker::DHT | marker::DQT | marker::DRI => {
                let content = self.segments.content(self.source)?;
                append(&mut self.pending, marker, &content);
            }
            marker::SOS => {
                self.begun += 1;
                if self.begun > MOST {
                    return Err(Format::Jpeg.unsupported(&format_args!("more than {MOST} scans")));
                }
                let content = self.segments.content(self.source)?;
                let wanted = !(self.sparse && self.adds_nothing(&content));
                if wanted {
                    append(&mut self.pending, marker, &content);
                }
                self.next = Next::Data { wanted };
            }
            marker::EOI => {
                self.pending.extend([marker::PREFIX, marker::EOI]);
                self.next = Next::Nothing;
            }
            marker::TEM | marker::RST0..=marker::RST7 => {}
            marker::SOF0..=marker::SOF15 | marker::SOI => {
                return Err(Format::Jpeg.corrupt("another image begins inside of it"));
            }
            _ => self.segments.skip(self.source)?,
        }
        Ok(())
    }

    /// Whether a scan has no first coefficients, and only those of blocks of which nothing else is wanted.
    fn adds_nothing(&self, content: &[u8]) -> bool {
        // How many components, the one, its tables, the first coefficient ...
        matches!(*content, [1, id, _, first, ..] if first > 0 && self.frame.is_flat_at_an_eighth(id))
    }
}

/// Whether what follows an `FF` says that the scan goes on.
fn is_data(byte: u8) -> bool {
    matches!(byte, marker::STUFFED | marker::RST0..=marker::RST7)
}

/// How many bytes are coded data for certain, up to a marker or to an `FF` at the end.
fn data(bytes: &[u8]) -> usize {
    let prefixes = memchr::memchr_iter(marker::PREFIX, bytes);
    let mut ends = prefixes.filter(|&at| !bytes.get(at + 1).is_some_and(|&next| is_data(next)));
    ends.next().unwrap_or(bytes.len())
}

impl Read for Scans<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buf)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Scans<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.advance() {
            Ok(Ready::Pending) => Ok(&self.pending[self.read..]),
            Ok(Ready::Source(some)) => Ok(&self.source.fill_buf()?[..some]),
            Err(problem) => {
                self.problem = Some(problem);
                // Not of the kind that mozjpeg takes for the end, which it makes up.
                Err(io::Error::other("there is no more"))
            }
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.read < self.pending.len() {
            self.read += amount;
        } else {
            self.source.consume(amount);
        }
    }
}
