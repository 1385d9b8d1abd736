//! The publisher by itself, and the worker with it, under virtual time: beside a CloudWatch and a queue that do what a
//! test says.

mod failing;
mod gathering;
mod histories;
mod worker;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use command_line::Shutdown;
use tokio::time::Instant;

use super::measured::{Measured, PutError, Sink};
use super::publisher::{Measurements, Publisher};
use crate::polling::Stop;

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

/// The durations of a call, and when it was answered.
type Batch = (Instant, Vec<f64>);

/// What a call comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Taken,
    Unavailable,
    Wrong,
    /// None.
    Silence,
}

/// A CloudWatch that takes what it is given, unless a test says otherwise. Clones are the same.
#[derive(Debug, Clone)]
struct FakeCloudWatch {
    most: usize,
    /// How long a call takes.
    takes: Duration,
    /// Of the calls to come, one each; then all are taken.
    answers: Arc<Mutex<VecDeque<Answer>>>,
    /// The durations of each call that was taken, and when.
    taken: Arc<Mutex<Vec<Batch>>>,
    calls: Arc<Mutex<Vec<Instant>>>,
}

impl FakeCloudWatch {
    fn new() -> Self {
        Self {
            most: 1000,
            takes: 5 * MILLI,
            answers: Arc::default(),
            taken: Arc::default(),
            calls: Arc::default(),
        }
    }

    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let fake = Self::new();
        fake.answers.lock().expect("unpoisoned").extend(answers);
        fake
    }

    fn taken(&self) -> Vec<Batch> {
        self.taken.lock().expect("unpoisoned").clone()
    }

    /// What was taken, call by call.
    fn batches(&self) -> Vec<Vec<f64>> {
        self.taken().into_iter().map(|(_, batch)| batch).collect()
    }

    fn all(&self) -> Vec<f64> {
        self.batches().concat()
    }

    fn calls(&self) -> Vec<Instant> {
        self.calls.lock().expect("unpoisoned").clone()
    }
}

impl Sink for FakeCloudWatch {
    fn most(&self) -> usize {
        self.most
    }

    async fn put(&self, batch: &[Measured]) -> Result<(), PutError> {
        assert!((1..=self.most).contains(&batch.len()));
        self.calls.lock().expect("unpoisoned").push(Instant::now());
        let answer = self.answers.lock().expect("unpoisoned").pop_front();
        tokio::time::sleep(self.takes).await;
        let refused = |is_final| {
            Err(PutError {
                reason: "says the test".to_owned(),
                is_final,
            })
        };
        match answer.unwrap_or(Answer::Taken) {
            Answer::Taken => {
                let batch = batch.iter().map(|measured| measured.seconds).collect();
                let mut taken = self.taken.lock().expect("unpoisoned");
                taken.push((Instant::now(), batch));
                Ok(())
            }
            Answer::Unavailable => refused(false),
            Answer::Wrong => refused(true),
            Answer::Silence => std::future::pending().await,
        }
    }
}

/// A publisher under way.
struct Publishing {
    measurements: Measurements,
    publisher: Publisher,
    shutdown: Shutdown,
    cloudwatch: FakeCloudWatch,
}

impl Publishing {
    fn start(cloudwatch: &FakeCloudWatch, delay: Duration) -> Self {
        let shutdown = Shutdown::manual();
        let stop = Stop::new(shutdown.clone(), 30 * SECOND);
        let (measurements, publisher) = Publisher::start(cloudwatch.clone(), delay, stop);
        Self {
            measurements,
            publisher,
            shutdown,
            cloudwatch: cloudwatch.clone(),
        }
    }

    fn add(&self, seconds: &[f64]) {
        for seconds in seconds {
            self.measurements.add(*seconds);
        }
    }

    /// Waits until so many are published, a day at most.
    async fn until_published(&self, count: usize) {
        let end = Instant::now() + 24 * 3600 * SECOND;
        while self.cloudwatch.all().len() < count {
            assert!(Instant::now() < end, "{:?}", self.cloudwatch.batches());
            tokio::time::sleep(MILLI).await;
        }
    }
}
