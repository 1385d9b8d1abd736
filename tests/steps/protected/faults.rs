//! Trouble between a task's agent and ECS. The agent tries three times itself, so that only trouble that stays reaches
//! the task.

use conformance::trouble::{Outcome, Trouble};
use cucumber::{given, when};
use local_ecs::{Effect, Fault};

use crate::world::World;

#[given(regex = "^ECS begins to (.+) UpdateTaskProtection$")]
#[when(regex = "^ECS begins to (.+) UpdateTaskProtection$")]
async fn begins(world: &mut World, what: String) -> Outcome {
    let effect = match what.as_str() {
        "throttle" => Effect::Throttle,
        "answer 500 to" => Effect::Error {
            status: 500,
            code: "ServerException".to_owned(),
            message: "made by the scenario".to_owned(),
        },
        "deny" => Effect::Error {
            status: 400,
            code: "AccessDeniedException".to_owned(),
            message: "made by the scenario".to_owned(),
        },
        "leave unanswered" => Effect::Hold,
        _ => return Err(Trouble::broken(format!("there is no trouble called `{what}`"))),
    };
    world
        .set_fault(&Fault::of("ecs", "UpdateTaskProtection", effect))
        .await
}

#[when("ECS carries UpdateTaskProtection out again")]
async fn again(world: &mut World) -> Outcome {
    world.clear_faults().await
}
