//! Clusters, task definitions, services and single tasks, made without a template: the probe in them does what the
//! scenario tells it.

use aws_sdk_ecs::types::{
    AssignPublicIp, AwsVpcConfiguration, Compatibility, ContainerDefinition, LaunchType, LogConfiguration,
    LogDriver, NetworkConfiguration, NetworkMode,
};
use conformance::trouble::{OrBroken, Outcome};
use cucumber::given;

use super::look::arn_of;
use crate::world::{CLUSTER, ON_DEMAND, REGION, SERVICE, SPOT, Scenario, World};

/// The only container of such a task.
pub(crate) const CONTAINER: &str = "probe";

/// The log group of such a task.
pub(crate) const LOG_GROUP: &str = "/ecs/jobs";

/// The beginning of its streams' names.
pub(crate) const STREAM_PREFIX: &str = "jobs";

/// How long such a task has between SIGTERM and SIGKILL, in seconds. It ends at once, except on a machine that stands
/// still.
const STOP_TIMEOUT: i32 = 30;

/// What a task is made of, where it is not the usual.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub(crate) cpu: i32,
    pub(crate) memory: i32,
    pub(crate) launch_type: LaunchType,
    pub(crate) role: Option<String>,
    pub(crate) create_log_group: bool,
}

impl Default for Definition {
    fn default() -> Self {
        Self {
            cpu: 256,
            memory: 512,
            launch_type: LaunchType::Fargate,
            role: None,
            create_log_group: true,
        }
    }
}

#[given(expr = "a service of {int} task(s)")]
async fn a_service(world: &mut World, count: usize) -> Outcome {
    world
        .make_service(&Definition::default(), &["wait"], count)
        .await?;
    world.wait_for_running(count).await?;
    Ok(())
}

impl Scenario {
    /// Makes the cluster, if it is not there yet.
    pub(crate) async fn make_cluster(&mut self) -> Outcome {
        if self.fleet.cluster.is_none() {
            self.account
                .ecs
                .create_cluster()
                .cluster_name(CLUSTER)
                .capacity_providers(ON_DEMAND)
                .capacity_providers(SPOT)
                .send()
                .await
                .or_broken("creating the cluster")?;
            self.fleet.cluster = Some(CLUSTER.to_owned());
        }
        Ok(())
    }

    /// Registers a task definition whose container does these steps, and returns its ARN.
    pub(crate) async fn define(&mut self, definition: &Definition, steps: &[&str]) -> Outcome<String> {
        let on_fargate = definition.launch_type == LaunchType::Fargate;
        let (compatibility, network_mode) = if on_fargate {
            (Compatibility::Fargate, NetworkMode::Awsvpc)
        } else {
            (Compatibility::Ec2, NetworkMode::Bridge)
        };
        let logs = LogConfiguration::builder()
            .log_driver(LogDriver::Awslogs)
            .options("awslogs-group", LOG_GROUP)
            .options("awslogs-region", REGION)
            .options("awslogs-stream-prefix", STREAM_PREFIX)
            .options("awslogs-create-group", definition.create_log_group.to_string())
            .build()
            .or_broken("describing the logs")?;
        let container = ContainerDefinition::builder()
            .name(CONTAINER)
            .image(self.environment.tasks.probe.clone())
            .set_command(Some(steps.iter().map(|step| (*step).to_owned()).collect()))
            .essential(true)
            .set_stop_timeout(on_fargate.then_some(STOP_TIMEOUT))
            .log_configuration(logs)
            .build();
        let registered = self
            .account
            .ecs
            .register_task_definition()
            .family(SERVICE)
            .requires_compatibilities(compatibility)
            .network_mode(network_mode)
            .cpu(definition.cpu.to_string())
            .memory(definition.memory.to_string())
            // Not looked at, but Fargate wants one wherever logs are written.
            .execution_role_arn(format!("arn:aws:iam::{}:role/execution", self.account.id))
            .set_task_role_arn(definition.role.clone())
            .container_definitions(container)
            .send()
            .await
            .or_broken("registering the task definition")?;
        registered
            .task_definition
            .and_then(|definition| definition.task_definition_arn)
            .or_broken("registering the task definition gave no ARN")
    }

    /// Makes a service whose tasks do these steps.
    pub(crate) async fn make_service(
        &mut self,
        definition: &Definition,
        steps: &[&str],
        count: usize,
    ) -> Outcome {
        self.make_cluster().await?;
        let task_definition = self.define(definition, steps).await?;
        self.account
            .ecs
            .create_service()
            .cluster(CLUSTER)
            .service_name(SERVICE)
            .task_definition(task_definition)
            .desired_count(i32::try_from(count).or_broken("counting tasks")?)
            .launch_type(definition.launch_type.clone())
            .set_network_configuration(network(definition)?)
            .send()
            .await
            .or_broken("creating the service")?;
        self.fleet.service = Some(SERVICE.to_owned());
        Ok(())
    }

    /// Runs a task of no service, which does these steps.
    pub(crate) async fn run_task(&mut self, definition: &Definition, steps: &[&str]) -> Outcome {
        self.make_cluster().await?;
        let task_definition = self.define(definition, steps).await?;
        let run = self
            .account
            .ecs
            .run_task()
            .cluster(CLUSTER)
            .task_definition(task_definition)
            .launch_type(definition.launch_type.clone())
            .set_network_configuration(network(definition)?)
            .send()
            .await
            .or_broken("running the task")?;
        let task = run
            .tasks()
            .first()
            .or_broken(format!("running the task started none: {:?}", run.failures()))?;
        self.fleet.task = Some(arn_of(task));
        Ok(())
    }
}

/// Fargate wants to know the subnets; these are nobody's.
fn network(definition: &Definition) -> Outcome<Option<NetworkConfiguration>> {
    if definition.launch_type != LaunchType::Fargate {
        return Ok(None);
    }
    let vpc = AwsVpcConfiguration::builder()
        .subnets("subnet-0123456789abcdef0")
        .assign_public_ip(AssignPublicIp::Enabled)
        .build()
        .or_broken("describing the network")?;
    Ok(Some(
        NetworkConfiguration::builder().awsvpc_configuration(vpc).build(),
    ))
}
