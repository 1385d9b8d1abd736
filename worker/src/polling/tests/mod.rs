//! The loop as a whole, against a queue that behaves as SQS does, under virtual time.

mod at_rest;
mod draining;
mod every_message;
mod failing;
mod groups;
mod hidden;
mod order;
mod rounds;
mod stopping;
mod trouble;
mod until_empty;

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use command_line::Shutdown;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::fake::FakeQueue;
use super::{Error, Handler, HandlerError, Message, Options, Parallel, Parallelism, Settings, Stop, run};

const SECOND: Duration = Duration::from_secs(1);

/// The settings when nothing is given.
fn settings() -> Settings {
    let parallelism = Parallel::default().read().expect("the defaults are usable");
    Options::default()
        .read(parallelism)
        .expect("the defaults are usable")
}

/// So many messages handled, and so many receives, at once.
fn at_once(concurrency: usize, receivers: usize) -> Parallelism {
    Parallelism {
        concurrency,
        receivers,
        ..settings().parallelism
    }
}

/// What handlers did, for tests to look at.
#[derive(Debug, Default)]
struct Log {
    /// Bodies, in the order in which they were begun.
    begun: Vec<String>,
    /// Bodies of messages of which the handler was told that they are deleted.
    deleted: Vec<String>,
    running: HashMap<String, usize>,
    most_running: usize,
    /// A message was handled twice at once.
    twice_at_once: bool,
}

/// A handler that does what a test says, and keeps a log.
struct Does<F> {
    work: F,
    log: Arc<Mutex<Log>>,
}

impl<F, W> Handler for Does<F>
where
    F: Fn(Message) -> W + Send + Sync + 'static,
    W: Future<Output = Result<(), &'static str>> + Send,
{
    async fn handle(&self, message: &Message) -> Result<(), HandlerError> {
        let running = Running::begin(&self.log, &message.body);
        let result = (self.work)(message.clone()).await;
        drop(running);
        result.map_err(HandlerError::new)
    }

    async fn deleted(&self, message: &Message) -> Result<(), HandlerError> {
        self.log
            .lock()
            .expect("unpoisoned")
            .deleted
            .push(message.body.clone());
        Ok(())
    }
}

/// Counts a handler while it runs, dropped or ended.
struct Running<'a>(&'a Mutex<Log>, String);

impl<'a> Running<'a> {
    fn begin(log: &'a Mutex<Log>, body: &str) -> Self {
        let mut all = log.lock().expect("unpoisoned");
        all.begun.push(body.to_owned());
        let of_it = all.running.entry(body.to_owned()).or_default();
        *of_it += 1;
        let twice = *of_it > 1;
        all.twice_at_once |= twice;
        all.most_running = all.most_running.max(all.running.values().sum());
        drop(all);
        Self(log, body.to_owned())
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // A handler that panics poisons nothing: the lock is never held while it works.
        if let Ok(mut all) = self.0.lock()
            && let Some(of_it) = all.running.get_mut(&self.1)
        {
            *of_it -= 1;
        }
    }
}

/// The loop under way.
struct Loop {
    shutdown: Shutdown,
    log: Arc<Mutex<Log>>,
    ended: JoinHandle<Result<(), Error>>,
}

impl Loop {
    /// Starts it on some queues.
    fn start<F, W>(queues: &[&FakeQueue], settings: Settings, work: F) -> Self
    where
        F: Fn(Message) -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), &'static str>> + Send,
    {
        let shutdown = Shutdown::manual();
        let log = Arc::<Mutex<Log>>::default();
        let handler = Does {
            work,
            log: Arc::clone(&log),
        };
        let queues: Vec<FakeQueue> = queues.iter().map(|&queue| queue.clone()).collect();
        let stop = Stop::new(shutdown.clone(), settings.stop_timeout);
        let ended = tokio::spawn(run(queues, handler, settings, stop));
        Self { shutdown, log, ended }
    }

    /// Starts it on a queue, with a handler that succeeds after that long.
    fn working(queue: &FakeQueue, settings: Settings, work: Duration) -> Self {
        Self::start(&[queue], settings, move |_| async move {
            tokio::time::sleep(work).await;
            Ok(())
        })
    }

    /// Asks for the stop, and returns how long it took and how it ended.
    async fn stop(self) -> (Duration, Result<(), Error>) {
        let begin = Instant::now();
        self.shutdown.request();
        let result = self.ended().await;
        (begin.elapsed(), result)
    }

    /// Waits for its end, within a day.
    async fn ended(self) -> Result<(), Error> {
        let ended = timeout(Duration::from_secs(24 * 3600), self.ended).await;
        ended.expect("it never ends").expect("it panicked")
    }

    fn begun(&self) -> Vec<String> {
        self.log.lock().expect("unpoisoned").begun.clone()
    }
}

/// Waits for something to come true, an hour at most.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + 3600 * SECOND;
    while !is_so() {
        assert!(Instant::now() < end, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
