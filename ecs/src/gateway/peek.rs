//! A request's body, of which the beginning may be read before it is passed on.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;

/// What is read of a body before it is passed on, and what is kept of one that passes, in bytes.
pub(crate) const LIMIT: usize = 2 * 1024 * 1024;

/// A body that passes on what has been read of it, then the rest: the same bytes, the same trailers.
#[derive(Debug)]
pub(crate) struct Payload<B> {
    /// Read, not yet passed on.
    read: Bytes,
    /// Frames that followed what was read, trailers above all.
    later: VecDeque<Frame<Bytes>>,
    rest: B,
    complete: bool,
}

impl<B> Payload<B>
where
    B: Body<Data = Bytes> + Unpin,
{
    pub(crate) fn new(body: B) -> Self {
        Self {
            read: Bytes::new(),
            later: VecDeque::new(),
            complete: body.is_end_stream(),
            rest: body,
        }
    }

    /// Reads the body, until it ends or [`LIMIT`] is reached.
    ///
    /// # Errors
    /// The client goes away meanwhile, or sends what is no body.
    pub(crate) async fn read(&mut self) -> Result<(), B::Error> {
        let mut buffer = BytesMut::new();
        while !self.complete && self.read.len() + buffer.len() < LIMIT {
            match self.rest.frame().await {
                None => self.complete = true,
                Some(frame) => match frame?.into_data() {
                    Ok(data) if self.read.is_empty() && buffer.is_empty() => self.read = data,
                    Ok(data) => buffer.extend_from_slice(&data),
                    Err(trailers) => self.later.push_back(trailers),
                },
            }
            self.complete |= self.rest.is_end_stream();
        }
        if !buffer.is_empty() {
            let mut whole = BytesMut::with_capacity(self.read.len() + buffer.len());
            whole.extend_from_slice(&self.read);
            whole.extend_from_slice(&buffer);
            self.read = whole.freeze();
        }
        Ok(())
    }

    /// Reads the rest of it, and keeps nothing of that.
    pub(crate) async fn drain(&mut self) {
        while let Some(Ok(_)) = self.rest.frame().await {}
    }

    /// The whole body, if it has been read to its end.
    pub(crate) fn whole(&self) -> Option<&Bytes> {
        self.complete.then_some(&self.read)
    }
}

impl<B> Body for Payload<B>
where
    B: Body<Data = Bytes> + Unpin,
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if !self.read.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.read)))));
        }
        if let Some(frame) = self.later.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        if self.complete {
            return Poll::Ready(None);
        }
        Pin::new(&mut self.rest).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.read.is_empty() && self.later.is_empty() && (self.complete || self.rest.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        let read = self.read.len() as u64;
        if self.complete {
            return SizeHint::with_exact(read);
        }
        let rest = self.rest.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(read));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(read));
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::stream;
    use http::HeaderMap;
    use http_body_util::StreamBody;
    use proptest::prelude::*;

    use super::*;

    fn body(
        chunks: &[Vec<u8>],
        trailers: bool,
    ) -> impl Body<Data = Bytes, Error = Infallible> + Unpin + use<> {
        let mut frames: Vec<_> = chunks
            .iter()
            .map(|chunk| Ok(Frame::data(Bytes::copy_from_slice(chunk))))
            .collect();
        if trailers {
            let mut map = HeaderMap::new();
            map.insert("x-amz-checksum-crc32", http::HeaderValue::from_static("AAAAAA=="));
            frames.push(Ok(Frame::trailers(map)));
        }
        StreamBody::new(stream::iter(frames))
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_read_in_part_and_passed_on_whole() {
        let chunks: Vec<Vec<u8>> = (0..5_u8).map(|byte| vec![byte; 1024 * 1024]).collect();
        let mut payload = Payload::new(body(&chunks, false));
        payload.read().await.expect("a body");
        assert_eq!(payload.whole(), None);
        let passed = payload.collect().await.expect("a body").to_bytes();
        assert_eq!(passed, chunks.concat());
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_passed_on(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..5), read: bool, trailers: bool
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            runtime.block_on(async {
                let mut payload = Payload::new(body(&chunks, trailers));
                if read {
                    payload.read().await.expect("a body");
                    assert_eq!(payload.whole().map(|whole| whole.to_vec()), Some(chunks.concat()));
                    assert_eq!(payload.size_hint().exact(), Some(chunks.concat().len() as u64));
                }
                let passed = payload.collect().await.expect("a body");
                assert_eq!(passed.trailers().is_some(), trailers);
                assert_eq!(passed.to_bytes(), chunks.concat());
            });
        }
    }
}
