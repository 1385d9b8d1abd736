//! The rules, each in plain numbers, and what holds for all of them together.

#![allow(clippy::unwrap_used, clippy::panic)]

mod alarm;
mod datapoints;
mod display;
mod given;
mod limits;
mod memory;
mod properties;
mod step_scaling;
mod target_tracking;
mod together;
