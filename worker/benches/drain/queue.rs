//! A queue on the LocalStack that was given, full of messages.

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use futures::future::join_all;

/// The account that LocalStack makes of it is this benchmark's own.
pub(crate) const KEY: &str = "000000424242";
pub(crate) const REGION: &str = "us-east-1";

/// About what SNS wraps a short message into.
const BODY: usize = 800;

/// A queue that a contender drains, and then deletes.
pub(crate) struct LocalQueue {
    pub(crate) client: Client,
    pub(crate) endpoint: String,
    pub(crate) url: String,
    pub(crate) messages: usize,
}

impl LocalQueue {
    /// A new queue with that many messages, a multiple of ten.
    pub(crate) async fn filled(endpoint: &str, messages: usize) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "bench-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let http = aws_smithy_http_client::Builder::new().build_http();
        let config = aws_sdk_sqs::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(endpoint)
            .credentials_provider(Credentials::new(KEY, "test", None, None, "bench"))
            .http_client(http)
            .build();
        let client = Client::from_conf(config);
        let created = client
            .create_queue()
            .queue_name(name)
            .send()
            .await
            .expect("created");
        let url = created.queue_url().expect("a URL").to_owned();
        let body = "x".repeat(BODY);
        let batches: Vec<usize> = (0..messages / 10).collect();
        for some in batches.chunks(4) {
            join_all(some.iter().map(|_| async {
                let entries = (0..10)
                    .map(|n| {
                        SendMessageBatchRequestEntry::builder()
                            .id(n.to_string())
                            .message_body(&body)
                            .build()
                            .expect("an entry")
                    })
                    .collect();
                let batch = client
                    .send_message_batch()
                    .queue_url(&url)
                    .set_entries(Some(entries));
                let sent = batch.send().await.expect("sent");
                assert!(sent.failed().is_empty());
            }))
            .await;
        }
        Self {
            client,
            endpoint: endpoint.to_owned(),
            url,
            messages,
        }
    }

    /// Deletes it.
    pub(crate) async fn delete(&self) {
        self.client
            .delete_queue()
            .queue_url(&self.url)
            .send()
            .await
            .expect("deleted");
    }

    /// Messages a second, if all were drained in that time.
    pub(crate) fn rate(&self, took: std::time::Duration) -> f64 {
        f64::from(u32::try_from(self.messages).expect("not many")) / took.as_secs_f64()
    }
}
