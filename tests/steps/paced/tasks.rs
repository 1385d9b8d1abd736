//! The stack's own tasks: with the settings and the roles that the template gives them.

use aws_sdk_ecs::types::{AssignPublicIp, AwsVpcConfiguration, Container, LaunchType, NetworkConfiguration};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{then, when};
use local_ecs::Call;
use local_ecs::iam::Context;

use crate::steps::tasks::look::{IN_TIME, LOOK, arn_of, id_of, shown, status};
use crate::steps::tasks::permissions::role;
use crate::world::{CLUSTER, REGION, SUBNET, Scenario, World};

#[when(regex = "^the stack's own (producer|target setter) runs$")]
async fn runs(world: &mut World, what: String) -> Outcome {
    world.tracked.policies = world.policies().await?;
    let definition = world
        .service()?
        .output(&format!("{}TaskDefinitionArn", prefix(&what)));
    let definition = definition.to_owned();
    let vpc = AwsVpcConfiguration::builder()
        .subnets(SUBNET)
        .security_groups(world.service()?.output("SecurityGroupId"))
        .assign_public_ip(AssignPublicIp::Disabled)
        .build()
        .or_broken("describing the network")?;
    let run = world
        .account
        .ecs
        .run_task()
        .cluster(CLUSTER)
        .task_definition(definition)
        .launch_type(LaunchType::Fargate)
        .network_configuration(NetworkConfiguration::builder().awsvpc_configuration(vpc).build())
        .send()
        .await
        .or_broken("running the task")?;
    let task = run.tasks().first().map(arn_of);
    let task = task.or_broken(format!("running the task started none: {:?}", run.failures()))?;
    world.fleet.task = Some(task.clone());
    world
        .wait(IN_TIME, LOOK, async || {
            let tasks = world.described(std::slice::from_ref(&task)).await?;
            match tasks.first() {
                Some(task) if status(task) == "STOPPED" => Ok(task.clone()),
                _ => Err(shown(&tasks)),
            }
        })
        .await
        .and_then(|task| {
            let code = task.containers().first().and_then(Container::exit_code);
            if code == Some(0) {
                Ok(())
            } else {
                Err(Trouble::failed(format!(
                    "its exit code is {code:?}: {}",
                    shown(&[task])
                )))
            }
        })
}

#[then(regex = "^the calls of the (worker|producer|target setter)'s task are within what its role allows$")]
async fn within(world: &mut World, what: String) -> Outcome {
    let arn = match what.as_str() {
        "worker" => world.service()?.task_role(),
        other => world.service()?.output(&format!("{}RoleArn", prefix(other))),
    };
    let role = role(world, arn).await?;
    let task = world
        .fleet
        .task
        .as_deref()
        .or_broken("the scenario has no task")?;
    // The trace may come later than what the calls have done, or than the task's end.
    let (caller, last) = (format!("task/{}", id_of(task)), last(&what));
    let calls = world
        .wait_for_calls(IN_TIME, |calls| {
            let calls = calls.of(&caller);
            if calls.iter().any(|call| call.operation.starts_with(last)) {
                Ok(calls)
            } else {
                let operations: Vec<_> = calls.iter().map(|call| call.operation.as_str()).collect();
                Err(format!("it has called {operations:?}, and no {last}"))
            }
        })
        .await?;
    for call in &calls {
        let (action, resource, context) = needed(world, call)?;
        role.expect_in(&action, &resource, context, true)?;
    }
    Ok(())
}

/// What a call needs to be allowed, by the service authorization reference.
fn needed(scenario: &Scenario, call: &Call) -> Outcome<(String, String, Context)> {
    let account = &scenario.account.id;
    let operation = call.operation.as_str();
    let context = Context::default();
    Ok(match (call.service.as_str(), operation) {
        ("sqs", _) => {
            let operation = operation.strip_suffix("Batch").unwrap_or(operation);
            let queue = scenario.service()?.output("QueueArn").to_owned();
            (format!("sqs:{operation}"), queue, context)
        }
        // Of the task itself, which the agent knows.
        ("ecs", "UpdateTaskProtection" | "GetTaskProtection") => {
            let task = format!("arn:aws:ecs:{REGION}:{account}:task/{CLUSTER}/0ec5");
            (format!("ecs:{operation}"), task, context)
        }
        ("monitoring", "PutMetricData") => {
            let namespace = call.parameters["Namespace"].as_str().unwrap_or_default();
            let context = context.with("cloudwatch:namespace", namespace);
            ("cloudwatch:PutMetricData".to_owned(), "*".to_owned(), context)
        }
        ("monitoring", _) => (format!("cloudwatch:{operation}"), "*".to_owned(), context),
        ("application-autoscaling", "PutScalingPolicy") => {
            let target = format!("arn:aws:application-autoscaling:{REGION}:{account}:scalable-target/0ec5");
            let context = context
                .with("application-autoscaling:service-namespace", "ecs")
                .with(
                    "application-autoscaling:scalable-dimension",
                    "ecs:service:DesiredCount",
                );
            (format!("application-autoscaling:{operation}"), target, context)
        }
        ("application-autoscaling", _) => (
            format!("application-autoscaling:{operation}"),
            "*".to_owned(),
            context,
        ),
        (service, _) => {
            return Err(Trouble::failed(format!(
                "{} has called {service}:{operation}",
                call.caller
            )));
        }
    })
}

/// What such a task calls when it has done the rest of its work, or how that begins.
fn last(what: &str) -> &'static str {
    if what == "producer" {
        "SendMessage"
    } else {
        "PutMetricData"
    }
}

fn prefix(what: &str) -> &'static str {
    if what == "producer" {
        "Producer"
    } else {
        "TargetSetter"
    }
}
