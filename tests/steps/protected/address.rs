//! Where a task's server is reached.

use aws_sdk_ecs::types::{Attachment, Task};
use conformance::options::Runtime;

use crate::world::Scenario;

impl Scenario {
    /// Host and port of the server in the scenario's task.
    pub(super) async fn server(&self) -> Result<String, String> {
        let port = self.fleet.port.ok_or("the scenario has no server")?;
        let host = match self.environment.runtime {
            // They share the machine's addresses.
            Runtime::Process => "127.0.0.1".to_owned(),
            Runtime::Docker => private_address(&self.the_task().await?)?,
        };
        Ok(format!("{host}:{port}"))
    }
}

/// The address that ECS tells of a task in the network mode awsvpc.
fn private_address(task: &Task) -> Result<String, String> {
    task.attachments()
        .iter()
        .flat_map(Attachment::details)
        .find(|detail| detail.name() == Some("privateIPv4Address"))
        .and_then(|detail| detail.value())
        .map(str::to_owned)
        .ok_or_else(|| {
            format!(
                "ECS tells no private address of the task: {:?}",
                task.attachments()
            )
        })
}
