//! What EventBridge runs, and when.

use conformance::trouble::{Outcome, Trouble};
use cucumber::{then, when};
use local_ecs::iam::Context;
use serde_json::json;

use crate::steps::plain::{EVENTS, call};
use crate::steps::schedules::{cluster, expect_task, rule, target};
use crate::steps::tasks::permissions::role;
use crate::world::{CLUSTER, SUBNET, Scenario, World};

/// The logical id of the rule that sets the target.
const TARGET_RULE: &str = "TargetRule";

#[then(expr = "the rule {string} is {word}, and would run the producer's task every minute")]
async fn producer(world: &mut World, name: String, state: String) -> Outcome {
    if world.service()?.output("ProducerRuleName") != name {
        return Err(Trouble::failed("the stack tells another rule"));
    }
    expect(world, &name, "rate(1 minute)", &state.to_uppercase(), "producer").await
}

#[when(expr = "the rule {string} is enabled")]
async fn enable(world: &mut World, name: String) -> Outcome {
    call(world, EVENTS, "EnableRule", &json!({ "Name": name }))
        .await
        .map(drop)
}

#[then("EventBridge runs the target setter's task every hour")]
async fn setter(world: &mut World) -> Outcome {
    let name = world.name_in_stack(TARGET_RULE).await?;
    expect(world, &name, "rate(1 hour)", "ENABLED", "target-setter").await
}

#[then("what EventBridge may do is to run the producer's task and the target setter's")]
async fn may(world: &mut World) -> Outcome {
    let schedule = world.name_in_stack(TARGET_RULE).await?;
    let arn = target(world, &schedule).await?["RoleArn"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let role = role(world, &arn).await?;
    let service = world.service()?;
    let here = || Context::default().with("ecs:cluster", cluster(world, CLUSTER));
    let elsewhere = || Context::default().with("ecs:cluster", cluster(world, "another"));
    let passed = || Context::default().with("iam:PassedToService", "ecs-tasks.amazonaws.com");
    for task in ["Producer", "TargetSetter"] {
        let definition = service.output(&format!("{task}TaskDefinitionArn"));
        role.expect_in("ecs:RunTask", definition, here(), true)?;
        role.expect_in("ecs:RunTask", definition, elsewhere(), false)?;
        let own = service.output(&format!("{task}RoleArn"));
        role.expect_in("iam:PassRole", own, passed(), true)?;
    }
    let worker = service
        .output("ProducerTaskDefinitionArn")
        .replace("-producer:", ":");
    role.expect_in("ecs:RunTask", &worker, here(), false)?;
    role.expect_in("iam:PassRole", service.task_role(), passed(), false)
}

async fn expect(scenario: &Scenario, name: &str, when: &str, state: &str, what: &str) -> Outcome {
    let described = rule(scenario, name).await?;
    if described["ScheduleExpression"] != when || described["State"] != state {
        return Err(Trouble::failed(format!("the rule is {described}")));
    }
    let family = format!("{}-{what}", scenario.stack_name()?);
    expect_task(scenario, &target(scenario, name).await?, &family, SUBNET)
}
