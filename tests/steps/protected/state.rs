//! Whether ECS protects the task.

use conformance::trouble::Outcome;
use cucumber::then;

use crate::steps::tasks::look::{IN_TIME, LOOK};
use crate::world::{Scenario, World};

#[then(regex = "^ECS (protects the task|does not protect the task any more)$")]
async fn protects(world: &mut World, what: String) -> Outcome {
    world.wait_for_protection(what == "protects the task").await
}

impl Scenario {
    /// Waits until ECS says that the scenario's task is protected, or is not.
    pub(super) async fn wait_for_protection(&self, expected: bool) -> Outcome {
        self.wait(IN_TIME, LOOK, async || {
            let arn = self.fleet.task.clone().ok_or("the scenario has no task")?;
            let cluster = self.cluster().map_err(|trouble| trouble.to_string())?;
            let answer = self
                .account
                .ecs
                .get_task_protection()
                .cluster(cluster)
                .tasks(arn)
                .send()
                .await
                .map_err(|error| command_line::one_line(&error))?;
            match answer.protected_tasks() {
                [task] if task.protection_enabled() == expected => Ok(()),
                [task] => Err(format!("expected protected: {expected}, seen: {task:?}")),
                _ => Err(format!("ECS tells nothing of the task: {:?}", answer.failures())),
            }
        })
        .await
    }
}
