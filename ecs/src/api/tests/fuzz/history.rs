//! A history of calls, of what becomes of tasks, and of time.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::values::Values;
use super::{answers, mutate};
use crate::api::ecs::{self, SERVED};
use crate::api::tests::model::ECS;
use crate::place::Place;
use crate::plane::{Order, Plane};
use crate::runtime::Report;
use crate::shapes::Timestamp;

/// The errors that any operation may answer.
const COMMON: [&str; 2] = ["SerializationException", "UnknownOperationException"];

pub(super) struct History {
    seed: u64,
    plane: Mutex<Plane>,
    values: Values,
    now: Timestamp,
    /// Tasks that have been started and not ended.
    tasks: Vec<String>,
    /// How many calls were answered, by operation, and refused, by error.
    pub(super) answered: BTreeMap<String, u64>,
    pub(super) refused: BTreeMap<String, u64>,
}

impl History {
    pub(super) fn new(seed: u64) -> Self {
        let mut history = Self {
            seed,
            plane: Mutex::new(Plane::new(Place::new("123456789012", "eu-west-1"))),
            values: Values::new(&ECS, seed),
            now: Timestamp::from_millis(1_700_000_000_000),
            tasks: Vec::new(),
            answered: BTreeMap::new(),
            refused: BTreeMap::new(),
        };
        // Something to be about.
        let fargate = json!({"capacityProviders": ["FARGATE", "FARGATE_SPOT"]});
        history.call("CreateCluster", fargate.to_string().as_bytes());
        history.call("CreateCluster", br#"{"clusterName":"a"}"#);
        let host = json!({"totalResources": [
            {"name": "CPU", "type": "INTEGER", "integerValue": 4096},
            {"name": "MEMORY", "type": "INTEGER", "integerValue": 4096}]});
        history.call("RegisterContainerInstance", host.to_string().as_bytes());
        for _ in 0..4 {
            let request = history.values.request("RegisterTaskDefinition");
            history.call("RegisterTaskDefinition", request.to_string().as_bytes());
        }
        history
    }

    /// A call, and a little time with what happens in it.
    pub(super) fn step(&mut self) {
        let mut operation = *self.values.pick(SERVED);
        if operation == "DeleteCluster" && self.values.rng.u8(..) < 200 {
            // Without clusters there is little to see.
            operation = "CreateService";
        }
        let mut request = self.values.request(operation);
        if self.values.rng.u8(..) < 25 {
            mutate::value(&mut self.values.rng, &mut request);
        }
        let mut body = request.to_string().into_bytes();
        if self.values.rng.u8(..) < 10 {
            mutate::bytes(&mut self.values.rng, &mut body);
        }
        self.call(operation, &body);
        let millis = *self.values.pick(&[0, 1, 10, 1000, 30_000, 600_000]);
        self.now = self.now + Duration::from_millis(millis);
        self.happen();
    }

    fn call(&mut self, operation: &str, body: &[u8]) {
        let now = self.now;
        let answer = catch_unwind(AssertUnwindSafe(|| {
            ecs::call(operation, body, &self.plane, || now)
        }));
        let told = || {
            format!(
                "seed {}: {operation} {}",
                self.seed,
                String::from_utf8_lossy(&body[..body.len().min(3000)])
            )
        };
        let answer = answer.unwrap_or_else(|panic| {
            eprintln!("{}", told());
            resume_unwind(panic)
        });
        let model = &ECS.operations[operation];
        match answer {
            Ok(bytes) => {
                let answer = serde_json::from_slice(&bytes).expect("answers are JSON");
                if let Err(wrong) = answers::check(&ECS, ECS.shape(&model.output), &answer) {
                    panic!("{}\n{wrong}", told());
                }
                self.values.learn(&answer);
                *self.answered.entry(operation.to_owned()).or_default() += 1;
            }
            Err(error) => {
                let code = &*error.code;
                assert!(
                    COMMON.contains(&code) || model.errors.iter().any(|known| known == code),
                    "{}\n{error} is no error of the operation",
                    told()
                );
                assert_ne!(code, "ServerException", "{}\n{error}", told());
                assert_eq!(error.status, 400, "{}", told());
                let length = error.message.len();
                assert!(
                    (1..=1004).contains(&length),
                    "{}\na message of {length} bytes",
                    told()
                );
                *self.refused.entry(code.to_owned()).or_default() += 1;
            }
        }
        self.happen();
    }

    /// What the runtime does and reports.
    fn happen(&mut self) {
        let now = self.now;
        let plane = self.plane.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut orders = plane.reconcile(now);
        let rng = &mut self.values.rng;
        let mut rounds = 0;
        while !orders.is_empty() {
            rounds += 1;
            assert!(
                rounds < 100,
                "seed {}: the plane does not come to rest",
                self.seed
            );
            for order in orders {
                match order {
                    Order::Start(launch) => {
                        let id = launch.task.id.clone();
                        plane.report(now, &id, Report::PullStarted);
                        plane.report(now, &id, Report::PullStopped);
                        if rng.u8(..) < 30 {
                            let failed = Report::Failed {
                                container: None,
                                reason: "CannotStartContainerError: x".to_owned(),
                                was_running: rng.bool(),
                            };
                            plane.report(now, &id, failed);
                            plane.report(now, &id, Report::Stopped);
                            continue;
                        }
                        for container in &launch.containers {
                            let started = Report::ContainerStarted {
                                container: container.name.clone(),
                                runtime_id: "r".to_owned(),
                                image_digest: None,
                                bindings: Vec::new(),
                                private_ip: None,
                            };
                            plane.report(now, &id, started);
                            if rng.bool() {
                                let healthy = rng.bool();
                                let container = container.name.clone();
                                plane.report(now, &id, Report::ContainerHealth { container, healthy });
                            }
                        }
                        self.tasks.push(id);
                    }
                    Order::Stop(task) => {
                        if rng.u8(..) < 200 {
                            self.tasks.retain(|id| *id != task.id);
                            plane.report(now, &task.id, Report::Stopped);
                        } else if !self.tasks.contains(&task.id) {
                            // It is stopping still, and may end later.
                            self.tasks.push(task.id);
                        }
                    }
                    // Nobody asks for it through the APIs.
                    Order::Kill(_) | Order::ForgetCluster(_) => {}
                }
            }
            orders = plane.reconcile(now);
        }
        if !self.tasks.is_empty() && rng.u8(..) < 40 {
            let id = self.tasks.swap_remove(rng.usize(..self.tasks.len()));
            let stopped = Report::ContainerStopped {
                container: "main".to_owned(),
                exit_code: Some(rng.i32(0..256)),
                reason: None,
            };
            plane.report(now, &id, stopped);
            plane.report(now, &id, Report::Stopped);
        }
        assert!(
            plane.next_due().is_none_or(|due| due >= now),
            "seed {}: something is due that was not done",
            self.seed
        );
    }
}
