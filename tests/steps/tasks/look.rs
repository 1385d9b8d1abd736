//! Looking at what ECS says.

use std::time::Duration;

use aws_sdk_ecs::operation::update_service::builders::UpdateServiceFluentBuilder;
use aws_sdk_ecs::types::{DesiredStatus, Service, Task};
use conformance::eventually::Every;
use conformance::trouble::{OrBroken, Outcome, Trouble};

use crate::world::Scenario;

/// For what takes tasks that start and stop: containers are slower than anything else here, and a dozen scenarios
/// start theirs at the same time.
pub(crate) const IN_TIME: Duration = Duration::from_secs(90);

/// How often ECS is looked at: it answers in a millisecond.
pub(crate) const LOOK: Every = Every(Duration::from_millis(50));

/// DescribeTasks takes so many.
const AT_ONCE: usize = 100;

impl Scenario {
    /// The name of the cluster.
    pub(crate) fn cluster(&self) -> Outcome<&str> {
        self.fleet
            .cluster
            .as_deref()
            .or_broken("the scenario has no cluster")
    }

    /// The name of the service.
    pub(crate) fn service_name(&self) -> Outcome<&str> {
        self.fleet
            .service
            .as_deref()
            .or_broken("the scenario has no service")
    }

    /// The service as ECS describes it.
    pub(crate) async fn described_service(&self) -> Result<Service, String> {
        let (cluster, name) = self
            .cluster()
            .and_then(|cluster| Ok((cluster, self.service_name()?)))
            .map_err(|trouble| trouble.to_string())?;
        let described = self
            .account
            .ecs
            .describe_services()
            .cluster(cluster)
            .services(name)
            .send()
            .await
            .map_err(|error| command_line::one_line(&error))?;
        described
            .services
            .and_then(|services| services.into_iter().next())
            .ok_or_else(|| format!("there is no service `{name}`"))
    }

    /// A change of the service, to be filled in and sent.
    pub(crate) fn service_update(&self) -> Outcome<UpdateServiceFluentBuilder> {
        let update = self.account.ecs.update_service();
        Ok(update.cluster(self.cluster()?).service(self.service_name()?))
    }

    /// The tasks of the cluster that are to run, or those that have been stopped.
    pub(crate) async fn tasks(&self, desired: DesiredStatus) -> Result<Vec<Task>, String> {
        let cluster = self.cluster().map_err(|trouble| trouble.to_string())?;
        let mut pages = self
            .account
            .ecs
            .list_tasks()
            .cluster(cluster)
            .desired_status(desired)
            .into_paginator()
            .items()
            .send();
        let mut arns = Vec::new();
        while let Some(arn) = pages.next().await {
            arns.push(arn.map_err(|error| command_line::one_line(&error))?);
        }
        self.described(&arns).await
    }

    /// Tasks by ARN.
    pub(crate) async fn described(&self, arns: &[String]) -> Result<Vec<Task>, String> {
        let cluster = self.cluster().map_err(|trouble| trouble.to_string())?;
        let mut tasks = Vec::new();
        for arns in arns.chunks(AT_ONCE) {
            let described = self
                .account
                .ecs
                .describe_tasks()
                .cluster(cluster)
                .set_tasks(Some(arns.to_vec()))
                .send()
                .await
                .map_err(|error| command_line::one_line(&error))?;
            if let Some(failure) = described.failures().first() {
                return Err(format!("ECS does not know a task: {failure:?}"));
            }
            tasks.extend(described.tasks.unwrap_or_default());
        }
        Ok(tasks)
    }

    /// Remembers which tasks there are before the service is changed.
    pub(crate) async fn remember_tasks(&mut self) -> Outcome {
        let tasks = self
            .tasks(DesiredStatus::Running)
            .await
            .map_err(Trouble::broken)?;
        self.fleet.before = tasks.iter().map(arn_of).collect();
        Ok(())
    }

    /// The task that the scenario is about.
    pub(crate) async fn the_task(&self) -> Result<Task, String> {
        let arn = self.fleet.task.as_deref().ok_or("the scenario has no task")?;
        self.described(&[arn.to_owned()])
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| format!("ECS does not describe {arn}"))
    }

    /// Waits until so many tasks of the cluster run, and no other is about to start or stop.
    pub(crate) async fn wait_for_running(&self, count: usize) -> Outcome<Vec<Task>> {
        self.wait(IN_TIME, LOOK, async || {
            let tasks = self.tasks(DesiredStatus::Running).await?;
            let running = tasks.iter().filter(|task| status(task) == "RUNNING").count();
            if running == count && tasks.len() == count && self.nothing_stops().await? {
                Ok(tasks)
            } else {
                Err(shown(&tasks))
            }
        })
        .await
    }

    async fn nothing_stops(&self) -> Result<bool, String> {
        let stopped = self.tasks(DesiredStatus::Stopped).await?;
        Ok(stopped.iter().all(|task| status(task) == "STOPPED"))
    }

    /// Sees that tasks run, by ARN.
    pub(crate) async fn still_running(&self, arns: &[String]) -> Result<(), String> {
        let tasks = self.described(arns).await?;
        let still = |task: &Task| status(task) == "RUNNING" && task.desired_status() == Some("RUNNING");
        if !tasks.is_empty() && tasks.iter().all(still) {
            Ok(())
        } else {
            Err(shown(&tasks))
        }
    }
}

/// The last status of a task.
pub(crate) fn status(task: &Task) -> &str {
    task.last_status().unwrap_or_default()
}

/// A task's id: the last part of its ARN.
pub(crate) fn id_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// The ARN of a task.
pub(crate) fn arn_of(task: &Task) -> String {
    task.task_arn().unwrap_or_default().to_owned()
}

/// Tasks for a message.
pub(crate) fn shown(tasks: &[Task]) -> String {
    let each: Vec<_> = tasks
        .iter()
        .map(|task| {
            format!(
                "{} is {} and to be {}{}",
                id_of(task.task_arn().unwrap_or("a task")),
                status(task),
                task.desired_status().unwrap_or("?"),
                task.stopped_reason()
                    .map_or_else(String::new, |reason| format!(" ({reason})"))
            )
        })
        .collect();
    if each.is_empty() {
        "no task".to_owned()
    } else {
        each.join(", ")
    }
}
