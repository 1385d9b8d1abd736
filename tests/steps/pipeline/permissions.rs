//! Who may do what: the queue's policy, and the calls that were made, held against the roles of those who made them.
//! LocalStack enforces none of it.

use std::collections::BTreeSet;

use conformance::trouble::{Outcome, Trouble};
use cucumber::then;
use local_ecs::Call;
use local_ecs::iam::{Context, Principal, Request, decide};
use serde_json::Value;

use crate::steps::tasks::permissions::{Role, queue_policy, role};
use crate::world::{CLUSTER, REGION, SCALER, Scenario, World};

/// The key by which ECS tells which cluster a call is about.
const IN_CLUSTER: &str = "ecs:cluster";

/// What a call comes to, in the words of policies.
struct Needed {
    action: String,
    resource: String,
    context: Context,
}

#[then(
    regex = "^the pipeline's queue lets (the source bucket|no other bucket|a bucket of that name in another account not|nobody else) send$"
)]
async fn lets_send(world: &mut World, who: String) -> Outcome {
    let policy = queue_policy(world).await?;
    let bucket = format!("arn:aws:s3:::{}", world.pipeline.source);
    let own = world.account.id.clone();
    let s3 = Principal::service("s3.amazonaws.com");
    let (principal, source, account, expected) = match who.as_str() {
        "the source bucket" => (s3, bucket, own, true),
        "no other bucket" => (s3, format!("{bucket}-2"), own, false),
        "nobody else" => (
            Principal::aws("arn:aws:iam::999999999999:role/somebody"),
            bucket,
            own,
            false,
        ),
        _ => (s3, bucket, "999999999999".to_owned(), false),
    };
    let request = Request {
        principal,
        action: "sqs:SendMessage".to_owned(),
        resource: world.service()?.output("QueueArn").to_owned(),
        context: Context::default()
            .with("aws:SourceArn", source)
            .with("aws:SourceAccount", account),
    };
    let decision = decide(&[policy], &request);
    if decision.is_allowed() == expected {
        Ok(())
    } else {
        Err(Trouble::failed(format!("its policy decides: {decision:?}")))
    }
}

#[then("the scaler's calls are within what its role allows")]
async fn scaler_within(world: &mut World) -> Outcome {
    let arn = world.service()?.output("ScalerRoleArn").to_owned();
    let role = role(world, &arn).await?;
    let calls = world.recorded().await?.of(SCALER);
    within(world, &role, &calls)
}

#[then("the tasks' calls are within what their role allows")]
async fn tasks_within(world: &mut World) -> Outcome {
    let arn = world.service()?.task_role().to_owned();
    let role = role(world, &arn).await?;
    let mut calls = world.recorded().await?.all();
    calls.retain(|call| call.caller.starts_with("task/"));
    within(world, &role, &calls)
}

fn within(scenario: &Scenario, role: &Role, calls: &[Call]) -> Outcome {
    if calls.is_empty() {
        return Err(Trouble::failed("there are no calls"));
    }
    let mut seen = BTreeSet::new();
    for call in calls {
        for Needed {
            action,
            resource,
            context,
        } in needed(scenario, call)?
        {
            if seen.insert((action.clone(), resource.clone())) {
                role.expect_in(&action, &resource, context, true)?;
            }
        }
    }
    Ok(())
}

/// What a call needs to be allowed, by the service authorization reference.
fn needed(scenario: &Scenario, call: &Call) -> Outcome<Vec<Needed>> {
    let account = &scenario.account.id;
    let service = scenario.service()?;
    let text = |name: &str| call.parameters[name].as_str().unwrap_or_default().to_owned();
    let one = |action: &str, resource: String| {
        vec![Needed {
            action: action.to_owned(),
            resource,
            context: Context::default(),
        }]
    };
    let in_cluster = || {
        Context::default().with(
            IN_CLUSTER,
            format!("arn:aws:ecs:{REGION}:{account}:cluster/{CLUSTER}"),
        )
    };
    let object = || format!("arn:aws:s3:::{}/{}", text("Bucket"), text("Key"));
    Ok(match (call.service.as_str(), call.operation.as_str()) {
        ("sqs", operation) => {
            let operation = operation.strip_suffix("Batch").unwrap_or(operation);
            one(&format!("sqs:{operation}"), service.output("QueueArn").to_owned())
        }
        ("s3", "GetObject" | "HeadObject") => one("s3:GetObject", object()),
        ("s3", "PutObject") => one("s3:PutObject", object()),
        ("ssm", "GetParameters") => names(&call.parameters["Names"])
            .map(|name| {
                let path = if name.starts_with('/') {
                    name.to_owned()
                } else {
                    format!("/{name}")
                };
                Needed {
                    action: "ssm:GetParameters".to_owned(),
                    resource: format!("arn:aws:ssm:{REGION}:{account}:parameter{path}"),
                    context: Context::default(),
                }
            })
            .collect(),
        ("ecs", "ListTasks") => vec![Needed {
            action: "ecs:ListTasks".to_owned(),
            resource: "*".to_owned(),
            context: in_cluster(),
        }],
        ("ecs", "RunTask") => {
            let tasks = format!("arn:aws:ecs:{REGION}:{account}:task/{CLUSTER}/*");
            let mut all = vec![
                Needed {
                    action: "ecs:RunTask".to_owned(),
                    resource: service.output("TaskDefinitionArn").to_owned(),
                    context: in_cluster(),
                },
                Needed {
                    action: "iam:PassRole".to_owned(),
                    resource: service.task_role().to_owned(),
                    context: Context::default().with("iam:PassedToService", "ecs-tasks.amazonaws.com"),
                },
            ];
            if !call.parameters["propagateTags"].is_null() || !call.parameters["tags"].is_null() {
                all.push(Needed {
                    action: "ecs:TagResource".to_owned(),
                    resource: tasks.replace('*', "0123456789abcdef0123456789abcdef"),
                    context: Context::default().with("ecs:CreateAction", "RunTask"),
                });
            }
            all
        }
        (service, operation) => {
            return Err(Trouble::failed(format!(
                "{} has called {service}:{operation}",
                call.caller
            )));
        }
    })
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
