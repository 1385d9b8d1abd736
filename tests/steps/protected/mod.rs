//! Services whose tasks protect themselves: the job consumer and the WebSocket server.

mod address;
mod asking;
mod browser;
mod clients;
mod crowd;
pub(crate) mod deploy;
mod ending;
mod frequency;
mod health;
mod jobs;
mod rejections;
mod revision;
mod state;
mod storm;
