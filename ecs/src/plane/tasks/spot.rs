//! The interruption of a Spot task, on demand.

use super::{StopCause, not_found};
use crate::api::ApiError;
use crate::plane::{FARGATE_SPOT, Plane, Reference};
use crate::shapes::Timestamp;
use crate::shapes::task::TaskStopCode;

impl Plane {
    /// Takes a Spot task's capacity away: it gets its stop signal at once, and SIGKILL after its stop timeout, well
    /// within the two minutes after which the capacity would be gone. Its service starts another.
    ///
    /// # Errors
    /// There is no such task, it is not on Spot capacity, or it is stopping already.
    pub(crate) fn interrupt_spot(&mut self, now: Timestamp, task: &str) -> Result<(), ApiError> {
        let now = self.context.at(now);
        let id = Reference::parse(&self.place, "task", task)?
            .id()
            .ok_or_else(not_found)?;
        let cluster = self
            .clusters
            .values_mut()
            .find(|cluster| cluster.tasks.get(id).is_some())
            .ok_or_else(not_found)?;
        let provider = cluster
            .tasks
            .get(id)
            .and_then(|task| task.record.capacity_provider_name.as_deref());
        if provider != Some(FARGATE_SPOT) {
            return Err(ApiError::invalid_parameter(format!(
                "The task {id} does not run on {FARGATE_SPOT}: only a Spot task can be interrupted."
            )));
        }
        let cause = StopCause::new(TaskStopCode::SpotInterruption, "Your Spot Task was interrupted.");
        if cluster.stop_one(id, cause, now, &mut self.context) {
            Ok(())
        } else {
            Err(ApiError::invalid_parameter(format!(
                "The task {id} is stopping already."
            )))
        }
    }
}
