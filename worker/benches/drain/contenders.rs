//! Those that drain a queue. Each returns messages a second, from its start to the last confirmed deletion.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, Message};
use futures::future::join_all;

use super::queue::{KEY, LocalQueue, REGION};

/// The documented worker with so many receivers, and as many messages at once for each as a receive brings.
pub(crate) async fn worker(queue: &LocalQueue, receivers: usize) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_worker"));
    command
        .arg("log-consumer")
        .env("QUEUE_URI", &queue.url)
        .env("RECEIVERS", receivers.to_string())
        .env("CONCURRENCY", (10 * receivers).to_string())
        .env("STOP_TIMEOUT", "2s");
    let rate = until_told(queue, &mut command, "INFO: Received and deleted message(s) from ");
    queue.delete().await;
    rate
}

/// The documents' own sample, in its own language: one message at a time. Nothing where it cannot run.
pub(crate) async fn python_sample(queue: &LocalQueue) -> Option<f64> {
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_boto3 = Command::new(&python)
        .args(["-c", "import boto3"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let rate = has_boto3.then(|| {
        let mut command = Command::new(python);
        command
            .args(["-u", "-c", include_str!("sample.py")])
            .env("QUEUE_URI", &queue.url);
        until_told(queue, &mut command, "INFO: Received and deleted message(s) from ")
    });
    queue.delete().await;
    rate
}

/// Runs a program until it has told of as many messages as there are in the queue.
fn until_told(queue: &LocalQueue, command: &mut Command, told: &str) -> f64 {
    command
        .env("AWS_ENDPOINT_URL", &queue.endpoint)
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", REGION)
        .env("QUEUE_REGION", REGION)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let begin = Instant::now();
    let mut child = command.spawn().expect("started");
    let stdout = child.stdout.take().expect("piped");
    let lines = BufReader::new(stdout).lines().map(|line| line.expect("a line"));
    let deleted = lines
        .filter(|line| line.starts_with(told))
        .take(queue.messages)
        .count();
    let took = begin.elapsed();
    end(&mut child);
    assert_eq!(deleted, queue.messages, "ended before the queue was empty");
    queue.rate(took)
}

/// What is measured is over.
pub(crate) fn end(child: &mut Child) {
    child.kill().expect("killed");
    child.wait().expect("ended");
}

/// A loop over so many connections that does nothing but receive up to `batch` messages and delete them; one at
/// a time it also prints them, as the documents' sample does.
pub(crate) async fn bare_loop(queue: &LocalQueue, connections: usize, batch: i32) -> f64 {
    let drained = AtomicUsize::new(0);
    let took = Mutex::new(Duration::ZERO);
    let begin = Instant::now();
    join_all((0..connections).map(|_| async {
        while drained.load(Ordering::Relaxed) < queue.messages {
            let receive = queue.client.receive_message().queue_url(&queue.url);
            let receive = receive.max_number_of_messages(batch).wait_time_seconds(1);
            let messages = receive
                .send()
                .await
                .expect("received")
                .messages
                .unwrap_or_default();
            if messages.is_empty() {
                continue;
            }
            if batch == 1 {
                delete_one(queue, &messages[0]).await;
            } else {
                delete_batch(queue, &messages).await;
            }
            // Not when all loops have ended: one may still wait for a message when another deletes the last.
            *took.lock().expect("unpoisoned") = begin.elapsed();
            drained.fetch_add(messages.len(), Ordering::Relaxed);
        }
    }))
    .await;
    let took = took.into_inner().expect("unpoisoned");
    queue.delete().await;
    queue.rate(took)
}

async fn delete_one(queue: &LocalQueue, message: &Message) {
    let mut sink = std::fs::File::options()
        .write(true)
        .open("/dev/null")
        .expect("opened");
    writeln!(sink, "{}", message.body().unwrap_or_default()).expect("written");
    let delete = queue.client.delete_message().queue_url(&queue.url);
    let handle = message.receipt_handle().unwrap_or_default();
    delete.receipt_handle(handle).send().await.expect("deleted");
}

async fn delete_batch(queue: &LocalQueue, messages: &[Message]) {
    let entries = messages
        .iter()
        .enumerate()
        .map(|(index, message)| {
            DeleteMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .receipt_handle(message.receipt_handle().unwrap_or_default())
                .build()
                .expect("an entry")
        })
        .collect();
    let delete = queue.client.delete_message_batch().queue_url(&queue.url);
    let deleted = delete.set_entries(Some(entries)).send().await.expect("deleted");
    assert!(deleted.failed().is_empty());
}
