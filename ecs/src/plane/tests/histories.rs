//! Random histories of a service, held to what ECS promises at every step.
//!
//! The runtime is a model that does what a history says: tasks come up, fail to start, die, end when told, in any
//! order and at any time. What is promised is worked out here from the tasks alone, not from the scheduler's counts.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;

use crate::plane::Order;
use crate::plane::tasks::{Status, TaskState};
use crate::plane::testing::{CLUSTER, Runs, SERVICE, World, create};
use crate::runtime::Report;
use crate::shapes::Timestamp;
use crate::shapes::common::CapacityProviderStrategyItem;
use crate::shapes::protection::UpdateTaskProtectionRequest;
use crate::shapes::service::{
    DeleteServiceRequest, DeploymentCircuitBreaker, DeploymentConfiguration, DeploymentRolloutState,
};
use crate::shapes::task::{StopTaskRequest, TaskStopCode};

/// Minimum healthy and maximum percent, none of which blocks a service of one task.
const PERCENTAGES: [(i32, i32); 4] = [(100, 200), (0, 100), (0, 200), (50, 200)];

#[derive(Clone, Debug)]
enum Step {
    Create { desired: i32 },
    Scale { desired: i32 },
    Deploy { revision: i32 },
    Percentages { which: usize },
    Breaker { enable: bool, rollback: bool },
    Protect { task: usize, minutes: i32 },
    Release { task: usize },
    Delete { force: bool },
    ComesUp { task: usize },
    FailsToStart { task: usize },
    Ends { task: usize },
    Dies { task: usize },
    StopTask { task: usize },
    Interrupt { task: usize },
    Stray { task: usize, what: usize },
    Advance { millis: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let task = || 0..16usize;
    prop_oneof![
        2 => (0..6).prop_map(|desired| Step::Create { desired }),
        4 => (0..6).prop_map(|desired| Step::Scale { desired }),
        3 => (1..3).prop_map(|revision| Step::Deploy { revision }),
        1 => (0..PERCENTAGES.len()).prop_map(|which| Step::Percentages { which }),
        1 => any::<(bool, bool)>().prop_map(|(enable, rollback)| Step::Breaker { enable, rollback }),
        4 => (task(), 1..6).prop_map(|(task, minutes)| Step::Protect { task, minutes }),
        1 => task().prop_map(|task| Step::Release { task }),
        1 => any::<bool>().prop_map(|force| Step::Delete { force }),
        12 => task().prop_map(|task| Step::ComesUp { task }),
        3 => task().prop_map(|task| Step::FailsToStart { task }),
        4 => task().prop_map(|task| Step::Ends { task }),
        2 => task().prop_map(|task| Step::Dies { task }),
        1 => task().prop_map(|task| Step::StopTask { task }),
        1 => task().prop_map(|task| Step::Interrupt { task }),
        1 => (task(), 0..5usize).prop_map(|(task, what)| Step::Stray { task, what }),
        4 => prop_oneof![0..3_000u64, 0..400_000u64].prop_map(|millis| Step::Advance { millis }),
    ]
}

/// A world, and what the history has done that the promises depend on.
struct History {
    world: World,
    /// As the calls have had it.
    protected: BTreeMap<String, Timestamp>,
    forced: bool,
    /// Every task that there ever was, for reports that come late.
    ever: Vec<String>,
}

impl History {
    fn new() -> Self {
        Self {
            world: World::new(),
            protected: BTreeMap::new(),
            forced: false,
            ever: Vec::new(),
        }
    }

    fn tasks(&self) -> impl Iterator<Item = &TaskState> {
        self.world.plane.clusters[CLUSTER].tasks.iter()
    }

    fn wanted(&self) -> usize {
        self.tasks().filter(|task| task.wanted).count()
    }

    fn status(&self) -> Option<String> {
        let service = self.world.plane.clusters[CLUSTER].services.get(SERVICE)?;
        Some(service.status.name().to_owned())
    }

