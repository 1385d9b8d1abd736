//! `local-ecs` without a subcommand: serves until it is told to end.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use command_line::{Logs, Shutdown, duration};
use url::Url;

use super::CliError;
use crate::accounts::AccountsMode;
use crate::gateway::Upstream;
use crate::runtime::Program;
use crate::server::{AdminAccess, RuntimeKind, Server, Settings, TaskSettings};

/// What `local-ecs` serves, and how.
#[derive(Debug, Args)]
pub(super) struct ServeOptions {
    /// Addresses to listen on; port 0 takes any free port
    #[arg(
        long,
        env = "LOCAL_ECS_LISTEN",
        value_name = "ADDRESS:PORT",
        value_delimiter = ',',
        default_value = "127.0.0.1:4567"
    )]
    listen: Vec<SocketAddr>,

    /// Where LocalStack is
    #[arg(
        long,
        env = "LOCALSTACK_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:4566",
        value_parser = Upstream::parse
    )]
    localstack: Upstream,

    /// Whose calls are let through
    #[arg(long, env = "LOCAL_ECS_ACCOUNTS", value_enum, default_value_t)]
    accounts: AccountsMode,

    /// Who may use the admin API
    #[arg(long, env = "LOCAL_ECS_ADMIN", value_enum, default_value_t)]
    admin: AdminAccess,

    /// How many calls the trace of each account keeps
    #[arg(
        long,
        env = "LOCAL_ECS_TRACE_CALLS",
        value_name = "N",
        default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    trace_calls: u32,

    /// End when stdin is closed, and so with whoever started this process
    #[arg(long)]
    exit_with_stdin: bool,

    #[command(flatten)]
    tasks: TaskOptions,

    #[command(flatten)]
    logs: Logs,
}

/// How tasks run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tasks")]
struct TaskOptions {
    /// What tasks run as
    #[arg(long, env = "LOCAL_ECS_RUNTIME", value_enum, default_value_t)]
    runtime: RuntimeKind,

    /// The local program that an image stands for, where tasks are processes; may be given several times. '*' is every
    /// image that has none of its own
    #[arg(
        long = "program",
        env = "LOCAL_ECS_PROGRAMS",
        value_name = "IMAGE=COMMAND",
        value_delimiter = '\n'
    )]
    programs: Vec<Program>,

    /// The AWS_ENDPOINT_URL that tasks get; by default this process's address as they reach it
    #[arg(long, env = "LOCAL_ECS_TASK_ENDPOINT", value_name = "URL")]
    task_endpoint: Option<Url>,

    /// The name that everything made for tasks carries, and that a new start sweeps by; by default the first
    /// address that is listened on
    #[arg(long, env = "LOCAL_ECS_INSTANCE_NAME", value_name = "NAME")]
    instance: Option<String>,

    /// An image whose entry point is `local-ecs relay`; by default one is made of this program. A relay puts the
    /// agent into each cluster's network, where tasks know it from ECS
    #[arg(long, env = "LOCAL_ECS_RELAY_IMAGE", value_name = "IMAGE")]
    relay_image: Option<String>,

    /// Let every role protect its tasks, whatever its policies say
    #[arg(long, env = "LOCAL_ECS_IGNORE_ROLES")]
    ignore_roles: bool,

    /// How often the metrics of Container Insights are put to CloudWatch
    #[arg(
        long,
        env = "LOCAL_ECS_METRICS_INTERVAL",
        value_name = "DURATION",
        default_value = "60s",
        value_parser = duration::parse
    )]
    metrics_interval: Duration,
}

impl From<TaskOptions> for TaskSettings {
    fn from(options: TaskOptions) -> Self {
        Self {
            runtime: options.runtime,
            programs: options.programs,
            instance: options.instance,
            endpoint: options.task_endpoint,
            relay_image: options.relay_image,
            role_permissions: !options.ignore_roles,
            metrics_interval: options.metrics_interval,
        }
    }
}

/// Serves until a signal, or the end of stdin where that is asked for.
pub(super) fn run(options: ServeOptions) -> Result<(), CliError> {
    options.logs.start()?;
    block_on(serve(options))?
}

/// Runs a future to its end, and nothing after it.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(future);
    // A name that is still being looked up must not keep the process.
    runtime.shutdown_background();
    Ok(result)
}

async fn serve(options: ServeOptions) -> Result<(), CliError> {
    let shutdown = Shutdown::on_signals()?;
    let server = Server::bind(
        &options.listen,
        Settings {
            localstack: options.localstack,
            accounts: options.accounts,
            admin: options.admin,
            trace_calls: options.trace_calls as usize,
            tasks: options.tasks.into(),
        },
    )
    .await?;
    announce(&server)?;
    if options.exit_with_stdin {
        end_with_stdin(shutdown.clone());
    }
    server.run(shutdown).await;
    Ok(())
}

/// One line on stdout for each listener: whoever started this process may call now.
fn announce(server: &Server) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    for address in server.addresses() {
        writeln!(stdout, "listening on http://{address}")?;
    }
    stdout.flush()
}

/// On a thread of its own: a read of stdin cannot be interrupted, and must not keep the runtime.
fn end_with_stdin(shutdown: Shutdown) {
    std::thread::spawn(move || {
        // An error is an end as well.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        shutdown.request();
    });
}
