//! The server that its clients stay connected to, protected while anyone is.
//!
//! ```text
//!  accept ──► connection ──► routes: page, health, state
//!                  └─ upgrade ──► client ──► clients: count, and a wish for protection while it is above 0
//!                                   ▲ └────► journal: the documented lines, in order
//!                                notices ◄── protection rejected, stop
//! ```
//!
//! Promises: one wish for protection stands exactly while somebody is connected; each client's greeting and line
//! in the journal tell the same count; whoever vanishes, floods, or breaks the protocol loses its own connection
//! and nobody else's; at a stop everybody is told, and has gone before `STOP_TIMEOUT`.

mod accept;
mod client;
mod clients;
mod connection;
mod ending;
mod error;
mod guard;
mod handshake;
mod journal;
mod listen;
mod notice;
mod one_line;
mod open_files;
mod options;
mod page;
mod routes;
mod run;
mod server;
mod sparing;
mod state;

pub use error::ServerError;
pub use options::Options;
pub use run::run;
