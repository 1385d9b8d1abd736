//! Services that run on ECS: deployed from a template, tasks and all; the worker service above all.

use aws_sdk_ecs::types::{LaunchType, Task};
use conformance::environment::TaskImages;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::{Step, Table};
use cucumber::{given, then, when};

use super::look::{IN_TIME, LOOK, arn_of};
use crate::steps::services::create_topic;
use crate::steps::topics::publish;
use crate::world::{
    CLUSTER, SUBNET, Scenario, Service, Template, WORKER_SERVICE, World, begin_update, deploy, update,
};

/// The profile of its tasks.
const PROFILE: &str = "log-consumer";

const TOPIC: &str = "ping";

#[given("the worker service's template")]
async fn template(world: &mut World) -> Outcome {
    world.make_cluster().await?;
    let topic = create_topic(&world.account, TOPIC).await?;
    let images = world.environment.tasks.clone();
    let mut parameters = working(&images, PROFILE).to_vec();
    parameters.extend([
        ("TopicArn", topic.as_str()),
        ("ClusterName", CLUSTER),
        ("LaunchType", "FARGATE"),
        ("PublicSubnetIds", SUBNET),
        // Nothing here depends on how a worker stops, and nobody likes to wait.
        ("StopTimeout", "2"),
    ]);
    world.take_template(WORKER_SERVICE, &parameters);
    world.topics.insert(TOPIC.to_owned(), topic);
    Ok(())
}

#[when("it is deployed")]
async fn deployed(world: &mut World) -> Outcome {
    world.deploy_template().await
}

#[when("it is deployed with")]
async fn deployed_with(world: &mut World, step: &Step) -> Outcome {
    set_from_table(world, step)?;
    world.deploy_template().await
}

#[when(regex = "^it is deployed on (EC2|Fargate) with$")]
async fn deployed_on(world: &mut World, launch_type: String, step: &Step) -> Outcome {
    set(world, "LaunchType", &launch_type.to_uppercase());
    set_from_table(world, step)?;
    world.deploy_template().await
}

#[given("a deployed worker service")]
async fn a_deployed(world: &mut World) -> Outcome {
    template(world).await?;
    world.deploy_template().await
}

#[when("the stack is updated with")]
async fn updated_with(world: &mut World, step: &Step) -> Outcome {
    world.remember_tasks().await?;
    set_from_table(world, step)?;
    let template = world.template()?;
    let parameters = world.fleet.parameters.clone();
    let parameters = pairs(&parameters);
    let cloudformation = &world.account.cloudformation;
    let updating = update(cloudformation, template.file, template.stack, &parameters);
    world.environment.standing.during(updating).await?;
    Ok(())
}

#[when("the stack is deleted")]
async fn deleted(world: &mut World) -> Outcome {
    let template = world.template()?;
    world
        .account
        .cloudformation
        .delete_stack()
        .stack_name(template.stack)
        .send()
        .await
        .or_broken("deleting the stack")?;
    Ok(())
}

#[when(expr = "the message {string} is published to its topic")]
async fn published(world: &mut World, message: String) -> Outcome {
    publish(world, message, TOPIC).await
}

#[then(regex = r"^each task has (\d+) CPU units and (\d+) MiB$")]
async fn size(world: &mut World, cpu: String, memory: String) -> Outcome {
    each_task(world, |task| {
        if task.cpu() == Some(cpu.as_str()) && task.memory() == Some(memory.as_str()) {
            Ok(())
        } else {
            Err(format!("{:?} CPU units and {:?} MiB", task.cpu(), task.memory()))
        }
    })
    .await
}

#[then("each task runs the probe's image")]
async fn image(world: &mut World) -> Outcome {
    let image = world.environment.tasks.probe.clone();
    each_task(world, |task| {
        let images: Vec<_> = task
            .containers()
            .iter()
            .filter_map(|container| container.image())
            .collect();
        if images == [image.as_str()] {
            Ok(())
        } else {
            Err(format!("it runs {images:?}"))
        }
    })
    .await
}

#[then("each task was launched on Fargate, on no host")]
async fn on_fargate(world: &mut World) -> Outcome {
    each_task(world, |task| {
        if task.launch_type() == Some(&LaunchType::Fargate) && task.container_instance_arn().is_none() {
            Ok(())
        } else {
            Err(format!(
                "launched on {:?}, on the host {:?}",
                task.launch_type(),
                task.container_instance_arn()
            ))
        }
    })
    .await
}

