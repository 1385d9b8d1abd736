//! A client of the scenario's WebSocket server.

use conformance::websocket::Client;
use time::OffsetDateTime;

/// A client, and how far the scenario has heard it.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// The client.
    pub(crate) client: Client,
    /// A moment before it was connected.
    pub(crate) since: OffsetDateTime,
    /// So many of the texts that it was told the scenario has looked at: what is expected next comes after them.
    pub(crate) read: usize,
}

impl Visitor {
    /// A client that was connected after that moment.
    pub(crate) fn new(client: Client, since: OffsetDateTime) -> Self {
        Self {
            client,
            since,
            read: 0,
        }
    }
}
