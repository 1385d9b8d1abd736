//! Task metadata: `ECS_CONTAINER_METADATA_URI_V4`, and for older readers the same under version 3.

mod container;
mod handler;
mod task;

pub(super) use handler::answer;
