//! The agent as containers meet it, with an ECS and an STS behind it that answer as they are told.

mod bench;
mod credentials;
mod endpoints;
mod fake;
mod metadata;
mod protection;
