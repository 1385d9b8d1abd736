//! The requests, held against the service model that the SDKs are made from.

mod requests;
mod service;
mod shapes;

pub(super) use service::{AUTO_SCALING, ECS, Service, Shape};
