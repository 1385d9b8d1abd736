//! The API from outside: bytes in, bytes out.

mod fixture;
mod malformed;
mod policies;
mod target_tracking;
mod targets;
