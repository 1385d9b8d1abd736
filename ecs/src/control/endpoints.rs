//! What tasks get beside their own environment: where AWS and their agent are.

use url::Url;

use super::driver::Endpoints;
use crate::agent::Agent;
use crate::runtime::{Launch, TaskKey};

/// Where AWS and their agent are.
#[derive(Debug)]
pub(crate) struct TaskEndpoints {
    agent: Agent,
    /// The gateway as tasks reach it.
    aws: String,
}

impl TaskEndpoints {
    pub(crate) fn new(agent: Agent, aws: &Url) -> Self {
        Self {
            agent,
            // As users write it: some clients put a path behind it as it is.
            aws: aws.as_str().trim_end_matches('/').to_owned(),
        }
    }
}

impl Endpoints for TaskEndpoints {
    fn open(&self, launch: &mut Launch) {
        let mut variables = self.agent.open(launch);
        for container in &mut launch.containers {
            // What the task definition says stands, as it does on ECS, but for the agent's own variables.
            container
                .environment
                .entry("AWS_ENDPOINT_URL".to_owned())
                .or_insert_with(|| self.aws.clone());
            container
                .environment
                .extend(variables.remove(&container.name).unwrap_or_default());
        }
    }

    fn close(&self, task: &TaskKey) {
        self.agent.close(task);
    }
}
