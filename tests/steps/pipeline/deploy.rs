//! Stacks of `queue-processing.yaml`.

use conformance::trouble::{OrBroken, Outcome};
use cucumber::given;
use tokio::sync::Semaphore;

use crate::steps::queues::purge;
use crate::steps::tasks::template::{self, working};
use crate::world::{CLUSTER, SUBNET, Scenario, Template, World};

const QUEUE_PROCESSING: Template = Template {
    file: "queue-processing.yaml",
    stack: "pipeline",
};

/// The profile of its tasks.
const PROFILE: &str = "image-resizer";

#[given("a pipeline")]
async fn a_pipeline(world: &mut World) -> Outcome {
    world.deploy_pipeline(&[]).await
}

#[given(expr = "a pipeline whose messages are dead-lettered after {int} receives")]
async fn with_receives(world: &mut World, receives: u32) -> Outcome {
    let receives = receives.to_string();
    world.deploy_pipeline(&[("MaxReceiveCount", &receives)]).await
}

#[given("a pipeline of tasks that wait")]
async fn waiting(world: &mut World) -> Outcome {
    deploy_waiting(world, &[]).await
}

#[given(expr = "a pipeline of tasks that wait, of which at most {int} run")]
async fn waiting_few(world: &mut World, most: u32) -> Outcome {
    let most = most.to_string();
    deploy_waiting(world, &[("MaxTasks", &most)]).await
}

#[given(expr = "a pipeline of tasks that wait, with the parameters' prefix {string}")]
async fn waiting_prefixed(world: &mut World, prefix: String) -> Outcome {
    deploy_waiting(world, &[("ParametersPrefix", &prefix)]).await?;
    world.pipeline.parameters = prefix;
    Ok(())
}

/// One fleet works at a time: more of them are not faster, and leave nothing of the machine to others.
static FLEETS: Semaphore = Semaphore::const_new(1);

#[given("a pipeline of image resizers")]
async fn of_resizers(world: &mut World) -> Outcome {
    let turn = FLEETS.acquire();
    let turn = async { turn.await.or_broken("waiting for a turn of the fleet") };
    world.pipeline.turn = Some(world.environment.standing.during(turn).await?);
    world
        .deploy_pipeline(&[
            // A task ends when a poll of that length has found nothing.
            ("WaitTimeSeconds", "1"),
            // What a task that is killed had in hand is back after so long.
            ("VisibilityTimeout", "10"),
            // Long: a machine may have much else to do, and nobody waits for it to pass.
            ("StopTimeout", "60"),
            // Each time that a task dies or is interrupted with a message in hand counts as a receive.
            ("MaxReceiveCount", "20"),
        ])
        .await
}

async fn deploy_waiting(scenario: &mut Scenario, parameters: &[(&str, &str)]) -> Outcome {
    let images = scenario.environment.tasks.clone();
    let mut all = template::waiting(&images).to_vec();
    all.extend_from_slice(parameters);
    scenario.deploy_pipeline(&all).await?;
    // S3 has put its test event there, for which a task would be started.
    purge(&scenario.account, scenario.service()?.queue()).await
}

impl Scenario {
    /// Deploys one whose tasks are the worker under test, unless the parameters say otherwise. Nothing happens by its
    /// schedule.
    async fn deploy_pipeline(&mut self, parameters: &[(&str, &str)]) -> Outcome {
        self.make_cluster().await?;
        let images = self.environment.tasks.clone();
        let mut all = working(&images, PROFILE).to_vec();
        all.extend([
            ("ScalerImage", images.scaler.as_str()),
            ("ClusterName", CLUSTER),
            ("SubnetId", SUBNET),
            ("ScheduleState", "DISABLED"),
        ]);
        all.extend_from_slice(parameters);
        self.take_template(QUEUE_PROCESSING, &all);
        self.deploy_stack().await?;
        let service = self.service()?.clone();
        let output = |name: &str| {
            let value = service.output(name).to_owned();
            (!value.is_empty())
                .then_some(value)
                .or_broken(format!("the stack has no output {name}"))
        };
        self.pipeline.source = output("SourceBucketName")?;
        self.pipeline.destination = output("DestinationBucketName")?;
        self.pipeline.prefix = output("DestinationPrefix")?;
        Ok(())
    }
}
