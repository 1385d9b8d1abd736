//! What EventBridge runs, and when.

use conformance::environment::http;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use local_ecs::iam::Context;
use serde_json::{Value, json};

use super::deploy::{STACK, SUBNET};
use crate::steps::tasks::permissions::role;
use crate::world::{CLUSTER, REGION, Scenario, World};

#[then(
    expr = "EventBridge runs the scaler's task every {int} minutes, in the pipeline's subnet and security group"
)]
async fn runs(world: &mut World, minutes: u32) -> Outcome {
    let rule = rule(world)?;
    let described = call(world, "DescribeRule", &json!({"Name": rule})).await?;
    if described["ScheduleExpression"] != format!("rate({minutes} minutes)") {
        return Err(Trouble::failed(format!("the rule is {described}")));
    }
    let target = target(world).await?;
    let ecs = &target["EcsParameters"];
    let network = &ecs["NetworkConfiguration"]["awsvpcConfiguration"];
    let cluster = cluster(world, CLUSTER);
    let right = target["Arn"] == cluster.as_str()
        && ecs["TaskDefinitionArn"]
            .as_str()
            .is_some_and(|arn| arn.contains(&format!(":task-definition/{STACK}-scaler:")))
        && ecs["TaskCount"] == 1
        && ecs["LaunchType"] == "FARGATE"
        && network["Subnets"] == json!([SUBNET])
        && network["SecurityGroups"] == json!([world.service()?.output("SecurityGroupId")])
        && network["AssignPublicIp"] == "DISABLED";
    if right {
        Ok(())
    } else {
        Err(Trouble::failed(format!("its target is {target}")))
    }
}

#[then("what EventBridge may do is to run that task")]
async fn may(world: &mut World) -> Outcome {
    let target = target(world).await?;
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

fn cluster(scenario: &Scenario, name: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{}:cluster/{name}", scenario.account.id)
}

fn rule(scenario: &Scenario) -> Outcome<String> {
    let arn = scenario.service()?.output("RuleArn");
    let name = arn.rsplit('/').next().filter(|name| !name.is_empty());
    name.map(str::to_owned).or_broken("the stack tells no rule")
}

async fn target(scenario: &Scenario) -> Outcome<Value> {
    let rule = rule(scenario)?;
    let listed = call(scenario, "ListTargetsByRule", &json!({"Rule": rule})).await?;
    match listed["Targets"].as_array().map(Vec::as_slice) {
        Some([target]) => Ok(target.clone()),
        _ => Err(Trouble::failed(format!("the rule's targets are {listed}"))),
    }
}

/// Asks EventBridge, which no SDK here serves, without a signature that anyone would check.
async fn call(scenario: &Scenario, operation: &str, request: &Value) -> Outcome<Value> {
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential={}/20260101/{REGION}/events/aws4_request, SignedHeaders=host, Signature=0a",
        scenario.account.id
    );
    let target = format!("AWSEvents.{operation}");
    let headers = [
        ("authorization", signature.as_str()),
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", &target),
    ];
    let answer = http::post(&scenario.environment.endpoint, &headers, request.to_string())
        .await
        .map_err(Trouble::broken)?;
    serde_json::from_slice(&answer).or_broken(format!("reading the answer to {operation}"))
}
