//! With an engine; where none answers each test says that it is skipped.

mod dependencies;
mod engine_gone;
mod failures;
mod health;
mod network;
mod output;
mod stopping;
mod timing;
mod world;
