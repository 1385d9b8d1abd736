//! The vocabulary of the features, by concept. A step says what it saw when it is not what was expected; it never
//! decides by itself how long is long enough: every wait has its bound in [`patience`].

mod calls;
mod faults;
mod messages;
mod names;
mod output;
mod paced;
pub(crate) mod patience;
mod pipeline;
mod plain;
mod protected;
mod publisher;
mod queues;
pub(crate) mod runs;
pub(crate) mod scaling;
mod schedules;
mod services;
mod settings;
mod stopping;
mod tasks;
mod topics;
mod workers;
