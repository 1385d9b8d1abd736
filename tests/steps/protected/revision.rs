//! Another revision of the server, while clients are connected to the one before.

use conformance::environment::ports;
use conformance::options::Runtime;
use conformance::trouble::{OrBroken, Outcome};
use cucumber::when;

use crate::steps::tasks::look::{IN_TIME, LOOK, arn_of, shown, status};
use crate::world::World;

/// From then on the scenario's task is the new one.
#[when("a new revision of the server is deployed and its task runs")]
async fn deployed(world: &mut World) -> Outcome {
    match world.environment.runtime {
        // What is new is the port, which the old task holds.
        Runtime::Process => {
            let port = ports::free().or_broken("finding a port")?;
            world.fleet.port = Some(port);
            world.begin_update(&[("Port", &port.to_string())]).await?;
        }
        Runtime::Docker => world.begin_update(&[("StopTimeout", "31")]).await?,
    }
    let task = world
        .wait(IN_TIME, LOOK, async || {
            let tasks = world.new_tasks().await?;
            let running = tasks.iter().find(|task| status(task) == "RUNNING");
            running.map(arn_of).ok_or_else(|| shown(&tasks))
        })
        .await?;
    world.fleet.task = Some(task);
    Ok(())
}
