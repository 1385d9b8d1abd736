//! A plane with a runtime that does what a test tells it, under virtual time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::task_definitions::Revision;
use super::{ClusterState, Order, Plane};
use crate::place::Place;
use crate::runtime::{Launch, Report};
use crate::shapes::Timestamp;
use crate::shapes::cluster::Cluster;
use crate::shapes::common::{AwsVpcConfiguration, LaunchType, NetworkConfiguration};
use crate::shapes::container_definition::ContainerDefinition;
use crate::shapes::service::{CreateServiceRequest, DescribeServicesRequest, Service, UpdateServiceRequest};
use crate::shapes::task::{DescribeTasksRequest, Task};
use crate::shapes::task_definition::{Compatibility, NetworkMode, TaskDefinition, TaskDefinitionStatus};

pub(super) const CLUSTER: &str = "jobs";
pub(super) const SERVICE: &str = "worker";

/// What the runtime has been told of a task.
#[derive(Debug)]
pub(super) struct Runs {
    pub(super) launch: Launch,
    pub(super) stop_ordered: bool,
}

/// A plane, its clock and its runtime.
#[derive(Debug)]
pub(super) struct World {
    pub(super) plane: Plane,
    pub(super) now: Timestamp,
    /// Tasks that have been started and have not reported their end.
    pub(super) runtime: BTreeMap<String, Runs>,
}

impl World {
    /// With the cluster `jobs` and the task definitions `app:1` and `app:2`.
    pub(super) fn new() -> Self {
        let home = Place::new("123456789012", "eu-west-1");
        let mut plane = Plane::seeded(home.clone(), 1);
        plane.clusters.insert(
            CLUSTER.to_owned(),
            ClusterState::new(Cluster {
                cluster_name: Some(CLUSTER.to_owned()),
                cluster_arn: Some(home.ecs_arn("cluster/jobs")),
                status: Some("ACTIVE".to_owned()),
                capacity_providers: vec!["FARGATE".to_owned(), "FARGATE_SPOT".to_owned()],
                ..Cluster::default()
            }),
        );
        for revision in 1..=2 {
            keep(&mut plane, definition(&home, "app", revision));
        }
        Self {
            plane,
            now: Timestamp::from_millis(1_700_000_000_000),
            runtime: BTreeMap::new(),
        }
    }

    /// Lets the scheduler do what is due, and the runtime take its orders. Returns the orders to stop.
    pub(super) fn reconcile(&mut self) -> Vec<String> {
        let mut stops = Vec::new();
        for order in self.plane.reconcile(self.now) {
            match order {
                Order::Start(launch) => {
                    let runs = Runs {
                        launch: *launch,
                        stop_ordered: false,
                    };
                    let before = self.runtime.insert(runs.launch.task.id.clone(), runs);
                    assert!(before.is_none(), "a task is started once");
                }
                Order::Stop(key) => {
                    // One that has died in the meantime is gone.
                    if let Some(runs) = self.runtime.get_mut(&key.id) {
                        assert!(!runs.stop_ordered, "a task is stopped once");
                        runs.stop_ordered = true;
                        stops.push(key.id);
                    }
                }
                Order::Kill(key) => self.ends(&key.id, 137),
                Order::ForgetCluster(_) => {}
            }
        }
        stops
    }

    pub(super) fn report(&mut self, task: &str, report: Report) {
        self.plane.report(self.now, task, report);
    }

    /// All containers of the task come up.
    pub(super) fn comes_up(&mut self, task: &str) {
        self.report(task, Report::PullStarted);
        self.report(task, Report::PullStopped);
        let names: Vec<String> = self.runtime[task]
            .launch
            .containers
            .iter()
            .map(|container| container.name.clone())
            .collect();
        for container in names {
            self.report(
                task,
                Report::ContainerStarted {
                    container,
                    runtime_id: format!("run-{task}"),
                    image_digest: None,
                    bindings: Vec::new(),
                    private_ip: None,
                },
            );
        }
    }

    /// The task's containers end, and with them the task.
    pub(super) fn ends(&mut self, task: &str, exit_code: i32) {
        let runs = self.runtime.remove(task).expect("a task of the runtime");
        for container in &runs.launch.containers {
            self.report(
                task,
                Report::ContainerStopped {
                    container: container.name.clone(),
                    exit_code: Some(exit_code),
                    reason: None,
                },
            );
        }
        self.report(task, Report::Stopped);
    }

    /// The task cannot be started.
    pub(super) fn fails_to_start(&mut self, task: &str, reason: &str) {
        self.runtime.remove(task).expect("a task of the runtime");
        self.report(
            task,
            Report::Failed {
                container: Some("app".to_owned()),
                reason: reason.to_owned(),
                was_running: false,
            },
        );
        self.report(task, Report::Stopped);
    }

