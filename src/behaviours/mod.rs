//! The table of promises, `features/behaviours.md`, held against the tags of the features.
//!
//! Every id of the table has a scenario that carries it, unless its row says that it is not built yet; every
//! tag that looks like an id has a row.

mod coverage;
mod table;

pub use coverage::{Coverage, coverage};
pub use table::{Row, TableError, parse};
