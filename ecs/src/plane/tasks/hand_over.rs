//! The moment at which a new task becomes the runtime's.

use super::{Status, launch};
use crate::plane::context::Context;
use crate::plane::{ClusterState, Order};

impl ClusterState {
    /// Orders the runtime to start the task, unless it has been stopped in the meantime.
    pub(in crate::plane) fn hand_over(&mut self, id: &str, context: &mut Context) {
        let name = self.key();
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        if !task.wanted || task.handed_over {
            return;
        }
        task.handed_over = true;
        task.enter(Status::Pending);
        let launch = launch(task, &name, &context.place);
        context.order(Order::Start(Box::new(launch)));
    }
}
