//! ECS's words for what goes wrong with a container, around the engine's.

use bollard::errors::Error;

/// What a task says that was lost with the engine, or cannot be started without it.
pub(super) fn gone(why: &str) -> String {
    format!("The Docker engine is gone: {why}")
}

/// Whether the error says that there is no engine to talk to, rather than what the engine thinks of a call.
pub(super) fn is_gone(error: &Error) -> bool {
    matches!(
        error,
        Error::HyperLegacyError { .. }
            | Error::HyperResponseError { .. }
            | Error::IOError { .. }
            | Error::RequestTimeoutError
            | Error::SocketNotFoundError(_)
    )
}

/// The engine's own words.
pub(super) fn words(error: &Error) -> String {
    match error {
        Error::DockerResponseServerError { message, .. } => message.trim().to_owned(),
        Error::DockerStreamError { error } => error.trim().to_owned(),
        Error::RequestTimeoutError => "it does not answer in time".to_owned(),
        error => command_line::one_line(error),
    }
}

/// The reason of a call that failed, under ECS's name of its class.
pub(super) fn of_class(class: &str, error: &Error) -> String {
    if is_gone(error) {
        gone(&words(error))
    } else {
        format!("{class}: Error response from daemon: {}", words(error))
    }
}

/// Whether the thing is not there.
pub(super) fn is_missing(error: &Error) -> bool {
    matches!(error, Error::DockerResponseServerError { status_code: 404, .. })
}

/// A container that the kernel killed for its memory.
pub(super) const OUT_OF_MEMORY: &str = "OutOfMemoryError: Container killed due to memory usage";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_words_stand_behind_the_name_of_the_class() {
        let refused = Error::DockerResponseServerError {
            status_code: 400,
            message: "exec: \"/no\": no such file\n".to_owned(),
        };
        assert_eq!(
            of_class("CannotStartContainerError", &refused),
            "CannotStartContainerError: Error response from daemon: exec: \"/no\": no such file"
        );
        let silent = of_class("CannotStartContainerError", &Error::RequestTimeoutError);
        assert_eq!(silent, "The Docker engine is gone: it does not answer in time");
    }
}
