//! `DescribeTasks`.

use crate::api::ApiError;
use crate::plane::{ClusterState, Plane, Reference};
use crate::shapes::Timestamp;
use crate::shapes::common::Failure;
use crate::shapes::task::{DescribeTasksRequest, DescribeTasksResponse, Task, TaskField};

use super::TaskState;

/// The most tasks that one call describes.
const MOST: usize = 100;

impl Plane {
    /// Describes tasks; those that are unknown, or stopped too long ago, are failures.
    pub(crate) fn describe_tasks(
        &mut self,
        request: &DescribeTasksRequest,
        now: Timestamp,
    ) -> Result<DescribeTasksResponse, ApiError> {
        let now = self.context.at(now);
        if request.tasks.is_empty() {
            return Err(ApiError::invalid_parameter("Tasks cannot be empty."));
        }
        if request.tasks.len() > MOST {
            return Err(ApiError::invalid_parameter(format!(
                "Tasks cannot have more than {MOST} entries."
            )));
        }
        let place = self.place.clone();
        let remembered = now - self.context.pace.remember_stopped;
        let cluster = self.cluster_mut(request.cluster.as_deref())?;
        cluster.tasks.forget(remembered);
        let tags = request.include.contains(&TaskField::Tags);
        let mut response = DescribeTasksResponse::default();
        for reference in &request.tasks {
            let id = Reference::parse(&place, "task", reference)?.id_in(cluster.name());
            match id.and_then(|id| cluster.tasks.get(id)) {
                Some(task) => response.tasks.push(told(task, tags)),
                None => response.failures.push(Failure {
                    arn: Some(task_arn(&place, cluster, reference)),
                    reason: Some("MISSING".to_owned()),
                    detail: None,
                }),
            }
        }
        Ok(response)
    }
}

/// What is told of a task.
pub(super) fn told(task: &TaskState, tags: bool) -> Task {
    let mut record = task.record.clone();
    if !tags {
        record.tags.clear();
    }
    record
}

/// The ARN of a task that there may not be.
pub(in crate::plane) fn task_arn(
    place: &crate::place::Place,
    cluster: &ClusterState,
    reference: &str,
) -> String {
    if reference.starts_with("arn:") {
        reference.to_owned()
    } else {
        place.ecs_arn(&format!("task/{}/{reference}", cluster.name()))
    }
}
