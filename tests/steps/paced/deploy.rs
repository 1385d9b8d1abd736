//! Stacks of `target-tracking.yaml`.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then};
use serde_json::json;

use crate::steps::plain::{AUTOSCALING, call};
use crate::steps::tasks::template::{self, parameters, working};
use crate::world::{CLUSTER, SUBNET, Scenario, Service, TARGET_TRACKING, World, deploy};

/// The profile of its tasks.
const PROFILE: &str = "paced-consumer";

/// Something that the template wants and nobody looks at: no task runs of these services.
const IMAGE: &str = "conformance/worker:local";

#[given("the queue of a tracked service")]
async fn queue(world: &mut World) -> Outcome {
    let parameters = [("Image", IMAGE), ("ScalerImage", IMAGE), ("SubnetId", SUBNET)];
    let cloudformation = &world.account.queues_alone;
    let (file, stack) = (TARGET_TRACKING.file, TARGET_TRACKING.stack);
    let deploying = deploy(cloudformation, file, stack, &parameters);
    let outputs = world.environment.standing.during(deploying).await?;
    let service = Service::new(stack, outputs);
    if service.queue().is_empty() || service.dead_letter_queue().is_empty() {
        return Err(Trouble::broken(
            "the stack has not the outputs of a tracked service",
        ));
    }
    world.services.push(service);
    Ok(())
}

#[given("the tracked service's template")]
async fn template(world: &mut World) -> Outcome {
    take(world, &[]).await
}

#[given("a tracked service of tasks that wait")]
async fn waiting(world: &mut World) -> Outcome {
    deploy_waiting(world, &[]).await
}

#[given("a tracked service of tasks that wait, with")]
async fn waiting_with(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    deploy_waiting(world, &parameters(table)?).await
}

#[then(expr = "Application Auto Scaling keeps the service between {int} and {int} task(s)")]
async fn between(world: &mut World, least: i64, most: i64) -> Outcome {
    let id = world.service()?.output("ResourceId").to_owned();
    let request = json!({"ServiceNamespace": "ecs", "ResourceIds": [id]});
    let described = call(world, AUTOSCALING, "DescribeScalableTargets", &request).await?;
    let target = &described["ScalableTargets"][0];
    if target["MinCapacity"] == least && target["MaxCapacity"] == most {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "the service's scalable target is {target}"
        )))
    }
}

async fn deploy_waiting(scenario: &mut Scenario, parameters: &[(&str, &str)]) -> Outcome {
    let images = scenario.environment.tasks.clone();
    let mut all = template::waiting(&images).to_vec();
    all.extend_from_slice(parameters);
    take(scenario, &all).await?;
    scenario.deploy_template().await
}

/// Chooses the template. Nothing happens by its schedules: nobody here waits for an hour.
async fn take(scenario: &mut Scenario, parameters: &[(&str, &str)]) -> Outcome {
    scenario.make_cluster().await?;
    let images = scenario.environment.tasks.clone();
    let mut all = working(&images, PROFILE).to_vec();
    all.extend([
        ("ScalerImage", images.scaler.as_str()),
        ("ClusterName", CLUSTER),
        ("SubnetId", SUBNET),
        // Nothing here depends on how a worker stops, and nobody likes to wait.
        ("StopTimeout", "2"),
    ]);
    all.extend_from_slice(parameters);
    scenario.take_template(TARGET_TRACKING, &all);
    Ok(())
}
