//! Task scale-in protection.

use std::time::Duration;

use super::tasks::{NOT_FOUND, task_arn};
use super::{ClusterState, Plane, Reference};
use crate::api::ApiError;
use crate::shapes::Timestamp;
use crate::shapes::common::Failure;
use crate::shapes::protection::{
    GetTaskProtectionRequest, GetTaskProtectionResponse, ProtectedTask, UpdateTaskProtectionRequest,
    UpdateTaskProtectionResponse,
};

/// The most tasks of one call.
const MOST_UPDATED: usize = 10;
const MOST_READ: usize = 100;

/// Minutes of protection where nothing is said.
const BY_DEFAULT: i32 = 120;

/// 48 hours.
const LONGEST: i32 = 2880;

impl Plane {
    /// Tells which of the tasks are protected, and until when.
    pub(crate) fn get_task_protection(
        &mut self,
        request: &GetTaskProtectionRequest,
        now: Timestamp,
    ) -> Result<GetTaskProtectionResponse, ApiError> {
        let now = self.context.at(now);
        if request.tasks.len() > MOST_READ {
            return Err(ApiError::invalid_parameter(format!(
                "Tasks cannot have more than {MOST_READ} entries."
            )));
        }
        let cluster = self.cluster(Some(&request.cluster))?;
        let mut response = GetTaskProtectionResponse::default();
        if request.tasks.is_empty() {
            let of_services = cluster
                .tasks
                .iter()
                .filter(|task| task.wanted && task.service.is_some());
            response.protected_tasks = of_services
                .filter_map(|task| cluster.protection(&task.id, now))
                .collect();
            return Ok(response);
        }
        for reference in &request.tasks {
            match self.in_service(cluster, reference)? {
                Ok(id) => response.protected_tasks.extend(cluster.protection(id, now)),
                Err(failure) => response.failures.push(failure),
            }
        }
        Ok(response)
    }

    /// Protects tasks of services anew, or releases them.
    pub(crate) fn update_task_protection(
        &mut self,
        request: &UpdateTaskProtectionRequest,
        now: Timestamp,
    ) -> Result<UpdateTaskProtectionResponse, ApiError> {
        let now = self.context.at(now);
        if request.tasks.is_empty() {
            return Err(ApiError::invalid_parameter("Tasks cannot be empty."));
        }
        if request.tasks.len() > MOST_UPDATED {
            return Err(ApiError::invalid_parameter(format!(
                "Tasks cannot have more than {MOST_UPDATED} entries."
            )));
        }
        let minutes = request.expires_in_minutes.unwrap_or(BY_DEFAULT);
        let minutes = u64::try_from(minutes)
            .ok()
            .filter(|_| (1..=LONGEST).contains(&minutes))
            .ok_or_else(|| {
                ApiError::invalid_parameter(format!(
                    "Invalid expiresInMinutes: {minutes}. It must be between 1 and {LONGEST}."
                ))
            })?;
        let until = now + Duration::from_secs(60 * minutes);
        let cluster = self.cluster(Some(&request.cluster))?;
        let name = cluster.name().to_owned();
        let mut response = UpdateTaskProtectionResponse::default();
        let mut ids = Vec::new();
        for reference in &request.tasks {
            match self.in_service(cluster, reference)? {
                Ok(id) => ids.push(id.to_owned()),
                Err(failure) => response.failures.push(failure),
            }
        }
        let Some(cluster) = self.clusters.get_mut(&name) else {
            return Ok(response);
        };
        for id in ids {
            match cluster.protect(&id, request.protection_enabled.then_some(until), now) {
                Ok(()) => response.protected_tasks.extend(cluster.protection(&id, now)),
                Err(failure) => response.failures.push(failure),
            }
            let key = cluster
                .tasks
                .get(&id)
                .and_then(|task| task.service_key(&cluster.key()));
            if let Some(key) = key {
                self.context.touch(key);
            }
        }
        Ok(response)
    }

    /// A task that can be protected, or why it cannot.
    fn in_service<'a>(
        &self,
        cluster: &ClusterState,
        reference: &'a str,
    ) -> Result<Result<&'a str, Failure>, ApiError> {
        let id = Reference::parse(&self.place, "task", reference)?.id_in(cluster.name());
        let Some((id, task)) = id.and_then(|id| cluster.tasks.get(id).map(|task| (id, task))) else {
            return Ok(Err(Failure {
                arn: Some(task_arn(&self.place, cluster, reference)),
                reason: Some("MISSING".to_owned()),
                detail: Some(NOT_FOUND.to_owned()),
            }));
        };
        if task.service.is_none() {
            return Ok(Err(Failure {
                arn: Some(task.arn().to_owned()),
                reason: Some("TASK_NOT_VALID".to_owned()),
                detail: Some("The task does not belong to an Amazon ECS service.".to_owned()),
            }));
        }
        if !task.wanted {
            return Ok(Err(Failure {
                arn: Some(task.arn().to_owned()),
                reason: Some("TASK_NOT_VALID".to_owned()),
                detail: Some("The task is stopping or has stopped.".to_owned()),
            }));
        }
        Ok(Ok(id))
    }
}

impl ClusterState {
    /// Protects the task until then, or releases it.
    fn protect(&mut self, id: &str, until: Option<Timestamp>, now: Timestamp) -> Result<(), Failure> {
        let Some(task) = self.tasks.get(id) else {
            return Ok(());
        };
        let Some((service, _)) = &task.service else {
            return Ok(());
        };
        let Some(service) = self.services.get_mut(service) else {
            return Ok(());
        };
        let Some(until) = until else {
            service.protected.remove(&task.id);
            return Ok(());
        };
        let others = service
            .protected
            .iter()
            .filter(|(other, until)| **other != task.id && **until > now)
            .count();
        // A deployment that waits for protected tasks would never end if more and more of them were protected.
        if service.deployments.len() > 1 && others >= service.desired && !service.is_protected(&task.id, now)
        {
            return Err(Failure {
                arn: Some(task.arn().to_owned()),
                reason: Some("DEPLOYMENT_BLOCKED".to_owned()),
                detail: Some(
                    "The service's deployment waits for protected tasks, and as many tasks as are desired are \
                     protected already."
                        .to_owned(),
                ),
            });
        }
        service.protected.insert(task.id.clone(), until);
        Ok(())
    }

    /// How the task is protected; a task of a service.
    fn protection(&self, id: &str, now: Timestamp) -> Option<ProtectedTask> {
        let task = self.tasks.get(id)?;
        let (service, _) = task.service.as_ref()?;
        let until = self
            .services
            .get(service)
            .and_then(|service| service.protected.get(id))
            .copied()
            .filter(|until| *until > now);
        Some(ProtectedTask {
            task_arn: Some(task.arn().to_owned()),
            protection_enabled: until.is_some(),
            expiration_date: until,
        })
    }
}