    /// A task that the runtime has, if there is one.
    fn pick(&self, task: usize) -> Option<String> {
        let tasks: Vec<&String> = self.world.runtime.keys().collect();
        (!tasks.is_empty()).then(|| tasks[task % tasks.len()].clone())
    }

    fn take(&mut self, step: &Step) {
        let now = self.world.now;
        let active = self.status().as_deref() == Some("ACTIVE");
        match *step {
            Step::Create { desired } => self.create(desired),
            Step::Scale { desired } if active => {
                self.world.update(|update| update.desired_count = Some(desired));
            }
            Step::Deploy { revision } if active => {
                self.world.update(|update| {
                    update.task_definition = Some(format!("app:{revision}"));
                    update.force_new_deployment = Some(true);
                });
            }
            Step::Percentages { which } if active => {
                let (minimum, maximum) = PERCENTAGES[which];
                self.world.update(|update| {
                    update.deployment_configuration = Some(DeploymentConfiguration {
                        minimum_healthy_percent: Some(minimum),
                        maximum_percent: Some(maximum),
                        ..DeploymentConfiguration::default()
                    });
                });
            }
            Step::Breaker { enable, rollback } if active => {
                self.world.update(|update| {
                    update.deployment_configuration = Some(DeploymentConfiguration {
                        deployment_circuit_breaker: Some(DeploymentCircuitBreaker {
                            enable,
                            rollback,
                            ..DeploymentCircuitBreaker::default()
                        }),
                        ..DeploymentConfiguration::default()
                    });
                });
            }
            Step::Protect { task, minutes } => self.protect(task, Some(minutes)),
            Step::Release { task } => self.protect(task, None),
            Step::Delete { force } => {
                self.delete(force);
            }
            Step::ComesUp { task } => {
                if let Some(task) = self.pick(task) {
                    self.world.comes_up(&task);
                }
            }
            Step::FailsToStart { task } => {
                if let Some(task) = self.pick(task).filter(|task| self.is_pending(task)) {
                    self.world
                        .fails_to_start(&task, "CannotPullContainerError: no such image");
                }
            }
            Step::Ends { task } => {
                let stopping: Vec<String> = self
                    .world
                    .runtime
                    .iter()
                    .filter(|(_, runs)| runs.stop_ordered)
                    .map(|(id, _)| id.clone())
                    .collect();
                if !stopping.is_empty() {
                    self.world.ends(&stopping[task % stopping.len()], 143);
                }
            }
            Step::Dies { task } => {
                if let Some(task) = self.pick(task) {
                    self.world.ends(&task, 137);
                }
            }
            Step::StopTask { task } => {
                if let Some(task) = self.pick(task) {
                    let request = StopTaskRequest {
                        cluster: Some(CLUSTER.to_owned()),
                        task,
                        reason: None,
                    };
                    self.world.plane.stop_task(&request, now).expect("a task");
                }
            }
            Step::Interrupt { task } => {
                if let Some(task) = self.pick(task) {
                    // Refused for a task that is on no Spot capacity, or stopping.
                    let _ = self.world.plane.interrupt_spot(now, &task);
                }
            }
            Step::Stray { task, what } => {
                if !self.ever.is_empty() {
                    let id = self.ever[task % self.ever.len()].clone();
                    if !self.world.runtime.contains_key(&id) {
                        self.stray(&id, what);
                    }
                }
            }
            Step::Advance { millis } => self.world.advance(Duration::from_millis(millis)),
            Step::Scale { .. } | Step::Deploy { .. } | Step::Percentages { .. } | Step::Breaker { .. } => {}
        }
        self.reconcile();
    }

    fn delete(&mut self, force: bool) {
        let request = DeleteServiceRequest {
            cluster: Some(CLUSTER.to_owned()),
            service: SERVICE.to_owned(),
            force: Some(force),
        };
        if self.world.plane.delete_service(&request, self.world.now).is_ok() {
            self.forced |= force;
        }
    }

