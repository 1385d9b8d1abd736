//! Starting and ending.

use std::net::SocketAddr;
use std::sync::Arc;

use command_line::Shutdown;

use super::task_side::TaskSide;
use super::{Settings, StartError};
use crate::accounts::Accounts;
use crate::admin;
use crate::gateway::{Calls, Forwarder, Gateway, Listeners};
use crate::stacks::Stacks;

/// A local-ecs that listens, and serves once it is run.
#[derive(Debug)]
pub struct Server {
    listeners: Listeners,
    for_tasks: Listeners,
    gateway: Arc<Gateway>,
    tasks: TaskSide,
}

impl Server {
    /// Listens on all addresses, of which there is at least one; port 0 takes any free port.
    ///
    /// # Errors
    /// An address is taken or not this machine's, or tasks cannot run as is asked for.
    pub async fn bind(addresses: &[SocketAddr], settings: Settings) -> Result<Self, StartError> {
        let listeners = Listeners::bind(addresses).await?;
        let address = listeners.addresses().next().ok_or(StartError::Nowhere)?;
        let accounts = Arc::new(Accounts::new(settings.accounts, settings.trace_calls));
        let mut tasks = TaskSide::start(&settings.tasks, address, &settings.localstack, &accounts).await?;
        let stacks = Arc::new(Stacks::new(tasks.control.clone(), &settings.localstack));
        let gateway = Arc::new(Gateway {
            admin: admin::router(
                accounts.clone(),
                tasks.control.clone(),
                stacks.clone(),
                settings.localstack.to_string(),
            ),
            calls: Calls::new(
                accounts,
                Forwarder::new(settings.localstack),
                tasks.control.clone(),
                stacks,
            ),
            access: settings.admin,
        });
        let for_tasks = Listeners::from(tasks.gateway_listeners());
        Ok(Self {
            listeners,
            for_tasks,
            gateway,
            tasks,
        })
    }

    /// The addresses that it listens on, in the order in which they were given.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.listeners.addresses()
    }

    /// Serves until the end is asked for. Tasks are killed then, and what was made for them is removed.
    pub async fn run(self, shutdown: Shutdown) {
        tokio::join!(
            self.listeners.run(self.gateway.clone(), shutdown.clone()),
            self.for_tasks.run(self.gateway, shutdown.clone()),
            self.tasks.run(shutdown)
        );
    }
}
