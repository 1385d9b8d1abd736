//! What was decided is carried out, told and recorded.

use aws_client::CallError;
use futures::stream::{self, StreamExt};
use scaling::{Decision, Limits, Moment, Outcome};
use tracing::{error, info, warn};

use super::activities::Activity;
use super::aws::AT_ONCE;
use super::error::TrackError;
use super::pass::Tracker;
use super::services::{Seen, ServiceName};
use super::told;

/// What was decided about a service.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) service: ServiceName,
    pub(super) seen: Seen,
    pub(super) limits: Limits,
    pub(super) decision: Decision,
    pub(super) at: Moment,
}

impl Tracker {
    /// Changes the desired counts that are to change. Returns the services whose count could not be set: each is told.
    ///
    /// # Errors
    /// What was done could not be told.
    pub(super) async fn carry_out(&mut self, changes: Vec<Change>) -> Result<Vec<String>, TrackError> {
        if self.dry_run {
            return Ok(Vec::new());
        }
        let aws = &self.aws;
        let done: Vec<(Change, Result<(), CallError>)> = stream::iter(changes)
            .map(async |change| {
                let set = match change.decision.outcome {
                    Outcome::Scale { to, .. } => aws.set_desired(&change.service, to).await,
                    Outcome::NotScaled(_) => Ok(()),
                };
                (change, set)
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let mut failed = Vec::new();
        let mut activities = Vec::new();
        for (change, set) in done {
            match set {
                Ok(()) => activities.extend(self.remember(&change)),
                Err(error) => {
                    error!("{}: its desired count could not be set: {error}", change.service);
                    failed.push(change.service.to_string());
                }
            }
        }
        self.tell(&activities).await?;
        Ok(failed)
    }

    /// Takes note of what was done, and says what is to be told of it: a change, or a new reason why there was none.
    fn remember(&mut self, change: &Change) -> Option<Activity> {
        let remembered = self.remembered.get_or_insert_default();
        let remembered = remembered.entry(change.service.clone()).or_default();
        remembered.memory.carried_out(&change.decision, change.at);
        let activity = told::activity(&change.service, change.seen, change.limits, &change.decision);
        let not_scaled = activity
            .as_ref()
            .filter(|activity| !activity.not_scaled_reasons.is_empty())
            .map(Activity::to_json);
        let again = not_scaled.is_some() && not_scaled == remembered.not_scaled;
        remembered.not_scaled = not_scaled;
        activity.filter(|_| !again)
    }

    async fn tell(&mut self, activities: &[Activity]) -> Result<(), TrackError> {
        let lines: Vec<String> = activities.iter().map(Activity::to_json).collect();
        let lines: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        if lines.is_empty() {
            return Ok(());
        }
        self.output.lines(&lines).await?;
        for activity in activities {
            if !self.records {
                break;
            }
            match self.aws.record(activity).await {
                Ok(()) => {}
                Err(error) if error.status.is_some_and(|status| status < 500) => {
                    self.records = false;
                    info!(
                        "scaling activities are told here alone: the endpoint does not record them ({})",
                        error.code
                    );
                }
                Err(error) => warn!(
                    "{}: the scaling activity could not be recorded: {error}",
                    activity.resource_id
                ),
            }
        }
        Ok(())
    }
}
