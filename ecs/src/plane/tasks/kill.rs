//! The death of a task without warning, on demand: as by a host that fails.

use crate::api::ApiError;
use crate::plane::{Order, Plane, Reference};
use crate::shapes::Timestamp;

use super::{Status, not_found};

impl Plane {
    /// Has the runtime kill the task's containers. The scheduler means nothing by it and learns of it as of any
    /// container that ends by itself: exit code 137, and the stop code of an essential container that exited.
    ///
    /// # Errors
    /// There is no such task, it has not started yet, or it has stopped.
    pub(crate) fn kill_task(&mut self, now: Timestamp, task: &str) -> Result<(), ApiError> {
        self.context.at(now);
        let id = Reference::parse(&self.place, "task", task)?
            .id()
            .ok_or_else(not_found)?;
        let found = self
            .clusters
            .values()
            .find_map(|cluster| cluster.tasks.get(id))
            .ok_or_else(not_found)?;
        if !found.handed_over || found.status == Status::Stopped {
            let status = found.status.name();
            return Err(ApiError::invalid_parameter(format!(
                "The task {id} is {status}: only one that runs can be killed."
            )));
        }
        let key = self.context.task_key(&found.id);
        self.context.order(Order::Kill(key));
        Ok(())
    }
}
