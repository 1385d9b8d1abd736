//! Lines of the documented output that tell of what is done.

use tracing::error;

use crate::output::Output;

/// Prints a line that tells of what is so with or without it: that it is lost stops nothing, and is logged.
pub(crate) async fn tell(output: &Output, line: &str) {
    if let Err(error) = output.lines(&[line.as_bytes()]).await {
        error!(%error, "`{line}` could not be printed");
    }
}