    fn create(&mut self, desired: i32) {
        let mut request = create(desired);
        request.launch_type = None;
        request.capacity_provider_strategy = [("FARGATE", 1, 1), ("FARGATE_SPOT", 0, 2)]
            .map(|(name, base, weight)| CapacityProviderStrategyItem {
                capacity_provider: name.to_owned(),
                base,
                weight,
            })
            .into();
        if self.world.plane.create_service(&request, self.world.now).is_ok() {
            self.forced = false;
        }
    }

    fn protect(&mut self, task: usize, minutes: Option<i32>) {
        let Some(task) = self.pick(task) else { return };
        let request = UpdateTaskProtectionRequest {
            cluster: CLUSTER.to_owned(),
            tasks: vec![task.clone()],
            protection_enabled: minutes.is_some(),
            expires_in_minutes: minutes,
        };
        let now = self.world.now;
        let answer = self.world.plane.update_task_protection(&request, now);
        if answer.expect("an answer").failures.is_empty() {
            match minutes {
                Some(minutes) => {
                    let until = now + Duration::from_secs(60 * u64::try_from(minutes).expect("minutes"));
                    self.protected.insert(task, until);
                }
                None => {
                    self.protected.remove(&task);
                }
            }
        }
    }

    /// A report of a task that has ended, or in a wrong order.
    fn stray(&mut self, id: &str, what: usize) {
        let container = "app".to_owned();
        let report = match what {
            0 => Report::PullStarted,
            1 => Report::ContainerHealth {
                container,
                healthy: false,
            },
            2 => Report::ContainerStopped {
                container,
                exit_code: None,
                reason: None,
            },
            3 => Report::Failed {
                container: None,
                reason: "late".to_owned(),
                was_running: true,
            },
            _ => Report::Stopped,
        };
        self.world.report(id, report);
    }

    fn is_pending(&self, id: &str) -> bool {
        let task = self.world.plane.clusters[CLUSTER].tasks.get(id);
        task.is_some_and(|task| task.status == Status::Pending)
    }

    /// Lets the scheduler look, and looks at what it has done.
    fn reconcile(&mut self) {
        let now = self.world.now;
        let mut started = 0;
        for order in self.world.plane.reconcile(now) {
            match order {
                Order::Start(launch) => {
                    started += 1;
                    self.ever.push(launch.task.id.clone());
                    let id = launch.task.id.clone();
                    let runs = Runs {
                        launch: *launch,
                        stop_ordered: false,
                    };
                    assert!(self.world.runtime.insert(id, runs).is_none(), "started twice");
                }
                Order::Stop(key) => {
                    // One that has died in the meantime is gone.
                    if let Some(runs) = self.world.runtime.get_mut(&key.id) {
                        assert!(!runs.stop_ordered, "stopped twice");
                        runs.stop_ordered = true;
                        self.check_stop(&key.id);
                    }
                }
                // Tasks that die do so by themselves here.
                Order::Kill(_) | Order::ForgetCluster(_) => {}
            }
        }
        self.check(started);
    }

    /// A stop by the scheduler is told of, and spares the protected.
    fn check_stop(&self, id: &str) {
        let task = self.world.plane.clusters[CLUSTER].tasks.get(id).expect("a task");
        if task.record.stop_code != Some(TaskStopCode::ServiceSchedulerInitiated) {
            return;
        }
        if !self.forced {
            let protected = self
                .protected
                .get(id)
                .is_some_and(|until| *until > self.world.now);
            assert!(!protected, "the scheduler stopped the protected task {id}");
        }
        let told = format!("(task {id})");
        let event = self
            .world
            .events()
            .into_iter()
            .find(|event| event.contains("has stopped") && event.contains(&told));
        assert!(event.is_some(), "no event of the stop of {id}");
    }

