//! What the engine is asked to make of a container definition.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use bollard::models::{
    ContainerCreateBody, EndpointIpamConfig, EndpointSettings, HealthConfig, HostConfig, HostConfigLogConfig,
    NetworkingConfig, PortBinding, PortMap,
};

use super::relay::RelayImage;
use super::{HOST, labels, names};
use crate::runtime::{ContainerLaunch, HealthCheck, Launch, PortMapping};

/// What a container of a task is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// A network namespace of its own in the cluster's network.
    Own(Attachment),
    /// That of another container, by its id.
    Of(String),
    /// One of the engine's modes: `host` or `none`.
    Mode(String),
}

/// A place in a cluster's network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attachment {
    /// The network's id.
    pub(super) network: String,
    /// The address by which it reaches, and is reached from, the relay.
    pub(super) link_local: Ipv4Addr,
    /// Where local-ecs is in that network.
    pub(super) host: Option<IpAddr>,
}

const MIB: i64 = 1024 * 1024;

/// The least share that the engine takes, as the ECS agent asks for where a definition has none.
const LEAST_SHARES: i64 = 2;

/// The container of a container definition.
pub(super) fn container(
    instance: &str,
    launch: &Launch,
    container: &ContainerLaunch,
    namespace: &Namespace,
) -> ContainerCreateBody {
    let memory = container.memory.map(|mib| i64::from(mib) * MIB);
    let mut body = ContainerCreateBody {
        image: Some(container.image.clone()),
        entrypoint: container.entry_point.clone(),
        // Where only the entry point is given, the image's command goes with the image's entry point: the engine
        // does so by itself.
        cmd: container.command.clone(),
        env: Some(
            container
                .environment
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
        ),
        working_dir: container.working_directory.clone(),
        user: container.user.clone(),
        labels: Some(labels::of_container(
            instance,
            launch,
            &container.name,
            &container.labels,
        )),
        healthcheck: container.health_check.as_ref().map(health),
        host_config: Some(HostConfig {
            cpu_shares: Some(i64::from(container.cpu).max(LEAST_SHARES)),
            memory,
            // No swap beside it: a container above its memory is killed, as on Fargate.
            memory_swap: memory,
            memory_reservation: container.memory_reservation.map(|mib| i64::from(mib) * MIB),
            privileged: Some(container.privileged),
            readonly_rootfs: Some(container.readonly_root_filesystem),
            // What goes to CloudWatch Logs is not written to the engine's disk as well.
            log_config: container.logs.is_some().then(|| HostConfigLogConfig {
                typ: Some("none".to_owned()),
                config: None,
            }),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    };
    match namespace {
        Namespace::Own(attachment) => {
            body.hostname.clone_from(&container.hostname);
            let links = container.links.iter().map(|link| linked(launch, link)).collect();
            attach(&mut body, attachment, links);
            // On ECS a task of `awsvpc` has an address of its own for its ports. Here all share the machine's.
            publish(
                &mut body,
                &container.port_mappings,
                launch.network_mode != "awsvpc",
            );
        }
        Namespace::Of(id) => mode(&mut body, format!("container:{id}")),
        Namespace::Mode(name) => {
            if name == "host" {
                body.hostname.clone_from(&container.hostname);
            }
            mode(&mut body, name.clone());
        }
    }
    body
}

/// The holder of the network namespace that the task's containers share.
pub(super) fn holder(
    instance: &str,
    launch: &Launch,
    image: &RelayImage,
    attachment: &Attachment,
) -> ContainerCreateBody {
    let mut body = ContainerCreateBody {
        hostname: launch
            .containers
            .iter()
            .find_map(|container| container.hostname.clone()),
        labels: Some(labels::of_holder(instance, launch)),
        host_config: Some(bare()),
        ..ContainerCreateBody::default()
    };
    image.runs(&mut body, None);
    attach(&mut body, attachment, Vec::new());
    let ports: Vec<PortMapping> = launch
        .containers
        .iter()
        .flat_map(|container| container.port_mappings.iter().cloned())
        .collect();
    publish(&mut body, &ports, false);
    body
}

/// What local-ecs's own containers need: nothing.
pub(super) fn bare() -> HostConfig {
    HostConfig {
        readonly_rootfs: Some(true),
        cap_drop: Some(vec!["ALL".to_owned()]),
        cap_add: Some(vec!["NET_BIND_SERVICE".to_owned()]),
        log_config: Some(HostConfigLogConfig {
            typ: Some("none".to_owned()),
            config: None,
        }),
        ..HostConfig::default()
    }
}

/// Puts the container into the network, at its link-local address and another of the engine's choice.
pub(super) fn attach(body: &mut ContainerCreateBody, attachment: &Attachment, links: Vec<String>) {
    mode(body, attachment.network.clone());
    if let (Some(host), Some(config)) = (attachment.host, &mut body.host_config) {
        config.extra_hosts = Some(vec![format!("{HOST}:{host}")]);
    }
    let endpoint = EndpointSettings {
        links: (!links.is_empty()).then_some(links),
        ipam_config: Some(EndpointIpamConfig {
            link_local_ips: Some(vec![attachment.link_local.to_string()]),
            ..EndpointIpamConfig::default()
        }),
        ..EndpointSettings::default()
    };
    body.networking_config = Some(NetworkingConfig {
        endpoints_config: Some(HashMap::from([(attachment.network.clone(), endpoint)])),
    });
}

fn mode(body: &mut ContainerCreateBody, mode: String) {
    if let Some(config) = &mut body.host_config {
        config.network_mode = Some(mode);
    }
}

/// `<container>[:<alias>]`, with the name that the container has on the engine.
fn linked(launch: &Launch, link: &str) -> String {
    let (container, alias) = link.split_once(':').unwrap_or((link, link));
    format!("{}:{alias}", names::container(launch, container))
}

fn publish(body: &mut ContainerCreateBody, ports: &[PortMapping], as_asked: bool) {
    if ports.is_empty() {
        return;
    }
    let mut bindings = PortMap::new();
    for port in ports {
        let host_port = port.host_port.filter(|_| as_asked).unwrap_or(0);
        bindings
            .entry(port_key(port))
            .or_insert_with(|| Some(Vec::new()))
            .get_or_insert_default()
            .push(PortBinding {
                host_ip: Some("0.0.0.0".to_owned()),
                // Empty is any that is free; so is 0.
                host_port: Some(host_port.to_string()),
            });
    }
    body.exposed_ports = Some(bindings.keys().cloned().collect());
    if let Some(config) = &mut body.host_config {
        config.port_bindings = Some(bindings);
    }
}

/// The engine's name of a container's port: `80/tcp`.
pub(super) fn port_key(port: &PortMapping) -> String {
    let protocol = if port.protocol.is_empty() {
        "tcp"
    } else {
        &port.protocol
    };
    format!("{}/{protocol}", port.container_port)
}

fn health(check: &HealthCheck) -> HealthConfig {
    HealthConfig {
        test: Some(check.command.clone()),
        interval: Some(nanos(check.interval)),
        timeout: Some(nanos(check.timeout)),
        retries: Some(i64::from(check.retries)),
        start_period: Some(nanos(check.start_period)),
        start_interval: None,
    }
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;

    use super::*;
    use crate::place::Place;
    use crate::runtime::TaskKey;

    fn launch(mode: &str) -> Launch {
        let place = Place::new("000000000001", "eu-west-1");
        let container = ContainerLaunch {
            name: "web".to_owned(),
            image: "web:1".to_owned(),
            entry_point: Some(vec!["/run".to_owned()]),
            environment: [("A".to_owned(), "1=2".to_owned())].into(),
            stop_timeout: Duration::from_secs(30),
            privileged: true,
            cpu: 1,
            memory: Some(2),
            hostname: Some("box".to_owned()),
            links: vec!["db:database".to_owned(), "cache".to_owned()],
            port_mappings: vec![PortMapping {
                container_port: 80,
                host_port: Some(8080),
                protocol: String::new(),
            }],
            health_check: Some(HealthCheck {
                command: vec!["CMD-SHELL".to_owned(), "true".to_owned()],
                interval: Duration::from_secs(30),
                timeout: Duration::from_secs(5),
                retries: 3,
                start_period: Duration::ZERO,
            }),
            ..ContainerLaunch::default()
        };
        Launch {
            task_arn: place.ecs_arn("task/default/0123"),
            cluster_arn: place.ecs_arn("cluster/default"),
            task: TaskKey {
                place,
                id: "0123".to_owned(),
            },
            cluster: "default".to_owned(),
            family: "site".to_owned(),
            revision: 2,
            network_mode: mode.to_owned(),
            execution_role_arn: None,
            task_role_arn: None,
            containers: vec![container],
        }
    }

    fn own() -> Namespace {
        Namespace::Own(Attachment {
            network: "net".to_owned(),
            link_local: Ipv4Addr::new(169, 254, 171, 1),
            host: Some(Ipv4Addr::new(172, 17, 0, 1).into()),
        })
    }

    #[test]
    fn the_engine_is_asked_for_what_the_definition_says() {
        let launch = launch("bridge");
        let mut body = container("one", &launch, &launch.containers[0], &own());
        // A map in no order.
        let labels = body.labels.take().expect("labels");
        assert_eq!(labels.len(), 6);
        assert_json_snapshot!(body, @r#"
        {
          "Hostname": "box",
          "ExposedPorts": {
            "80/tcp": {}
          },
          "Env": [
            "A=1=2"
          ],
          "Healthcheck": {
            "Test": [
              "CMD-SHELL",
              "true"
            ],
            "Interval": 30000000000,
            "Timeout": 5000000000,
            "Retries": 3,
            "StartPeriod": 0
          },
          "Image": "web:1",
          "Entrypoint": [
            "/run"
          ],
          "HostConfig": {
            "CpuShares": 2,
            "Memory": 2097152,
            "MemorySwap": 2097152,
            "NetworkMode": "net",
            "PortBindings": {
              "80/tcp": [
                {
                  "HostIp": "0.0.0.0",
                  "HostPort": "8080"
                }
              ]
            },
            "ExtraHosts": [
              "local-ecs:172.17.0.1"
            ],
            "Privileged": true,
            "ReadonlyRootfs": false
          },
          "NetworkingConfig": {
            "EndpointsConfig": {
              "net": {
                "IPAMConfig": {
                  "LinkLocalIPs": [
                    "169.254.171.1"
                  ]
                },
                "Links": [
                  "ecs-site-2-db-0123:database",
                  "ecs-site-2-cache-0123:cache"
                ]
              }
            }
          }
        }
        "#);
    }

    #[test]
    fn ports_are_as_asked_in_bridge_and_any_that_is_free_in_awsvpc() {
        let host_port = |mode: &str| {
            let launch = launch(mode);
            let body = container("one", &launch, &launch.containers[0], &own());
            let ports = body
                .host_config
                .and_then(|config| config.port_bindings)
                .unwrap_or_default();
            let bindings = ports.get("80/tcp").cloned().flatten().unwrap_or_default();
            bindings.into_iter().find_map(|binding| binding.host_port)
        };
        assert_eq!(host_port("bridge").as_deref(), Some("8080"));
        assert_eq!(host_port("awsvpc").as_deref(), Some("0"));
    }

    #[test]
    fn what_shares_a_namespace_asks_for_nothing_of_its_own_there() {
        let launch = launch("awsvpc");
        let namespace = Namespace::Of("holder".to_owned());
        let body = container("one", &launch, &launch.containers[0], &namespace);
        let config = body.host_config.expect("a host configuration");
        assert_eq!(config.network_mode.as_deref(), Some("container:holder"));
        // The engine refuses a container that asks for one of these beside another's namespace.
        assert_eq!(
            (body.hostname, config.port_bindings, config.extra_hosts),
            (None, None, None)
        );
        assert_eq!((body.exposed_ports, body.networking_config), (None, None));
    }
}
