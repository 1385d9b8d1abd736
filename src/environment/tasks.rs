//! What the tasks of a run are: images, and in process mode the programs that the names of images stand for.

use super::Images;
use crate::binaries::Binaries;
use crate::options::{Options, Runtime};

/// How the reference worker is told what to do.
const ARGUMENTS: &str = "log-consumer";

/// Names of images, where tasks are processes.
const WORKER: &str = "conformance/worker:local";
const PROBE: &str = "conformance/probe:local";

/// The images that the scenarios' task definitions name.
#[derive(Debug, Clone)]
pub struct TaskImages {
    /// The worker under test.
    pub worker: String,
    /// Its arguments; empty for a worker of the user's own, whose entry point says all.
    pub worker_arguments: &'static str,
    /// The container that does what a scenario tells it.
    pub probe: String,
}

impl TaskImages {
    /// The images, and the options with which local-ecs runs them.
    pub(super) fn of(
        options: &Options,
        runtime: Runtime,
        binaries: &Binaries,
        images: Option<&Images>,
    ) -> (Self, Vec<String>) {
        let own = options.worker.is_some() || options.worker_image.is_some();
        let worker_arguments = if own { "" } else { ARGUMENTS };
        if let (Runtime::Docker, Some(images)) = (runtime, images) {
            let worker = options.worker_image.as_ref().unwrap_or(&images.worker);
            let tasks = Self {
                worker: worker.clone(),
                worker_arguments,
                probe: images.probe.clone(),
            };
            return (tasks, vec!["--runtime".to_owned(), "docker".to_owned()]);
        }
        let path = |program: &std::path::Path| shell_words::quote(&program.to_string_lossy()).into_owned();
        let worker = options.worker.clone().unwrap_or_else(|| path(&binaries.worker));
        let program = |image, command: String| ["--program".to_owned(), format!("{image}={command}")];
        let mut arguments = vec!["--runtime".to_owned(), "process".to_owned()];
        arguments.extend(program(WORKER, worker));
        arguments.extend(program(PROBE, path(&binaries.probe)));
        let tasks = Self {
            worker: WORKER.to_owned(),
            worker_arguments,
            probe: PROBE.to_owned(),
        };
        (tasks, arguments)
    }
}
