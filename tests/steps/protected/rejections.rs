//! Protection that is refused, fails or is not answered.

use aws_sdk_ecs::types::{DesiredStatus, Task};
use conformance::calls::protection_calls;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then, when};
use local_ecs::{Effect, Fault};

use super::asking::{caller, no_poll_after};
use crate::steps::faults::answered;
use crate::steps::tasks::look::{IN_TIME, LOOK, arn_of, id_of, shown, status};
use crate::steps::tasks::stopping::exit_code;
use crate::world::World;

/// The agent gives up on ECS after 4 s.
const LATE: u64 = 30_000;

#[given(regex = "^ECS (throttles|answers 500 to|denies|does not answer) calls for protection from now on$")]
#[when(regex = "^ECS (throttles|answers 500 to|denies|does not answer) calls for protection from now on$")]
async fn trouble(world: &mut World, answer: String) -> Outcome {
    let effect = match answer.as_str() {
        "throttles" => Effect::Throttle,
        "answers 500 to" => answered(500, "ServerException"),
        "denies" => answered(400, "AccessDeniedException"),
        _ => Effect::Delay { millis: LATE },
    };
    world
        .set_fault(&Fault::of("ecs", "UpdateTaskProtection", effect))
        .await
}

#[when("ECS takes calls for protection again")]
async fn again(world: &mut World) -> Outcome {
    world.clear_faults().await
}

#[given("the task role may not protect tasks")]
async fn no_permission(world: &mut World) -> Outcome {
    let arn = world.service()?.task_role().to_owned();
    let role = arn.rsplit('/').next().unwrap_or_default();
    let iam = &world.account.iam;
    let listed = iam
        .list_role_policies()
        .role_name(role)
        .send()
        .await
        .or_broken("listing the role's policies")?;
    for policy in listed.policy_names() {
        iam.delete_role_policy()
            .role_name(role)
            .policy_name(policy)
            .send()
            .await
            .or_broken("taking the role's policy away")?;
    }
    Ok(())
}

#[when("the service is deployed anew")]
async fn anew(world: &mut World) -> Outcome {
    world.remember_tasks().await?;
    world
        .service_update()?
        .force_new_deployment(true)
        .send()
        .await
        .or_broken("deploying the service anew")?;
    Ok(())
}

#[then(regex = r"^a (?:new )?task starts, begins no poll, and quits with exit code (\d+)$")]
async fn quits(world: &mut World, code: i32) -> Outcome {
    let task = world
        .wait(IN_TIME, LOOK, async || {
            let stopped = world.tasks(DesiredStatus::Stopped).await?;
            let new = |task: &&Task| status(task) == "STOPPED" && !world.fleet.before.contains(&arn_of(task));
            stopped.iter().find(new).cloned().ok_or_else(|| shown(&stopped))
        })
        .await?;
    world.fleet.task = Some(arn_of(&task));
    exit_code(&task, code)?;
    let caller = caller(world)?;
    let polled = world
        .recorded()
        .await?
        .of(&caller)
        .iter()
        .any(|call| call.operation == "ReceiveMessage");
    if polled {
        Err(Trouble::failed(format!("{} has polled", id_of(&arn_of(&task)))))
    } else {
        Ok(())
    }
}

#[then("the task has begun no poll after its protection was rejected")]
async fn no_poll_after_rejection(world: &mut World) -> Outcome {
    let caller = caller(world)?;
    let rejected = protection_calls(&world.recorded().await?.all(), &caller)
        .into_iter()
        .find(|call| !call.granted)
        .or_broken("no protection was rejected")?;
    // The agent tries a few times; what it answers in the end is the rejection.
    let told = rejected.ended.unwrap_or(rejected.begun) + AGENT_LIMIT;
    no_poll_after(world, &caller, told).await
}

/// How long the agent goes on trying, and a while more: the answer may reach the worker late. The job in hand takes
/// longer.
const AGENT_LIMIT: time::Duration = time::Duration::seconds(10);

#[then(expr = "its log names the reason {string}")]
async fn names_reason(world: &mut World, reason: String) -> Outcome {
    let reasons: Vec<&str> = reason.split(" or ").collect();
    world
        .wait_for_task_log(|lines| {
            if lines
                .iter()
                .any(|line| reasons.iter().any(|reason| line.contains(reason)))
            {
                Ok(())
            } else {
                Err(format!("no line tells of {reason}:\n{}", lines.join("\n")))
            }
        })
        .await
}
