//! A store in memory that behaves as S3 does, and fails as a test scripts it.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

use super::Place;
use super::store::{Expected, Object, Opened, Put, Seen, Store, StoreError};

/// An object as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) etag: String,
    pub(super) content_type: Option<String>,
    pub(super) made_of: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// What happens between two calls: somebody else is at work too.
type Meanwhile = Box<dyn FnMut(&FakeStore, &str) + Send>;

/// A store for tests. Clones are the same store.
#[derive(Clone, Default)]
pub(super) struct FakeStore {
    objects: Arc<Mutex<BTreeMap<(String, String), Stored>>>,
    /// `open`, `look`, `put`, each with its key, in order.
    calls: Arc<Mutex<Vec<String>>>,
    meanwhile: Arc<Mutex<Option<Meanwhile>>>,
    /// Calls that begin like this fail.
    failing: Arc<Mutex<Option<&'static str>>>,
    reading: Arc<Reading>,
}

/// How many objects are being read.
#[derive(Debug, Default)]
struct Reading {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// An object that is being read, until it is dropped.
pub(super) struct Body {
    bytes: Cursor<Vec<u8>>,
    reading: Arc<Reading>,
}

impl Body {
    fn begin(bytes: Vec<u8>, reading: &Arc<Reading>) -> Self {
        let now = reading.now.fetch_add(1, Ordering::SeqCst) + 1;
        reading.most.fetch_max(now, Ordering::SeqCst);
        Self {
            bytes: Cursor::new(bytes),
            reading: Arc::clone(reading),
        }
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        self.reading.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl AsyncRead for Body {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_read(context, buffer)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("unpoisoned")
}

impl FakeStore {
    /// Uploads an image.
    pub(super) fn upload(&self, place: &Place, content_type: &str, bytes: &[u8]) {
        let stored = Stored {
            etag: format!(
                "\"{:x}-{}\"",
                bytes.len(),
                bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>()
            ),
            content_type: Some(content_type.to_owned()),
            made_of: None,
            bytes: bytes.to_owned(),
        };
        lock(&self.objects).insert(key(place), stored);
    }

    pub(super) fn remove(&self, place: &Place) {
        lock(&self.objects).remove(&key(place));
    }

    pub(super) fn get(&self, place: &Place) -> Option<Stored> {
        lock(&self.objects).get(&key(place)).cloned()
    }

    /// How many objects lie in a bucket.
    pub(super) fn count(&self, bucket: &str) -> usize {
        lock(&self.objects)
            .keys()
            .filter(|(in_bucket, _)| in_bucket == bucket)
            .count()
    }

    pub(super) fn calls(&self) -> Vec<String> {
        lock(&self.calls).clone()
    }

    /// The most objects that were read at the same time.
    pub(super) fn most_reading(&self) -> usize {
        self.reading.most.load(Ordering::SeqCst)
    }

    /// Has this done before each call from now on; it is told which.
    pub(super) fn meanwhile(&self, act: impl FnMut(&Self, &str) + Send + 'static) {
        *lock(&self.meanwhile) = Some(Box::new(act));
    }

    /// From now on calls that begin like this fail.
    pub(super) fn fail(&self, calls: &'static str) {
        *lock(&self.failing) = Some(calls);
    }

    fn call(&self, what: &'static str, place: &Place) -> Result<(), StoreError> {
        let call = format!("{what} {}", place.key);
        // Taken out while it acts: what it does to the store is no call of the worker's.
        let act = lock(&self.meanwhile).take();
        if let Some(mut act) = act {
            act(self, &call);
            *lock(&self.meanwhile) = Some(act);
        }
        let fails = lock(&self.failing).is_some_and(|calls| call.starts_with(calls));
        lock(&self.calls).push(call);
        if fails {
            Err(error(what, place, "AccessDenied"))
        } else {
            Ok(())
        }
    }
}

fn key(place: &Place) -> (String, String) {
    (place.bucket.clone(), place.key.clone())
}

fn error(what: &'static str, place: &Place, why: &str) -> StoreError {
    StoreError {
        what,
        place: place.clone(),
        why: why.to_owned(),
    }
}

impl Store for FakeStore {
    type Body = Body;

    async fn open(&self, place: &Place) -> Result<Opened<Self::Body>, StoreError> {
        self.call("open", place)?;
        let stored = self.get(place).ok_or_else(|| error("open", place, "NoSuchKey"))?;
        Ok(Opened {
            etag: stored.etag,
            content_type: stored.content_type,
            body: Body::begin(stored.bytes, &self.reading),
        })
    }

    async fn look(&self, place: &Place) -> Result<Option<Seen>, StoreError> {
        self.call("look", place)?;
        Ok(self.get(place).map(|stored| Seen {
            etag: stored.etag,
            made_of: stored.made_of,
        }))
    }

    async fn put(&self, place: &Place, object: &Object, expected: &Expected) -> Result<Put, StoreError> {
        self.call("put", place)?;
        let there = self.get(place).map(|stored| stored.etag);
        let as_expected = match expected {
            Expected::Empty => there.is_none(),
            Expected::Version(etag) => there.as_ref() == Some(etag),
        };
        if !as_expected {
            return Ok(Put::NotAsExpected);
        }
        self.upload(place, &object.content_type, &object.bytes);
        if let Some(stored) = lock(&self.objects).get_mut(&key(place)) {
            stored.made_of = Some(object.made_of.clone());
        }
        Ok(Put::Stored)
    }
}
