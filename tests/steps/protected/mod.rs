//! Services whose tasks protect themselves: the job consumer and the WebSocket server.

pub(crate) mod deploy;
