//! The manners that every binary of this project has on the command line.
//!
//! A bad setting is one line on stderr that names it, and exit code 2; logs go to stderr, in colour only on a
//! terminal, and there above the line that tells how far long work is; documented output has stdout to itself;
//! SIGTERM and SIGINT ask for a clean end, and a second one ends the process at once. Used by
//! `worker`, `scaler`, `local-ecs` and the suite; knows none of them.

pub mod duration;
mod exit;
mod given;
mod logs;
pub mod output;
mod parse;
mod refused;
mod runtime;
mod schedule;
mod setting;
mod shutdown;
mod status_line;

pub use exit::{Exit, finish, one_line};
pub use given::Given;
pub use logs::Logs;
pub use parse::{parse, parse_from};
pub use refused::{Refused, refused};
pub use runtime::block_on;
pub use schedule::Schedule;
pub use setting::SettingError;
pub use shutdown::{Shutdown, Signal};
pub use status_line::{Above, StatusLine};
