//! What each account's calls were: kept as they arrive, again as they end.

mod abridge;
mod call;
mod open;
mod store;

pub(crate) use abridge::abridge;
pub use call::Call;
pub(crate) use open::{Arrival, CallHandle, OpenCall};
pub use store::{Trace, TracePage};
