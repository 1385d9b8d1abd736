//! What the tasks of a run are: images, and in process mode the programs that the names of images stand for.

use super::Images;
use crate::binaries::Binaries;
use crate::options::{Options, Runtime};

/// Names of images, where tasks are processes.
const WORKER: &str = "conformance/worker:local";
const SCALER: &str = "conformance/scaler:local";
const PROBE: &str = "conformance/probe:local";

/// The images that the scenarios' task definitions name.
#[derive(Debug, Clone)]
pub struct TaskImages {
    /// The worker under test.
    pub worker: String,
    /// The reference scaler.
    pub scaler: String,
    /// The container that does what a scenario tells it.
    pub probe: String,
    /// Whether the worker is the user's own.
    own: bool,
}

impl TaskImages {
    /// What tells the worker under test to do a profile's work: nothing for one of the user's own, whose entry point
    /// says all.
    pub fn worker_arguments<'a>(&self, profile: &'a str) -> &'a str {
        // The reference worker's subcommands carry the profiles' names.
        if self.own { "" } else { profile }
    }

    /// The images, and the options with which local-ecs runs them.
    pub(super) fn of(
        options: &Options,
        runtime: Runtime,
        binaries: &Binaries,
        images: Option<&Images>,
    ) -> (Self, Vec<String>) {
        let own = options.worker.is_some() || options.worker_image.is_some();
        if let (Runtime::Docker, Some(images)) = (runtime, images) {
            let worker = options.worker_image.as_ref().unwrap_or(&images.worker);
            let tasks = Self {
                worker: worker.clone(),
                scaler: images.scaler.clone(),
                probe: images.probe.clone(),
                own,
            };
            return (tasks, vec!["--runtime".to_owned(), "docker".to_owned()]);
        }
        let path = |program: &std::path::Path| shell_words::quote(&program.to_string_lossy()).into_owned();
        let worker = options.worker.clone().unwrap_or_else(|| path(&binaries.worker));
        let program = |image, command: String| ["--program".to_owned(), format!("{image}={command}")];
        let mut arguments = vec!["--runtime".to_owned(), "process".to_owned()];
        arguments.extend(program(WORKER, worker));
        arguments.extend(program(SCALER, path(&binaries.scaler)));
        arguments.extend(program(PROBE, path(&binaries.probe)));
        let tasks = Self {
            worker: WORKER.to_owned(),
            scaler: SCALER.to_owned(),
            probe: PROBE.to_owned(),
            own,
        };
        (tasks, arguments)
    }
}
