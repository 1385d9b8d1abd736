//! Stacks of `queue-processing.yaml`.

use conformance::trouble::{OrBroken, Outcome};
use cucumber::given;
use tokio::sync::Semaphore;

use crate::world::{CLUSTER, Scenario, Service, World, deploy};

const TEMPLATE: &str = "queue-processing.yaml";

/// The stack's name, and so that of the task definition.
pub(super) const STACK: &str = "pipeline";

/// The subnet of its tasks; nobody's.
pub(super) const SUBNET: &str = "subnet-0aaaaaaa";

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
    let probe = scenario.environment.tasks.probe.clone();
    let mut all = vec![
        ("Image", probe.as_str()),
        ("Command", "wait"),
        ("StopTimeout", "2"),
    ];
    all.extend_from_slice(parameters);
    scenario.deploy_pipeline(&all).await?;
    // S3 has put its test event there, for which a task would be started.
    let queue = scenario.service()?.queue().to_owned();
    empty_queue(scenario, &queue).await
}

/// Takes all messages out of a queue.
pub(super) async fn empty_queue(scenario: &Scenario, queue: &str) -> Outcome {
    let purge = scenario.account.sqs.purge_queue().queue_url(queue);
    purge.send().await.or_broken("emptying the queue")?;
    Ok(())
}

impl Scenario {
    /// Deploys one whose tasks are the worker under test, unless the parameters say otherwise. Nothing happens by its
    /// schedule.
    async fn deploy_pipeline(&mut self, parameters: &[(&str, &str)]) -> Outcome {
        self.make_cluster().await?;
        let images = self.environment.tasks.clone();
        let mut all = vec![
            ("Image", images.worker.as_str()),
            ("Command", images.worker_arguments(PROFILE)),
            ("ScalerImage", images.scaler.as_str()),
            ("ClusterName", CLUSTER),
            ("SubnetId", SUBNET),
            ("ScheduleState", "DISABLED"),
        ];
        all.retain(|(name, _)| parameters.iter().all(|(other, _)| other != name));
        all.extend_from_slice(parameters);
        let deploying = deploy(&self.account.cloudformation, TEMPLATE, STACK, &all);
        let outputs = self.environment.standing.during(deploying).await?;
        let service = Service::new(STACK, outputs);
        let output = |name: &str| {
            let value = service.output(name).to_owned();
            (!value.is_empty())
                .then_some(value)
                .or_broken(format!("the stack has no output {name}"))
        };
        self.pipeline.source = output("SourceBucketName")?;
        self.pipeline.destination = output("DestinationBucketName")?;
        self.pipeline.prefix = output("DestinationPrefix")?;
        self.services.push(service);
        Ok(())
    }
}
