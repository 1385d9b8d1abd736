//! Trouble between the worker and SQS, made by the gateway.

use conformance::trouble::{Outcome, Trouble};
use cucumber::{given, when};
use local_ecs::{Calls, Effect, Fault};

use super::patience::SOON;
use crate::world::World;

/// Both forms in which a worker may delete.
const DELETIONS: [&str; 2] = ["DeleteMessage", "DeleteMessageBatch"];

/// An answer with an error that the scenario has made up.
pub(super) fn answered(status: u16, code: &str) -> Effect {
    Effect::Error {
        status,
        code: code.to_owned(),
        message: "made by the scenario".to_owned(),
    }
}

#[given("every deletion is held up")]
async fn hold_deletions(world: &mut World) -> Outcome {
    for operation in DELETIONS {
        world
            .set_fault(&Fault::of("sqs", operation, Effect::Hold))
            .await?;
    }
    Ok(())
}

#[given("every receive is held up")]
async fn hold_receives(world: &mut World) -> Outcome {
    world
        .set_fault(&Fault::of("sqs", "ReceiveMessage", Effect::Hold))
        .await
}

#[when(regex = "^(?:deletions|receives) go through again$")]
async fn go_through(world: &mut World) -> Outcome {
    world.clear_faults().await
}

#[given(expr = "SQS refuses the first {int} deletions of messages that contain {string}")]
async fn refuse_deletions(world: &mut World, count: u64, text: String) -> Outcome {
    for operation in DELETIONS {
        let effect = Effect::FailEntries {
            containing: Some(text.clone()),
            indexes: None,
            code: "InternalError".to_owned(),
            sender_fault: false,
        };
        let fault = Fault::of("sqs", operation, effect);
        world
            .set_fault(&Fault {
                calls: Calls::First(count),
                containing: Some(text.clone()),
                ..fault
            })
            .await?;
    }
    Ok(())
}

#[when(regex = "^SQS begins to (.+) whatever the worker calls$")]
async fn trouble(world: &mut World, answer: String) -> Outcome {
    let effect = match answer.as_str() {
        "throttle" => Effect::Throttle,
        "answer 500 to" => answered(500, "InternalFailure"),
        "answer 503 to" => answered(503, "ServiceUnavailable"),
        "drop the connection of" => Effect::Disconnect {
            after_forwarding: false,
        },
        _ => return Err(Trouble::broken(format!("there is no trouble called `{answer}`"))),
    };
    let any = Fault::of("sqs", "", effect);
    world
        .set_fault(&Fault {
            operation: None,
            caller: Some("worker".to_owned()),
            ..any
        })
        .await
}

#[when("the worker has met it")]
async fn has_met_it(world: &mut World) -> Outcome {
    world
        .wait_for_calls(SOON, |calls| {
            let calls = calls.of("worker");
            if calls.iter().any(|call| call.fault.is_some()) {
                Ok(())
            } else {
                Err(format!("none of its {} calls has met it", calls.len()))
            }
        })
        .await
}

#[when("SQS answers again")]
async fn answers_again(world: &mut World) -> Outcome {
    world.clear_faults().await
}
