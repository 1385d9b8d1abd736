//! Services that follow their backlog: messages that say how long they take, what was measured of them, and the target
//! that is made of that.

mod deploy;
mod failures;
mod groups;
mod measured;
mod messages;
mod order;
mod policies;
mod producer;
mod schedule;
mod target;
mod tasks;
mod workers;
