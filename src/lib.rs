//! The suite's own machinery: everything behind `cargo test --test features` that is not a step.
//!
//! `tests/features.rs` and `tests/steps/` hold the specification's vocabulary; what stands here brings up the
//! environment (a real LocalStack, the gateway), starts the programs under test from outside, waits for what
//! they do, and reports. It uses the library of `local-ecs` for the admin API's types alone; `worker` and
//! `scaler` it knows only as programs.

pub mod behaviours;
pub mod binaries;
pub mod browser;
pub mod calls;
pub mod environment;
pub mod eventually;
pub mod matching;
pub mod options;
pub mod pictures;
pub mod programs;
pub mod report;
pub mod run;
pub mod trouble;
pub mod websocket;
