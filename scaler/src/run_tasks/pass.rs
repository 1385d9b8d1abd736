//! One pass: read the settings, look, decide, start.

use std::num::NonZeroU64;
use std::time::Duration;

use aws_client::CallError;
use command_line::Shutdown;
use command_line::output::Output;
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::aws::Aws;
use super::decide::{Observed, Rule, decide};
use super::error::{self, PassError};
use super::recent::Recent;
use super::settings::Settings;
use super::start::Starter;
use super::strategy::CapacityProviderStrategy;
use super::values::Values;

/// What passes work with.
#[derive(Debug)]
pub(super) struct Passes {
    pub(super) aws: Aws,
    /// The parameters that were given here.
    pub(super) given: Values,
    /// What stands before the names of those that SSM is asked for.
    pub(super) prefix: String,
    pub(super) batch: NonZeroU64,
    pub(super) strategy: CapacityProviderStrategy,
    /// How long a pass may take.
    pub(super) limit: Duration,
    pub(super) output: Output,
    pub(super) shutdown: Shutdown,
    pub(super) recent: Recent,
    /// Whether the settings have been complete once.
    pub(super) settled: bool,
}

impl Passes {
    /// Makes a pass. A stop ends it at once, unless a `RunTask` is under way.
    ///
    /// # Errors
    /// See [`PassError`].
    pub(super) async fn pass(&mut self) -> Result<(), PassError> {
        let deadline = Instant::now() + self.limit;
        let shutdown = self.shutdown.clone();
        let (settings, observed) = tokio::select! {
            looked = self.look(deadline) => looked?,
            () = shutdown.requested() => return Ok(()),
        };
        let rule = Rule {
            batch: self.batch,
            max: settings.max_tasks,
        };
        let decision = decide(&observed, &rule);
        info!("{decision}");
        let starter = Starter {
            aws: &self.aws,
            tasks: &settings.tasks,
            strategy: &self.strategy,
            output: &self.output,
            shutdown: &self.shutdown,
            deadline,
            limit: self.limit,
        };
        starter.start(decision.start, &mut self.recent).await
    }

    async fn look(&mut self, deadline: Instant) -> Result<(Settings, Observed), PassError> {
        let settings = self.settings(deadline).await?;
        self.settled = true;
        if !settings.enabled {
            return Ok((settings, Observed::Disabled));
        }
        let messages = in_time(deadline, self.limit, self.aws.messages(&settings.queue));
        let tasks = in_time(deadline, self.limit, self.aws.tasks(&settings.tasks));
        let (messages, tasks) = Box::pin(async { tokio::join!(messages, tasks) }).await;
        let messages = messages.map_err(|error| PassError::Call {
            what: format!("the messages in {}", settings.queue),
            done: "counted",
            error,
        })?;
        let tasks = tasks.map_err(|error| PassError::Call {
            what: format!(
                "the tasks of {} in the cluster {}",
                settings.tasks.definition.family(),
                settings.tasks.cluster
            ),
            done: "counted",
            error,
        })?;
        let listed = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
        let running = listed.saturating_add(self.recent.beside(&tasks, Instant::now()));
        Ok((settings, Observed::Enabled { messages, running }))
    }

    /// The settings, of which those that were not given here are read anew: so a change in SSM takes effect.
    async fn settings(&self, deadline: Instant) -> Result<Settings, PassError> {
        let names: Vec<String> = self
            .given
            .wanting()
            .iter()
            .map(|parameter| format!("{}{}", self.prefix, parameter.name))
            .collect();
        if names.is_empty() {
            return Ok(Settings::read(&self.given)?);
        }
        let stored = Box::pin(in_time(deadline, self.limit, self.aws.parameters(&names)))
            .await
            .map_err(|error| PassError::Call {
                what: "the parameters in SSM".to_owned(),
                done: "read",
                error,
            })?;
        Ok(Settings::read(&self.given.completed(&self.prefix, &stored)?)?)
    }
}

/// A call that is given up when the pass has taken too long.
async fn in_time<T>(
    deadline: Instant,
    limit: Duration,
    call: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    timeout_at(deadline, call)
        .await
        .unwrap_or_else(|_| Err(error::too_long(limit)))
}