    /// The runtime does all that it was told: what was started comes up, what was stopped ends.
    pub(super) fn works(&mut self) {
        for _ in 0..50 {
            self.reconcile();
            let starting: Vec<String> = self
                .runtime
                .iter()
                .filter(|(id, runs)| !runs.stop_ordered && !self.is_running(id))
                .map(|(id, _)| id.clone())
                .collect();
            let stopping: Vec<String> = self
                .runtime
                .iter()
                .filter(|(_, runs)| runs.stop_ordered)
                .map(|(id, _)| id.clone())
                .collect();
            if starting.is_empty() && stopping.is_empty() {
                return;
            }
            for task in starting {
                self.comes_up(&task);
            }
            for task in stopping {
                self.ends(&task, 143);
            }
        }
        panic!("the plane does not come to rest");
    }

    fn is_running(&self, id: &str) -> bool {
        self.plane.clusters[CLUSTER]
            .tasks
            .get(id)
            .is_some_and(|task| task.record.last_status.as_deref() == Some("RUNNING"))
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.now = self.now + by;
    }

    pub(super) fn create(&mut self, desired: i32) -> Service {
        let request = create(desired);
        self.plane
            .create_service(&request, self.now)
            .expect("a service")
            .service
            .expect("the service")
    }

    pub(super) fn update(&mut self, change: impl FnOnce(&mut UpdateServiceRequest)) -> Service {
        let mut request = UpdateServiceRequest {
            cluster: Some(CLUSTER.to_owned()),
            service: SERVICE.to_owned(),
            ..UpdateServiceRequest::default()
        };
        change(&mut request);
        self.plane
            .update_service(&request, self.now)
            .expect("an update")
            .service
            .expect("the service")
    }

    pub(super) fn service(&self) -> Service {
        let request = DescribeServicesRequest {
            cluster: Some(CLUSTER.to_owned()),
            services: vec![SERVICE.to_owned()],
            include: Vec::new(),
        };
        let mut response = self
            .plane
            .describe_services(&request, self.now)
            .expect("a description");
        response.services.pop().expect("the service")
    }

    /// The events' messages, the oldest first.
    pub(super) fn events(&self) -> Vec<String> {
        let events = self.service().events;
        events
            .into_iter()
            .rev()
            .map(|event| event.message.expect("a message"))
            .collect()
    }

    pub(super) fn task(&mut self, id: &str) -> Task {
        let request = DescribeTasksRequest {
            cluster: Some(CLUSTER.to_owned()),
            tasks: vec![id.to_owned()],
            include: Vec::new(),
        };
        let mut response = self
            .plane
            .describe_tasks(&request, self.now)
            .expect("a description");
        response.tasks.pop().expect("the task")
    }

    /// The ids of the tasks that run, by id.
    pub(super) fn running(&self) -> Vec<String> {
        self.runtime
            .iter()
            .filter(|(id, runs)| !runs.stop_ordered && self.is_running(id))
            .map(|(id, _)| id.clone())
            .collect()
    }
}

/// Keeps a task definition.
pub(super) fn keep(plane: &mut Plane, definition: TaskDefinition) {
    let family = definition.family.clone().expect("a family");
    let revision = Revision {
        definition: Arc::new(definition),
        tags: Vec::new(),
    };
    let number = revision.definition.revision;
    plane.task_definitions.insert(&family, number, revision);
}

pub(super) fn network() -> NetworkConfiguration {
    NetworkConfiguration {
        awsvpc_configuration: Some(AwsVpcConfiguration {
            subnets: vec!["subnet-1".to_owned()],
            ..AwsVpcConfiguration::default()
        }),
    }
}

pub(super) fn create(desired: i32) -> CreateServiceRequest {
    CreateServiceRequest {
        cluster: Some(CLUSTER.to_owned()),
        service_name: SERVICE.to_owned(),
        task_definition: Some("app:1".to_owned()),
        desired_count: Some(desired),
        launch_type: Some(LaunchType::Fargate),
        network_configuration: Some(network()),
        ..CreateServiceRequest::default()
    }
}

pub(super) fn definition(place: &Place, family: &str, revision: i32) -> TaskDefinition {
    TaskDefinition {
        task_definition_arn: Some(place.ecs_arn(&format!("task-definition/{family}:{revision}"))),
        family: Some(family.to_owned()),
        revision,
        status: Some(TaskDefinitionStatus::Active),
        network_mode: Some(NetworkMode::Awsvpc),
        requires_compatibilities: vec![Compatibility::Fargate],
        compatibilities: vec![Compatibility::Ec2, Compatibility::Fargate],
        cpu: Some("256".to_owned()),
        memory: Some("512".to_owned()),
        container_definitions: vec![ContainerDefinition {
            name: Some("app".to_owned()),
            image: Some("worker".to_owned()),
            essential: Some(true),
            ..ContainerDefinition::default()
        }],
        ..TaskDefinition::default()
    }
}
