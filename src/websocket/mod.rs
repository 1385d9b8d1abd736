//! Clients of a WebSocket server under test.

mod client;
mod conversation;

pub use client::{Client, ClientError};
pub use conversation::{Conversation, End};
