//! Rolling deployments.

use aws_sdk_ecs::types::{Deployment, Task};
use conformance::trouble::{OrBroken, Outcome};
use cucumber::{then, when};

use super::look::{IN_TIME, LOOK, arn_of, shown, status};
use super::make::Definition;
use crate::world::{Scenario, World};

#[when("a new revision of the service is deployed")]
async fn deploy(world: &mut World) -> Outcome {
    world.remember_tasks().await?;
    let definition = world
        .define(&Definition::default(), &["print", "the new revision", "wait"])
        .await?;
    world
        .service_update()?
        .task_definition(definition)
        .send()
        .await
        .or_broken("deploying the new revision")?;
    Ok(())
}

#[then(regex = r"^(\d+) tasks? of the new revision (?:is|are) running$")]
async fn of_the_new(world: &mut World, count: usize) -> Outcome {
    world
        .wait(IN_TIME, LOOK, async || {
            let tasks = world.new_tasks().await?;
            let running = tasks.iter().filter(|task| status(task) == "RUNNING").count();
            if running == count {
                Ok(())
            } else {
                Err(format!("of the new revision: {}", shown(&tasks)))
            }
        })
        .await
}

#[then("the unprotected task of the old revision was stopped")]
async fn old_stopped(world: &mut World) -> Outcome {
    let old: Vec<String> = world
        .fleet
        .before
        .iter()
        .filter(|arn| !world.fleet.protected.contains(arn))
        .cloned()
        .collect();
    world
        .wait(IN_TIME, LOOK, async || {
            let tasks = world.described(&old).await?;
            if !tasks.is_empty() && tasks.iter().all(|task| status(task) == "STOPPED") {
                Ok(())
            } else {
                Err(shown(&tasks))
            }
        })
        .await
}

#[then(regex = r"^the deployment is (in progress|completed)$")]
async fn rollout(world: &mut World, state: String) -> Outcome {
    let expected = match state.as_str() {
        "completed" => "COMPLETED",
        _ => "IN_PROGRESS",
    };
    world
        .wait(IN_TIME, LOOK, async || {
            let service = world.described_service().await?;
            let primary = service
                .deployments()
                .iter()
                .find(|deployment| deployment.status() == Some("PRIMARY"))
                .ok_or("the service has no primary deployment")?;
            // Completed is one that is alone.
            let alone = expected != "COMPLETED" || service.deployments().len() == 1;
            if rollout_state(primary) == expected && alone {
                Ok(())
            } else {
                Err(format!(
                    "it is {} ({}), of {} deployments",
                    rollout_state(primary),
                    primary.rollout_state_reason().unwrap_or_default(),
                    service.deployments().len()
                ))
            }
        })
        .await
}

fn rollout_state(deployment: &Deployment) -> &str {
    deployment
        .rollout_state()
        .map_or("without a state", |state| state.as_str())
}

impl Scenario {
    /// The tasks that are to run and were not there before the last change.
    pub(crate) async fn new_tasks(&self) -> Result<Vec<Task>, String> {
        let tasks = self.tasks(aws_sdk_ecs::types::DesiredStatus::Running).await?;
        Ok(tasks
            .into_iter()
            .filter(|task| !self.fleet.before.contains(&arn_of(task)))
            .collect())
    }
}
