//! Nothing of a local-ecs outlives it: what carries its name is found and ended.
//!
//! Three times: by itself when it ends, by its [`Reaper`] however it ended, and by the next of the same name that
//! starts ([`sweep`]). The suite finds what its runs leave in the same way ([`Leftovers`]).

mod leftovers;
mod processes;
mod reaper;
mod sweep;

pub use leftovers::{Leftovers, Mark};
pub(crate) use processes::{kill, processes_with};
pub use reaper::{Reaper, run};
pub use sweep::sweep;
