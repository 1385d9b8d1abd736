//! The limit of open files, of which each connection is one.

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tracing::{debug, warn};

/// Files that are open beside the connections: standard streams, the event loop's, the agent's connection.
const OTHERS: u64 = 32;

/// Raises the soft limit to the hard one, and warns where that does not suffice for so many clients. The soft
/// limit is often 1024, for programs that use `select`; this one does not.
pub(super) fn raise(clients: usize) {
    let raised = getrlimit(Resource::RLIMIT_NOFILE).and_then(|(soft, hard)| {
        if soft < hard {
            setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
        }
        Ok(hard)
    });
    match raised {
        Ok(limit) if limit < clients as u64 + OTHERS => warn!(
            "MAX_CONNECTIONS is {clients}, but this process may open {limit} files only (ulimit -n), and each \
             client is one: raise the container's nofile limit, or lower MAX_CONNECTIONS"
        ),
        Ok(limit) => debug!("{limit} files may be open"),
        Err(error) => warn!("the limit of open files could not be raised: {error}"),
    }
}