    fn check(&self, started: usize) {
        let Some(service) = self.world.plane.clusters[CLUSTER].services.get(SERVICE) else {
            return;
        };
        if started > 0 {
            let percent = service.configuration().maximum_percent.expect("a percentage");
            let most = service.desired * usize::try_from(percent).expect("a percentage") / 100;
            assert!(
                self.wanted() <= most,
                "{} tasks, {started} of them new, where {most} may be",
                self.wanted()
            );
        }
        let told = self.world.service();
        let running = self
            .tasks()
            .filter(|task| task.wanted && task.status == Status::Running)
            .count();
        if told.status.as_deref() != Some("INACTIVE") {
            assert_eq!(usize::try_from(told.running_count), Ok(running));
            let pending = usize::try_from(told.pending_count).expect("a count");
            assert_eq!(running + pending, self.wanted());
        }
        assert!(told.events.len() <= 100);
        assert!(
            told.events
                .is_sorted_by_key(|event| std::cmp::Reverse(event.created_at))
        );
        for task in self.tasks() {
            let record = &task.record;
            // A pull may go on while the task is stopped already.
            let pulled = [record.created_at, record.pull_started_at, record.pull_stopped_at];
            let lived = [
                record.created_at,
                record.started_at,
                record.stopping_at,
                record.execution_stopped_at,
                record.stopped_at,
            ];
            for times in [&pulled[..], &lived[..]] {
                assert!(times.iter().flatten().is_sorted(), "{times:?}");
            }
            let stopped = task.status == Status::Stopped;
            assert_eq!(record.stopped_at.is_some(), stopped);
            if !task.wanted {
                assert!(record.stop_code.is_some() && record.stopped_reason.is_some());
                assert_eq!(record.desired_status.as_deref(), Some("STOPPED"));
            }
        }
    }

    /// Nothing more goes wrong: the service comes to what is wanted of it.
    fn settles(&mut self) {
        let failed = |service: &crate::shapes::service::Service| {
            service
                .deployments
                .first()
                .is_some_and(|primary| primary.rollout_state == Some(DeploymentRolloutState::Failed))
        };
        if self.status().as_deref() == Some("ACTIVE") && failed(&self.world.service()) {
            self.world
                .update(|update| update.force_new_deployment = Some(true));
        }
        for _ in 0..200 {
            self.reconcile();
            let runtime: Vec<(String, bool)> = self
                .world
                .runtime
                .iter()
                .map(|(id, runs)| (id.clone(), runs.stop_ordered))
                .collect();
            let mut moved = false;
            for (id, stopping) in runtime {
                if stopping {
                    self.world.ends(&id, 0);
                    moved = true;
                } else if self.is_pending(&id) {
                    self.world.comes_up(&id);
                    moved = true;
                }
            }
            if moved {
                continue;
            }
            // Only time is left: pauses and protections.
            let Some(due) = self.world.plane.next_due() else {
                break;
            };
            if due.since(self.world.now) > Duration::from_secs(600) {
                break;
            }
            assert!(due > self.world.now, "something is due, and is not done");
            self.world.now = due;
        }
        let Some(status) = self.status() else { return };
        let service = self.world.service();
        if status == "ACTIVE" {
            assert_eq!(
                service.running_count,
                service.desired_count,
                "{:?}",
                self.world.events()
            );
            assert_eq!(service.deployments.len(), 1, "{:?}", self.world.events());
            assert_eq!(
                self.wanted(),
                usize::try_from(service.desired_count).expect("a count")
            );
            let last = self.world.events().pop();
            if service.desired_count > 0 {
                assert_eq!(
                    last.as_deref(),
                    Some("(service worker) has reached a steady state.")
                );
            }
        } else {
            assert_eq!(status, "INACTIVE");
            assert_eq!(self.wanted(), 0);
        }
        assert!(self.world.runtime.values().all(|runs| !runs.stop_ordered));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        rng_algorithm: prop::test_runner::RngAlgorithm::ChaCha,
        rng_seed: prop::test_runner::RngSeed::Fixed(42),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_history_keeps_the_promises(steps in proptest::collection::vec(step(), 1..60)) {
        let mut history = History::new();
        history.create(3);
        history.reconcile();
        for step in &steps {
            history.take(step);
        }
        history.settles();
    }
}
