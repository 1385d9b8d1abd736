//! The gateway from outside: raw bytes against a fake LocalStack, and its admin API.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod admin;
mod control;
mod exact;
mod faults;
mod harness;
mod long_polls;
mod refusals;
mod streaming;
mod trace;
mod trouble;
