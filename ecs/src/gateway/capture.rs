//! A body that passes unchanged and undelayed while its beginning is kept.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};

/// What became of a body.
#[derive(Debug)]
pub(crate) enum End {
    /// All of it has passed. `length` in bytes; `captured` is its beginning.
    Whole { captured: Bytes, length: u64 },
    /// Whoever sends it broke off.
    Broken(String),
    /// Whoever reads it did not wait for the end.
    Unread,
}

/// Passes a body on, keeps up to `limit` bytes of it, and tells once how it ended: before the last bytes are
/// passed on, so that whoever has read them finds the call recorded.
#[derive(Debug)]
pub(crate) struct Tee<B, F: FnOnce(End)> {
    body: B,
    captured: BytesMut,
    limit: usize,
    length: u64,
    told: Option<F>,
}

impl<B, F> Tee<B, F>
where
    B: Body<Data = Bytes> + Unpin,
    F: FnOnce(End),
{
    pub(crate) fn new(body: B, limit: usize, told: F) -> Self {
        let mut tee = Self {
            body,
            captured: BytesMut::new(),
            limit,
            length: 0,
            told: Some(told),
        };
        if tee.body.is_end_stream() {
            tee.whole();
        }
        tee
    }

    fn whole(&mut self) {
        if let Some(told) = self.told.take() {
            told(End::Whole {
                captured: std::mem::take(&mut self.captured).freeze(),
                length: self.length,
            });
        }
    }
}

impl<B, F> Body for Tee<B, F>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
    F: FnOnce(End) + Unpin,
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Pending => {}
            Poll::Ready(None) => self.whole(),
            Poll::Ready(Some(Err(error))) => {
                if let Some(told) = self.told.take() {
                    told(End::Broken(error.to_string()));
                }
            }
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    self.length += data.len() as u64;
                    let room = self.limit.saturating_sub(self.captured.len()).min(data.len());
                    self.captured.extend_from_slice(&data[..room]);
                }
                if self.body.is_end_stream() {
                    self.whole();
                }
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B, F: FnOnce(End)> Drop for Tee<B, F> {
    fn drop(&mut self) {
        if let Some(told) = self.told.take() {
            told(End::Unread);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures::stream;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    type Told = Arc<Mutex<Option<End>>>;

    fn tee(
        frames: Vec<Result<&'static str, std::io::Error>>,
        limit: usize,
    ) -> (impl Body<Data = Bytes, Error = std::io::Error> + Unpin, Told) {
        let told = Told::default();
        let teller = told.clone();
        let frames = frames
            .into_iter()
            .map(|frame| frame.map(|text| Frame::data(Bytes::from_static(text.as_bytes()))));
        let body = StreamBody::new(stream::iter(frames.collect::<Vec<_>>()));
        (
            Tee::new(body, limit, move |end| {
                *teller.lock().expect("a lock") = Some(end);
            }),
            told,
        )
    }

    #[tokio::test]
    async fn the_beginning_is_kept_and_all_is_passed_on() {
        let (body, told) = tee(vec![Ok("abc"), Ok("def")], 4);
        assert_eq!(body.collect().await.expect("a body").to_bytes(), "abcdef");
        let told = told.lock().expect("a lock").take();
        assert!(
            matches!(&told, Some(End::Whole { captured, length: 6 }) if captured == "abcd"),
            "{told:?}"
        );
    }

    #[tokio::test]
    async fn what_breaks_off_and_what_is_not_read_is_told() {
        let (body, told) = tee(vec![Ok("abc"), Err(std::io::Error::other("reset"))], 4);
        assert!(body.collect().await.is_err());
        assert!(matches!(&*told.lock().expect("a lock"), Some(End::Broken(error)) if error == "reset"));
        let (mut body, told) = tee(vec![Ok("abc"), Ok("def")], 4);
        assert!(body.frame().await.is_some());
        assert!(told.lock().expect("a lock").is_none());
        drop(body);
        assert!(matches!(&*told.lock().expect("a lock"), Some(End::Unread)));
    }
}
