//! What holds for all services, policies and histories.

mod alarms;
mod any;
mod anything;
mod memory;
mod together;
mod tracking;
