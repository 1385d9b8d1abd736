//! What the benchmarks reach of the control plane: the API by its JSON, and a runtime that starts nothing.
//!
//! Not for anyone else; it may change at any time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::api;
use crate::place::Place;
use crate::plane::{Order, Plane};
use crate::runtime::Report;
use crate::shapes::Timestamp;

/// A control plane whose tasks come up and end at once.
#[derive(Debug)]
pub struct InstantPlane {
    plane: Mutex<Plane>,
    now: Timestamp,
}

impl Default for InstantPlane {
    fn default() -> Self {
        Self::new()
    }
}

impl InstantPlane {
    /// Nothing in it yet.
    pub fn new() -> Self {
        Self {
            plane: Mutex::new(Plane::new(Place::new("123456789012", "us-east-1"))),
            now: Timestamp::from_millis(1_700_000_000_000),
        }
    }

    /// Calls the API; the answer's JSON, or the error in words.
    ///
    /// # Errors
    /// The API refuses the call.
    pub fn call(&self, operation: &str, body: &str) -> Result<Vec<u8>, String> {
        api::ecs::call(operation, body.as_bytes(), &self.plane, || self.now)
            .map_err(|error| error.to_string())
    }

    /// Carries out every order at once, reporting task by task and reconciling after each, until there are none
    /// left. Returns how many tasks were started.
    pub fn settle(&mut self) -> usize {
        let mut started = 0;
        let plane = self.plane.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut orders = plane.reconcile(self.now);
        while let Some(order) = orders.pop() {
            self.now = self.now + Duration::from_millis(1);
            match order {
                Order::Start(launch) => {
                    started += 1;
                    let id = launch.task.id.as_str();
                    plane.report(self.now, id, Report::PullStarted);
                    plane.report(self.now, id, Report::PullStopped);
                    for container in &launch.containers {
                        let report = Report::ContainerStarted {
                            container: container.name.clone(),
                            runtime_id: id.to_owned(),
                            image_digest: None,
                            bindings: Vec::new(),
                            private_ip: None,
                        };
                        plane.report(self.now, id, report);
                    }
                }
                Order::Stop(key) => plane.report(self.now, &key.id, Report::Stopped),
                Order::Kill(_) | Order::ForgetCluster(_) => {}
            }
            orders.extend(plane.reconcile(self.now));
        }
        started
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_plane_brings_a_service_up() {
        let mut plane = InstantPlane::new();
        let definition = r#"{"family": "app", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app", "image": "worker"}]}"#;
        let service = r#"{"cluster": "jobs", "serviceName": "worker", "taskDefinition": "app", "desiredCount": 3,
            "launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}"#;
        for (operation, body) in [
            ("CreateCluster", r#"{"clusterName": "jobs"}"#),
            ("RegisterTaskDefinition", definition),
            ("CreateService", service),
        ] {
            plane.call(operation, body).expect("an answer");
        }
        assert_eq!(plane.settle(), 3);
        let told = plane.call(
            "DescribeServices",
            r#"{"cluster": "jobs", "services": ["worker"]}"#,
        );
        let told = String::from_utf8(told.expect("an answer")).expect("text");
        assert!(told.contains(r#""runningCount":3"#), "{told}");
    }
}
