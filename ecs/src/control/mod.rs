//! What makes the control plane live: for each account and region a [`Region`] that answers calls, has the runtime
//! carry out what the plane orders, feeds back what is reported, and wakes when something is due.
//!
//! The gateway asks [`Control`]; the agent and the admin API look into it. One driver a region carries out orders, so
//! that they reach the runtime in the order in which the plane gave them.

mod account;
mod accounts;
mod apis;
mod call;
mod counts;
mod driver;
mod endpoints;
mod region;
mod view;

pub(crate) use accounts::Control;
pub(crate) use call::Service;
pub(crate) use endpoints::TaskEndpoints;
pub(crate) use region::Region;
pub(crate) use view::KnownTasks;
