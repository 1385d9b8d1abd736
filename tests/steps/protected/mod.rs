//! Services whose tasks protect themselves: the job consumer and the WebSocket server.

mod asking;
pub(crate) mod deploy;
mod ending;
mod jobs;
mod rejections;
mod storm;