#[then(regex = r"^each task is in the subnet (\S+), (with|without) a public IP$")]
async fn in_subnet(world: &mut World, subnet: String, with: String) -> Outcome {
    let service = world.described_service().await.map_err(Trouble::broken)?;
    let asked = service
        .network_configuration()
        .and_then(|network| network.awsvpc_configuration())
        .and_then(|vpc| vpc.assign_public_ip())
        .map(|assign| assign.as_str().to_owned());
    let expected = match with.as_str() {
        "with" => "ENABLED",
        _ => "DISABLED",
    };
    if asked.as_deref() != Some(expected) {
        return Err(Trouble::failed(format!(
            "the service's tasks are to have public IPs: {asked:?}"
        )));
    }
    each_task(world, |task| {
        let interface = task
            .attachments()
            .iter()
            .find(|attachment| attachment.r#type() == Some("ElasticNetworkInterface"))
            .ok_or("it has no network interface")?;
        let detail = |name: &str| {
            interface
                .details()
                .iter()
                .find(|detail| detail.name() == Some(name))
                .and_then(|detail| detail.value())
        };
        if detail("subnetId") == Some(subnet.as_str()) && detail("privateIPv4Address").is_some() {
            Ok(())
        } else {
            Err(format!("its network interface is {interface:?}"))
        }
    })
    .await
}

/// Holds each task of the service to something; there is at least one.
async fn each_task(scenario: &Scenario, look: impl Fn(&Task) -> Result<(), String>) -> Outcome {
    let tasks = scenario
        .wait(IN_TIME, LOOK, async || {
            let tasks = scenario.tasks(aws_sdk_ecs::types::DesiredStatus::Running).await?;
            if tasks.is_empty() {
                Err("there is no task".to_owned())
            } else {
                Ok(tasks)
            }
        })
        .await?;
    tasks
        .iter()
        .try_for_each(|task| look(task).map_err(Trouble::failed))
}

impl Scenario {
    /// Chooses the template that the scenario is about, and its parameters.
    pub(crate) fn take_template(&mut self, template: Template, parameters: &[(&str, &str)]) {
        self.fleet.template = Some(template);
        self.fleet.parameters.clear();
        for (name, value) in parameters {
            set(self, name, value);
        }
    }

    /// Begins to update the stack with these parameters set, and remembers which tasks there are.
    pub(crate) async fn begin_update(&mut self, parameters: &[(&str, &str)]) -> Outcome {
        self.remember_tasks().await?;
        for (name, value) in parameters {
            set(self, name, value);
        }
        let template = self.template()?;
        let parameters = pairs(&self.fleet.parameters);
        let cloudformation = &self.account.cloudformation;
        let beginning = begin_update(cloudformation, template.file, template.stack, &parameters);
        self.environment.standing.during(beginning).await
    }

    fn template(&self) -> Outcome<Template> {
        self.fleet.template.or_broken("the scenario has no template")
    }

    /// Deploys it, and remembers the outputs.
    pub(crate) async fn deploy_stack(&mut self) -> Outcome {
        let template = self.template()?;
        let parameters = pairs(&self.fleet.parameters);
        let cloudformation = &self.account.cloudformation;
        let deploying = deploy(cloudformation, template.file, template.stack, &parameters);
        let outputs = self.environment.standing.during(deploying).await?;
        self.services.push(Service::new(template.stack, outputs));
        Ok(())
    }

    /// Deploys it, and remembers the service and its first task.
    pub(crate) async fn deploy_template(&mut self) -> Outcome {
        self.deploy_stack().await?;
        self.fleet.service = Some(self.name_in_stack("Service").await?);
        let tasks = self
            .tasks(aws_sdk_ecs::types::DesiredStatus::Running)
            .await
            .map_err(Trouble::broken)?;
        self.fleet.task = tasks.first().map(arn_of);
        Ok(())
    }

    /// The name of the stack that the scenario's service belongs to.
    pub(crate) fn stack_name(&self) -> Outcome<&str> {
        self.service().map(|service| service.name.as_str())
    }

    /// The name of something that the template's stack has made, by its logical id.
    pub(crate) async fn name_in_stack(&self, resource: &str) -> Outcome<String> {
        let described = self
            .account
            .cloudformation
            .describe_stack_resource()
            .stack_name(self.template()?.stack)
            .logical_resource_id(resource)
            .send()
            .await
            .or_broken(format!("describing {resource} of the stack"))?;
        let id = described
            .stack_resource_detail
            .and_then(|detail| detail.physical_resource_id)
            .or_broken(format!("{resource} of the stack has no id"))?;
        // An ARN, or a name.
        Ok(id.rsplit('/').next().unwrap_or(&id).to_owned())
    }
}

fn set(scenario: &mut Scenario, name: &str, value: &str) {
    let parameters = &mut scenario.fleet.parameters;
    parameters.retain(|(known, _)| known != name);
    parameters.push((name.to_owned(), value.to_owned()));
}

fn set_from_table(scenario: &mut Scenario, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    for (name, value) in parameters(table)? {
        let value = match value {
            "the probe's" => scenario.environment.tasks.probe.clone(),
            value => value.to_owned(),
        };
        set(scenario, name, &value);
    }
    Ok(())
}

/// The parameters in a table.
pub(crate) fn parameters(table: &Table) -> Outcome<Vec<(&str, &str)>> {
    let rows = table.rows.iter();
    rows.map(|row| match row.as_slice() {
        [name, value] => Ok((name.as_str(), value.as_str())),
        _ => Err(Trouble::broken("the table has two columns, parameter and value")),
    })
    .collect()
}

/// The parameters of a template whose tasks are the worker under test and do a profile's work.
pub(crate) fn working<'a>(images: &'a TaskImages, profile: &'a str) -> [(&'static str, &'a str); 2] {
    [
        ("Image", &images.worker),
        ("Command", images.worker_arguments(profile)),
    ]
}

/// The parameters of a template whose tasks wait, and take no messages.
pub(crate) fn waiting(images: &TaskImages) -> [(&'static str, &str); 3] {
    // Nobody likes to wait until they stop.
    [
        ("Image", &images.probe),
        ("Command", "wait"),
        ("StopTimeout", "2"),
    ]
}

fn pairs(parameters: &[(String, String)]) -> Vec<(&str, &str)> {
    parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
