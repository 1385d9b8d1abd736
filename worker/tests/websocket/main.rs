//! `worker websocket-server`, from outside: its clients, its protection, its limits and its end.
#![allow(clippy::unwrap_used, clippy::panic)]

mod agent;
mod client;
mod greeting;
mod http;
mod limits;
mod process;
mod protection;
mod settings;
mod stop;
mod strangers;
mod vanished;
