//! What EventBridge runs, and when.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use local_ecs::iam::Context;
use serde_json::Value;

use crate::steps::schedules::{self, cluster, expect_task};
use crate::steps::tasks::permissions::role;
use crate::world::{CLUSTER, SUBNET, Scenario, World};

#[then(
    expr = "EventBridge runs the scaler's task every {int} minutes, in the pipeline's subnet and security group"
)]
async fn runs(world: &mut World, minutes: u32) -> Outcome {
    let described = schedules::rule(world, rule(world)?).await?;
    if described["ScheduleExpression"] != format!("rate({minutes} minutes)") {
        return Err(Trouble::failed(format!("the rule is {described}")));
    }
    let target = schedules::target(world, rule(world)?).await?;
    expect_task(world, &target, &format!("{}-scaler", world.stack_name()?), SUBNET)
}

#[then("what EventBridge may do is to run that task")]
async fn may(world: &mut World) -> Outcome {
    let target = schedules::target(world, rule(world)?).await?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let role = role(world, &text(&target["RoleArn"])).await?;
    let definition = text(&target["EcsParameters"]["TaskDefinitionArn"]);
    let own = world.service()?.output("TaskDefinitionArn").to_owned();
    let here = || Context::default().with("ecs:cluster", cluster(world, CLUSTER));
    let elsewhere = Context::default().with("ecs:cluster", cluster(world, "another"));
    role.expect_in("ecs:RunTask", &definition, here(), true)?;
    role.expect_in("ecs:RunTask", &own, here(), false)?;
    role.expect_in("ecs:RunTask", &definition, elsewhere, false)?;
    let passed = || Context::default().with("iam:PassedToService", "ecs-tasks.amazonaws.com");
    role.expect_in(
        "iam:PassRole",
        world.service()?.output("ScalerRoleArn"),
        passed(),
        true,
    )?;
    role.expect_in("iam:PassRole", world.service()?.task_role(), passed(), false)
}

fn rule(scenario: &Scenario) -> Outcome<&str> {
    let arn = scenario.service()?.output("RuleArn");
    let name = arn.rsplit('/').next().filter(|name| !name.is_empty());
    name.or_broken("the stack tells no rule")
}
