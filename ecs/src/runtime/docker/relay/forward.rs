//! What runs in a relay: forwards connections, byte for byte.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use command_line::Shutdown;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// After a connection could not be accepted: what is lacking then is rarely there at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Options of the relay, which local-ecs starts by itself in the network of each cluster.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct RelayOptions {
    /// Where to listen
    #[arg(long, env = LISTEN, value_name = "ADDRESS:PORT", default_value = "0.0.0.0:80")]
    pub(crate) listen: SocketAddr,

    /// Where to forward to; without it the relay only waits, and holds its network namespace
    #[arg(long, env = TO, value_name = "ADDRESS:PORT")]
    pub(crate) to: Option<SocketAddr>,
}

/// The variables, by which an image's entry point is told whatever its arguments are.
pub(super) const LISTEN: &str = "LOCAL_ECS_RELAY_LISTEN";
pub(super) const TO: &str = "LOCAL_ECS_RELAY_TO";

/// The line on stdout that says that it listens begins so.
pub(super) const GREETING: &str = "relaying ";

/// The relay cannot work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RelayError {
    /// The address cannot be listened on.
    #[error("the relay cannot listen on {0}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The operating system refuses what is needed to start.
    #[error("the operating system refuses what is needed to start")]
    System(#[from] std::io::Error),
}

/// Runs until a signal asks for the end.
pub(crate) async fn run(options: RelayOptions) -> Result<(), RelayError> {
    // As the first process of a container it ends by no signal that it does not ask for.
    let shutdown = Shutdown::on_signals()?;
    let Some(to) = options.to else {
        shutdown.requested().await;
        return Ok(());
    };
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| RelayError::Listen(options.listen, error))?;
    {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{GREETING}{} to {to}", options.listen)?;
        stdout.flush()?;
    }
    tokio::select! {
        () = forward(listener, to) => {}
        () = shutdown.requested() => {}
    }
    Ok(())
}

/// Forwards each connection to that address.
pub(super) async fn forward(listener: TcpListener, to: SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((connection, _)) => {
                tokio::spawn(pass(connection, to));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// An agent that does not answer shows as a connection that is closed at once.
async fn pass(mut from: TcpStream, to: SocketAddr) {
    let Ok(mut to) = TcpStream::connect(to).await else {
        return;
    };
    let _ = (from.set_nodelay(true), to.set_nodelay(true));
    let _ = copy_bidirectional(&mut from, &mut to).await;
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn bytes_go_both_ways_and_the_end_of_one_is_told() {
        let agent = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let to = agent.local_addr().expect("its address");
        let relay = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let at = relay.local_addr().expect("its address");
        let relaying = tokio::spawn(forward(relay, to));
        let answering = tokio::spawn(async move {
            let (mut connection, _) = agent.accept().await.expect("a connection");
            let mut asked = String::new();
            connection
                .read_to_string(&mut asked)
                .await
                .expect("the end of the question");
            let answer = format!("{asked}?");
            connection.write_all(answer.as_bytes()).await.expect("written");
        });
        let mut client = TcpStream::connect(at).await.expect("connected");
        client.write_all(b"who").await.expect("written");
        client.shutdown().await.expect("one way closed");
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.expect("an answer");
        assert_eq!(answer, "who?");
        answering.await.expect("no panic");
        relaying.abort();
    }

    #[tokio::test]
    async fn a_connection_is_closed_where_no_agent_listens() {
        let agent = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let to = agent.local_addr().expect("its address");
        drop(agent);
        let relay = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let at = relay.local_addr().expect("its address");
        let relaying = tokio::spawn(forward(relay, to));
        let mut client = TcpStream::connect(at).await.expect("connected");
        let mut answer = Vec::new();
        // Closed or reset: both are an end.
        let _ = client.read_to_end(&mut answer).await;
        assert!(answer.is_empty());
        relaying.abort();
    }
}
