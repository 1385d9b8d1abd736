//! libjpeg's errors. Its C code cannot return them: mozjpeg unwinds through it, past the panic hook, with the message.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::Error;

/// Runs what calls libjpeg, and turns an error of libjpeg's into one that is returned. A panic goes on as a panic.
pub(super) fn caught<T>(
    run: impl FnOnce() -> Result<T, Error>,
    error: impl FnOnce(&str) -> Error,
) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => result,
        Err(payload) => match payload.downcast_ref::<String>() {
            Some(message) if let Some(message) = message.strip_prefix("libjpeg fatal error: ") => {
                Err(error(message))
            }
            _ => resume_unwind(payload),
        },
    }
}
