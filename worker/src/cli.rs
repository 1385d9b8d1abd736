//! The command line. Every setting is a flag and an environment variable; the flag wins.

use clap::{Parser, Subcommand};

use crate::{image_resizer, job_consumer, log_consumer, paced_consumer, ping, websocket_server};

/// Workers for Amazon ECS, one subcommand for each
///
/// Documented output goes to stdout, logs go to stderr. SIGTERM and SIGINT end a worker cleanly. Exit codes: 0
/// after a requested stop, 1 when a queue or topic cannot be used, 2 when a setting is missing or unusable.
#[derive(Debug, Parser)]
#[command(name = "worker", version)]
pub struct Cli {
    /// Which worker.
    #[command(subcommand)]
    pub command: Command,
    /// Logging.
    #[command(flatten)]
    pub logs: command_line::Logs,
}

/// The workers.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the body of each message of one or more queues, and delete it
    LogConsumer(Box<log_consumer::Options>),
    /// Make a thumbnail of each image that S3 tells the queue of, and store it in another bucket
    ///
    /// JPEG, PNG, WebP and GIF images, each in its own format. What is no such image, cannot be read or cannot be stored is
    /// received again, and comes to the queue's dead-letter queue at last.
    ImageResizer(Box<image_resizer::Options>),
    /// Protect the task from scale-in, poll for a job, work on it for as long as its message says, and delete it
    JobConsumer(Box<job_consumer::Options>),
    /// Work on each message for as long as it says, delete it, and publish that duration as a metric
    ///
    /// A message is {"id": 7, "duration": 5}: 5 seconds of work, a number from 0 up, with fractions. When it is done and the
    /// message deleted, the duration goes to CloudWatch as MsgProcessingDuration, with the dimensions Type and
    /// QueueName. A message without such a duration is received again, and comes to the queue's dead-letter queue at last.
    PacedConsumer(Box<paced_consumer::Options>),
    /// Publish a greeting to the topic `ping`, at once and then regularly
    Ping(ping::Options),
    /// Serve WebSocket clients, protected from scale-in while anyone is connected
    ///
    /// A client is greeted with `Welcome! There are <n> connections`, and its `ping` is answered with `pong`. A
    /// page that connects is served at /, the health check at /health, the state as JSON at /state. Clients are
    /// told `server shutting down soon` when protection is rejected, and at a stop.
    WebsocketServer(Box<websocket_server::Options>),
}
