//! Rules of EventBridge that run tasks.

use conformance::trouble::{Outcome, Trouble};
use serde_json::{Value, json};

use super::plain::{EVENTS, call};
use crate::world::{CLUSTER, REGION, Scenario};

/// A rule, as EventBridge describes it.
pub(super) async fn rule(scenario: &Scenario, name: &str) -> Outcome<Value> {
    call(scenario, EVENTS, "DescribeRule", &json!({ "Name": name })).await
}

/// The only target of a rule.
pub(super) async fn target(scenario: &Scenario, rule: &str) -> Outcome<Value> {
    let listed = call(scenario, EVENTS, "ListTargetsByRule", &json!({ "Rule": rule })).await?;
    match listed["Targets"].as_array().map(Vec::as_slice) {
        Some([target]) => Ok(target.clone()),
        _ => Err(Trouble::failed(format!("the rule's targets are {listed}"))),
    }
}

/// Holds a target to run one task of that family in the scenario's cluster, on Fargate, in that subnet and the stack's
/// security group, without a public IP.
pub(super) fn expect_task(scenario: &Scenario, target: &Value, family: &str, subnet: &str) -> Outcome {
    let ecs = &target["EcsParameters"];
    let network = &ecs["NetworkConfiguration"]["awsvpcConfiguration"];
    let right = target["Arn"] == cluster(scenario, CLUSTER).as_str()
        && ecs["TaskDefinitionArn"]
            .as_str()
            .is_some_and(|arn| arn.contains(&format!(":task-definition/{family}:")))
        && ecs["TaskCount"] == 1
        && ecs["LaunchType"] == "FARGATE"
        && network["Subnets"] == json!([subnet])
        && network["SecurityGroups"] == json!([scenario.service()?.output("SecurityGroupId")])
        && network["AssignPublicIp"] == "DISABLED";
    if right {
        Ok(())
    } else {
        Err(Trouble::failed(format!("its target is {target}")))
    }
}

/// The ARN of a cluster of that name.
pub(super) fn cluster(scenario: &Scenario, name: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{}:cluster/{name}", scenario.account.id)
}
