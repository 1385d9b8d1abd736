//! How the tasks were ordered.

use aws_sdk_ecs::types::{DesiredStatus, Task, TaskDefinitionField, TaskField};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::then;
use serde_json::json;

use crate::steps::tasks::look::{arn_of, shown};
use crate::world::{ON_DEMAND, SCALER, SPOT, SUBNET, Scenario, World};

/// The container that is told.
const CONTAINER: &str = "worker";

/// So many tasks of a RunTask are on demand before Spot gets any.
const BASE: usize = 2;

#[then(
    "2 of the tasks are on FARGATE, and of the others one in five, give or take one; the rest are on FARGATE_SPOT"
)]
async fn split(world: &mut World) -> Outcome {
    let tasks = running(world).await?;
    check_split(&tasks)
}

#[then("each task was told by a container override")]
async fn told(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    for task in running(world).await? {
        let overrides = task
            .overrides()
            .map(aws_sdk_ecs::types::TaskOverride::container_overrides)
            .unwrap_or_default();
        let container = overrides.iter().find(|one| one.name() == Some(CONTAINER));
        let environment = container
            .map(aws_sdk_ecs::types::ContainerOverride::environment)
            .unwrap_or_default();
        for row in &table.rows {
            let told = environment.iter().any(|pair| {
                pair.name() == row.first().map(String::as_str)
                    && pair.value() == row.get(1).map(String::as_str)
            });
            if !told {
                return Err(Trouble::failed(format!("{row:?} is not among {environment:?}")));
            }
        }
    }
    Ok(())
}

#[then("each task is in the pipeline's subnet and security group, without a public IP")]
async fn network(world: &mut World) -> Outcome {
    for task in running(world).await? {
        let details = task
            .attachments()
            .iter()
            .flat_map(aws_sdk_ecs::types::Attachment::details);
        let subnets: Vec<_> = details
            .clone()
            .filter(|detail| detail.name() == Some("subnetId"))
            .filter_map(|detail| detail.value())
            .collect();
        let public = details
            .clone()
            .any(|detail| detail.name() == Some("publicIPv4Address"));
        if subnets != [SUBNET] || public {
            return Err(Trouble::failed(format!(
                "its network interface is {:?}",
                task.attachments()
            )));
        }
    }
    // ECS tells the security group of no task; who started it has said it.
    let expected = json!({"awsvpcConfiguration": {
        "subnets": [SUBNET],
        "securityGroups": [world.service()?.output("SecurityGroupId")],
        "assignPublicIp": "DISABLED",
    }});
    let calls = world.recorded().await?.of(SCALER);
    let mut asked = calls.iter().filter(|call| call.operation == "RunTask");
    match asked.find(|call| call.parameters["networkConfiguration"] != expected) {
        None => Ok(()),
        Some(call) => Err(Trouble::failed(format!("it has asked for {}", call.parameters))),
    }
}

#[then("each task has the tags of its task definition")]
async fn tags(world: &mut World) -> Outcome {
    let ecs = &world.account.ecs;
    let arns: Vec<String> = running(world).await?.iter().map(arn_of).collect();
    let definition = ecs
        .describe_task_definition()
        .task_definition(world.service()?.output("TaskDefinitionArn"))
        .include(TaskDefinitionField::Tags)
        .send()
        .await
        .or_broken("describing the task definition")?;
    let described = ecs
        .describe_tasks()
        .cluster(world.cluster()?)
        .set_tasks(Some(arns))
        .include(TaskField::Tags)
        .send()
        .await
        .or_broken("describing the tasks")?;
    if definition.tags().is_empty() || described.tasks().is_empty() {
        return Err(Trouble::failed(
            "the task definition has no tags, or there are no tasks",
        ));
    }
    for task in described.tasks() {
        if let Some(tag) = definition.tags().iter().find(|tag| !task.tags().contains(tag)) {
            return Err(Trouble::failed(format!(
                "a task has not {tag:?} but {:?}",
                task.tags()
            )));
        }
    }
    Ok(())
}

/// Holds the tasks of one RunTask to be split as its strategy says: a base on demand, and of the others one in five,
/// give or take one, since how a fraction is rounded is nowhere promised.
pub(super) fn check_split(tasks: &[Task]) -> Outcome {
    let on_demand = tasks
        .iter()
        .filter(|task| task.capacity_provider_name() == Some(ON_DEMAND))
        .count();
    let on_spot = tasks
        .iter()
        .filter(|task| task.capacity_provider_name() == Some(SPOT))
        .count();
    let base = tasks.len().min(BASE);
    let others = tasks.len() - base;
    let right = on_demand + on_spot == tasks.len()
        && on_demand >= base
        // One in five, within one of it: by fives, so that nothing is rounded here.
        && (5 * (on_demand - base)).abs_diff(others) <= 5;
    if right && !tasks.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "of {} tasks {on_demand} are on {ON_DEMAND} and {on_spot} on {SPOT}",
            tasks.len()
        )))
    }
}

async fn running(scenario: &Scenario) -> Outcome<Vec<Task>> {
    let tasks = scenario
        .tasks(DesiredStatus::Running)
        .await
        .map_err(Trouble::broken)?;
    if tasks.is_empty() {
        Err(Trouble::failed(shown(&tasks)))
    } else {
        Ok(tasks)
    }
}
