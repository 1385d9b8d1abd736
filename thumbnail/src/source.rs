//! What the image is read from.

use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};

use crate::{Error, Format};

/// A source that remembers how it failed: what a decoder makes of the failure may look like a corrupt image.
pub(crate) struct Source<R> {
    inner: R,
    failure: Option<io::Error>,
}

impl<R: BufRead> Source<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, failure: None }
    }

    /// Goes on after an interruption, which some decoders do not.
    fn note(&mut self, error: io::Error) -> io::Result<()> {
        if error.kind() == ErrorKind::Interrupted {
            return Ok(());
        }
        self.failure = Some(error);
        Err(io::Error::other("the source failed"))
    }

    /// How it failed, if it did.
    pub(crate) fn failure(self) -> Option<io::Error> {
        self.failure
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(buf) {
                Ok(read) => return Ok(read),
                Err(error) => self.note(error)?,
            }
        }
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while let Err(error) = self.inner.fill_buf() {
            self.note(error)?;
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
    }
}

/// A stream for a decoder that asks for the ability to seek and does not use it.
pub(crate) struct Forward<R>(pub(crate) R);

impl<R: Read> Read for Forward<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl<R: BufRead> BufRead for Forward<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
    }
}

impl<R> Seek for Forward<R> {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(ErrorKind::Unsupported.into())
    }
}

/// What it means to a format that its source could not be read: it is at its end, or it failed.
pub(crate) fn unread(format: Format, error: io::Error) -> Error {
    if error.kind() == ErrorKind::UnexpectedEof {
        Error::Truncated { format }
    } else {
        Error::Read(error)
    }
}
