//! From its settings to its end.

use std::sync::Arc;
use std::time::Duration;

use command_line::{Shutdown, Signal};
use tokio_util::task::TaskTracker;
use tracing::{error, info};

use super::clients::Clients;
use super::journal::Journal;
use super::listen::listen;
use super::notice::Phase;
use super::server::Server;
use super::{Options, accept, guard, open_files};
use crate::output::Output;
use crate::protection::ProtectionManager;
use crate::stop::Stop;
use crate::{Error, farewell};

/// Clients of whom nothing is awaited any more still have to be counted off.
const COUNTING_OFF: Duration = Duration::from_millis(100);

/// What they leave to be written may take so long where the end is near, ...
const LAST_LINES: Duration = Duration::from_millis(50);

/// ... and so long at most where it is not.
const LAST_LINES_AT_MOST: Duration = Duration::from_secs(2);

/// Serves clients until a stop is asked for, and then until they have gone.
///
/// # Errors
/// A setting is unusable, or the port cannot be listened on.
pub async fn run(options: &Options, shutdown: Shutdown) -> Result<(), Error> {
    let settings = options.read()?;
    let protection = options.protection.read()?;
    let agent = options.protection.agent()?;
    open_files::raise(settings.max_connections);
    let listener = listen(settings.port)?;
    let address = listener
        .local_addr()
        .map_err(command_line::refused("the address that is listened on"))?;
    let output = Output::stdout().map_err(command_line::refused("a thread for stdout"))?;
    let manager = ProtectionManager::start(protection, agent)
        .map_err(command_line::refused("a thread for task protection"))?;
    let (events, state) = (manager.subscribe(), manager.state());
    let journal = Journal::begin(output);
    let clients = Arc::new(Clients::new(journal.clone(), manager));
    let guard = tokio::spawn(guard::watch(events, Arc::clone(&clients), journal.clone()));
    let server = Arc::new(Server::new(
        settings,
        Stop::new(shutdown.clone(), settings.stop_timeout),
        clients,
        journal,
        state,
        protection.duration(),
    ));
    info!("listening on {address}");
    let tasks = TaskTracker::new();
    accept::accept(listener, &server, &tasks).await;
    tasks.close();
    let signal = shutdown.signal().unwrap_or(Signal::Terminate);
    server.journal.tell(farewell::line(signal));
    show_out(&server, &tasks).await;
    server.clients.give_up_protection();
    tokio::select! {
        _ = guard => {}
        () = server.stop.last_moment() => {
            error!("no answer to the release of task protection before the end; it ends with its time");
        }
    }
    // A reader of stdout that stands still must not hold up the exit; one that is only slow is to have all lines.
    tokio::select! {
        biased;
        () = server.journal.flush() => {}
        () = async {
            server.stop.last_moment().await;
            tokio::time::sleep(LAST_LINES).await;
        } => {}
        () = tokio::time::sleep(LAST_LINES_AT_MOST) => {}
    }
    Ok(())
}

/// Tells the clients of the stop, and waits until they have gone: by themselves, shown out, or given up.
async fn show_out(server: &Server, tasks: &TaskTracker) {
    server.clients.come_to(Phase::Stopping);
    tokio::select! {
        () = tasks.wait() => return,
        () = server.stop.deadline() => {}
    }
    server.clients.come_to(Phase::Closing);
    tokio::select! {
        () = tasks.wait() => return,
        () = server.stop.half_time() => {}
    }
    server.clients.come_to(Phase::Over);
    let _ = tokio::time::timeout(COUNTING_OFF, tasks.wait()).await;
}
