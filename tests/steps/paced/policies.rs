//! Scaling policies, whole: what is set of one, and what is to stay.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};
use serde_json::{Value, json};

use super::measured::about;
use crate::steps::patience::LOOK;
use crate::steps::plain::{AUTOSCALING, call};
use crate::steps::tasks::look::IN_TIME;
use crate::steps::tasks::make::Definition;
use crate::world::{SCALER, Scenario, World};

const CONFIGURATION: &str = "TargetTrackingScalingPolicyConfiguration";

/// A service that has a policy of the same name.
const OTHER: &str = "service/fleet/jobs";

#[given("another service has a policy of the same name")]
async fn another(world: &mut World) -> Outcome {
    world.make_service(&Definition::default(), &["wait"], 0).await?;
    let target = json!({
        "ServiceNamespace": "ecs",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ResourceId": OTHER,
        "MinCapacity": 0,
        "MaxCapacity": 3,
    });
    call(world, AUTOSCALING, "RegisterScalableTarget", &target).await?;
    let mut own = own(&world.policies().await?, world)?;
    own["ResourceId"] = json!(OTHER);
    put(world, &own).await
}

#[when(expr = "the policy is deleted, and again if it comes back, until the scaler says {string}")]
async fn delete(world: &mut World, text: String) -> Outcome {
    world.tracked.policies = vec![own(&world.policies().await?, world)?];
    // A pass that has read the policy before it was deleted puts it again.
    world
        .wait(IN_TIME, LOOK, async || {
            let stderr = world
                .program(SCALER)
                .map_err(|trouble| trouble.to_string())?
                .transcript()
                .stderr();
            if stderr.contains(&text) {
                return Ok(());
            }
            delete_own(world).await.map_err(|trouble| trouble.to_string())?;
            Err(format!("the policy is deleted; the scaler says:\n{stderr}"))
        })
        .await
}

/// Deletes the policy of the scenario's service, if it is there.
async fn delete_own(scenario: &Scenario) -> Outcome {
    let policies = scenario.policies().await?;
    let Ok(own) = own(&policies, scenario) else {
        return Ok(());
    };
    let mut request = json!({});
    for field in [
        "ServiceNamespace",
        "ScalableDimension",
        "ResourceId",
        "PolicyName",
    ] {
        request[field] = own[field].clone();
    }
    call(scenario, AUTOSCALING, "DeleteScalingPolicy", &request).await?;
    Ok(())
}

#[when("the policy is there again")]
async fn make_again(world: &mut World) -> Outcome {
    let own = own(&world.tracked.policies, world)?;
    put(world, &own).await
}

#[then(expr = "the policy's target is {float}, and nothing else of any policy has changed")]
async fn target_is(world: &mut World, target: f64) -> Outcome {
    let before = world.tracked.policies.clone();
    let after = world.policies().await?;
    let name = own(&after, world)?["PolicyName"].clone();
    let without = |policies: &[Value]| -> Vec<Value> {
        let mut policies = policies.to_vec();
        for policy in &mut policies {
            if policy["PolicyName"] == name && policy["ResourceId"] != OTHER {
                policy[CONFIGURATION]["TargetValue"] = Value::Null;
            }
        }
        policies
    };
    if without(&before) != without(&after) {
        return Err(Trouble::failed(format!(
            "before: {}\nafter: {}",
            json!(before),
            json!(after)
        )));
    }
    match target_of(&own(&after, world)?) {
        Some(seen) if about(seen, target) => Ok(()),
        seen => Err(Trouble::failed(format!("its target is {seen:?}"))),
    }
}

#[then("no policy has changed")]
async fn unchanged(world: &mut World) -> Outcome {
    let after = world.policies().await?;
    if after == world.tracked.policies {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "before: {}\nafter: {}",
            json!(world.tracked.policies),
            json!(after)
        )))
    }
}

#[then(expr = "the policy's target comes to be {float}")]
async fn comes_to_be(world: &mut World, target: f64) -> Outcome {
    // For a pass of several calls, one of which may have begun just before what it is to see was there.
    world
        .wait(IN_TIME, LOOK, async || {
            let policies = world.policies().await.map_err(|trouble| trouble.to_string())?;
            let own = own(&policies, world).map_err(|trouble| trouble.to_string())?;
            match target_of(&own) {
                Some(seen) if about(seen, target) => Ok(()),
                seen => Err(format!("it is {seen:?}")),
            }
        })
        .await
}

impl Scenario {
    /// All scaling policies of the account, in the words of the API.
    pub(super) async fn policies(&self) -> Outcome<Vec<Value>> {
        let request = json!({"ServiceNamespace": "ecs"});
        let described = call(self, AUTOSCALING, "DescribeScalingPolicies", &request).await?;
        let policies = described["ScalingPolicies"].as_array();
        policies
            .cloned()
            .or_broken("DescribeScalingPolicies gave no list")
    }
}

/// The policy of the scenario's service whose target is set.
fn own(policies: &[Value], scenario: &Scenario) -> Outcome<Value> {
    let service = scenario.service()?;
    policies
        .iter()
        .find(|policy| {
            policy["PolicyName"] == service.output("PolicyName")
                && policy["ResourceId"] == service.output("ResourceId")
        })
        .cloned()
        .or_broken("the service has not the policy that its stack tells")
}

fn target_of(policy: &Value) -> Option<f64> {
    policy[CONFIGURATION]["TargetValue"].as_f64()
}

/// Puts a policy that is as this one.
async fn put(scenario: &Scenario, policy: &Value) -> Outcome {
    let fields = [
        "ServiceNamespace",
        "ScalableDimension",
        "ResourceId",
        "PolicyName",
        "PolicyType",
        CONFIGURATION,
    ];
    let mut request = json!({});
    for field in fields {
        request[field] = policy[field].clone();
    }
    call(scenario, AUTOSCALING, "PutScalingPolicy", &request).await?;
    Ok(())
}
