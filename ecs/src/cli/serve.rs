//! The command line of `local-ecs`.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use command_line::{Exit, Logs, SettingError, Shutdown, finish};

use crate::accounts::AccountsMode;
use crate::gateway::{AdminAccess, Server, Settings, StartError, Upstream};

/// One endpoint in front of LocalStack for every AWS call: records each account's calls and injects faults.
///
/// Point `AWS_ENDPOINT_URL` at it. An access key id of 12 digits is the account; the session token, if there is
/// one, is the caller's name in the trace. The admin API is under /_local-ecs/.
#[derive(Debug, Parser)]
#[command(name = "local-ecs", version)]
struct Options {
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
    logs: Logs,
}

#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the operating system refuses what is needed to start")]
    System(#[from] std::io::Error),
}

/// Runs the binary.
pub fn main() -> ExitCode {
    let options: Options = command_line::parse();
    finish("local-ecs", run(options), |error| match error {
        CliError::Setting(_) => Exit::Usage,
        CliError::Start(_) | CliError::System(_) => Exit::Failure,
    })
}

fn run(options: Options) -> Result<(), CliError> {
    options.logs.start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(options));
    // A name that is still being looked up must not keep the process.
    runtime.shutdown_background();
    served
}

async fn serve(options: Options) -> Result<(), CliError> {
    let shutdown = Shutdown::on_signals()?;
    let server = Server::bind(
        &options.listen,
        Settings {
            localstack: options.localstack,
            accounts: options.accounts,
            admin: options.admin,
            trace_calls: options.trace_calls as usize,
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
