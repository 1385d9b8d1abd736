//! Self-managed clusters: hosts, and the tasks on them.

use std::collections::BTreeMap;

use aws_sdk_ecs::types::{ContainerInstance, LaunchType, Resource};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, then};

use super::make::Definition;
use crate::world::{CLUSTER, Scenario, World};

#[given(regex = r"^a cluster of (\d+) hosts? with (\d+) CPU units and (\d+) MiB each$")]
async fn hosts(world: &mut World, count: usize, cpu: i32, memory: i32) -> Outcome {
    world.make_cluster().await?;
    for _ in 0..count {
        let resource = |name: &str, value| {
            Resource::builder()
                .name(name)
                .r#type("INTEGER")
                .integer_value(value)
                .build()
        };
        let registered = world
            .account
            .ecs
            .register_container_instance()
            .cluster(CLUSTER)
            .total_resources(resource("CPU", cpu))
            .total_resources(resource("MEMORY", memory))
            .send()
            .await
            .or_broken("registering a host")?;
        let arn = registered
            .container_instance
            .and_then(|host| host.container_instance_arn)
            .or_broken("registering a host gave no ARN")?;
        world.fleet.hosts.push(arn);
    }
    Ok(())
}

#[given(regex = r"^a service of (\d+) tasks of (\d+) CPU units and (\d+) MiB on EC2 was asked for$")]
async fn service(world: &mut World, count: usize, cpu: i32, memory: i32) -> Outcome {
    let definition = Definition {
        cpu,
        memory,
        launch_type: LaunchType::Ec2,
        ..Definition::default()
    };
    world.make_service(&definition, &["wait"], count).await
}

#[then(regex = r"^(\d+) tasks are running, (\d+) on each host$")]
async fn spread(world: &mut World, count: usize, each: usize) -> Outcome {
    let tasks = world.wait_for_running(count).await?;
    let mut on: BTreeMap<&str, usize> = world.fleet.hosts.iter().map(|host| (host.as_str(), 0)).collect();
    for task in &tasks {
        let host = task
            .container_instance_arn()
            .ok_or_else(|| Trouble::failed("a task is on no host"))?;
        *on.entry(host).or_default() += 1;
    }
    if on.values().all(|tasks| *tasks == each) {
        Ok(())
    } else {
        Err(Trouble::failed(format!("on the hosts: {on:?}")))
    }
}

#[then("the hosts have no CPU units left")]
async fn none_left(world: &mut World) -> Outcome {
    for host in described(world).await? {
        let left = host
            .remaining_resources()
            .iter()
            .find(|resource| resource.name() == Some("CPU"))
            .map(Resource::integer_value);
        if left != Some(0) {
            return Err(Trouble::failed(format!("{left:?} are left on one")));
        }
    }
    Ok(())
}

async fn described(scenario: &Scenario) -> Outcome<Vec<ContainerInstance>> {
    let described = scenario
        .account
        .ecs
        .describe_container_instances()
        .cluster(CLUSTER)
        .set_container_instances(Some(scenario.fleet.hosts.clone()))
        .send()
        .await
        .or_broken("describing the hosts")?;
    let hosts = described.container_instances.unwrap_or_default();
    if hosts.len() == scenario.fleet.hosts.len() {
        Ok(hosts)
    } else {
        Err(Trouble::failed(format!("ECS describes {} hosts", hosts.len())))
    }
}
