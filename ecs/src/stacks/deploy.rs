//! Bringing a stack to what its plan says, after LocalStack has done its part; and back, if that fails.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::apis::Apis;
use super::kind::Kind;
use super::make::{Made, MakeError, Maker};
use super::plan::{Plan, Planned};
use super::stack::Stack;
use super::upstream::{Failed, Upstream};

/// How long CloudFormation waits for a service by itself.
const PATIENCE: Duration = Duration::from_secs(3 * 60 * 60);

/// What happens when a resource cannot be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum OnFailure {
    #[default]
    Rollback,
    /// All stays as it is.
    Nothing,
    Delete,
}

/// A deployment under way.
#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    pub(crate) stack: Arc<Stack>,
    pub(crate) apis: Arc<dyn Apis>,
    pub(crate) upstream: Upstream,
    pub(crate) cancel: CancellationToken,
    pub(crate) patience: Option<Duration>,
    pub(crate) on_failure: OnFailure,
}

/// What was done to a resource, to be undone.
enum Done {
    Made(String),
    Changed(String, Made),
    /// The one before is deleted only when all has gone well.
    Replaced(String, Made),
}

impl Deployment {
    /// Ends when the work is done, or as soon as something else is begun with the stack.
    pub(crate) async fn run(self, plan: Option<Arc<Plan>>, first: bool) {
        let cancel = self.cancel.clone();
        tokio::select! {
            () = cancel.cancelled() => {}
            () = self.deploy(plan, first) => {}
        }
    }

    async fn deploy(&self, plan: Option<Arc<Plan>>, first: bool) {
        let verb = if first { "CREATE" } else { "UPDATE" };
        let outputs = match self.upstream.deployed(&self.stack, first).await {
            Ok(outputs) => outputs,
            Err(Failed { status, reason }) => {
                // Nothing of ours has been touched; the stack stands as LocalStack has left it.
                self.stack.turn(&status, reason.as_deref());
                return;
            }
        };
        let before = self.stack.standing().plan.clone();
        let mut done = Vec::new();
        let patience = self.patience.unwrap_or(PATIENCE);
        let worked = match &plan {
            Some(plan) => match tokio::time::timeout(patience, self.apply(plan, &outputs, &mut done)).await {
                Ok(worked) => worked,
                Err(_) => Err(MakeError(
                    "Stack creation time exceeded the specified timeout.".to_owned(),
                )),
            },
            None => Ok(()),
        };
        match worked {
            Ok(()) => {
                self.stack.standing().plan.clone_from(&plan);
                self.clean_up(plan.as_deref(), done, first).await;
                self.stack.turn(&format!("{verb}_COMPLETE"), None);
            }
            Err(error) if first => self.roll_back_creation(&error).await,
            Err(error) => self.roll_back_update(before, done, &error).await,
        }
    }

    /// Makes and changes what the plan has.
    async fn apply(
        &self,
        plan: &Plan,
        outputs: &BTreeMap<String, String>,
        done: &mut Vec<Done>,
    ) -> Result<(), MakeError> {
        let leaves = leaves(plan, outputs)?;
        let mut references = BTreeMap::new();
        for planned in &plan.resources {
            let properties = plan
                .named_properties(planned, &references, &leaves)
                .map_err(|error| MakeError(error.to_string()));
            let made = match properties {
                Ok(properties) => self.bring(planned, properties, done).await,
                Err(error) => {
                    self.note(planned, "", "CREATE_FAILED", Some(&error.0));
                    Err(error)
                }
            };
            let made = made.map_err(|error| {
                MakeError(format!(
                    "The following resource(s) failed to create or update: [{}]. {error}",
                    planned.logical_id
                ))
            })?;
            for (attribute, value) in &made.references {
                let key = (planned.logical_id.clone(), (*attribute).to_owned());
                references.insert(key, Value::String(value.clone()));
            }
        }
        Ok(())
    }

    fn note(&self, planned: &Planned, physical_id: &str, status: &str, reason: Option<&str>) {
        self.stack.note(
            &planned.logical_id,
            &planned.type_name,
            physical_id,
            status,
            reason,
        );
    }

    /// Brings one resource to its properties.
    async fn bring(
        &self,
        planned: &Planned,
        properties: Map<String, Value>,
        done: &mut Vec<Done>,
    ) -> Result<Made, MakeError> {
        let before = self.stack.standing().made(&planned.logical_id).cloned();
        let verb = match &before {
            None => "CREATE",
            Some(before) if before.properties == properties && before.kind == planned.kind => {
                return Ok(before.clone());
            }
            Some(_) => "UPDATE",
        };
        let physical_id = before.as_ref().map_or("", |before| &*before.physical_id);
        self.note(planned, physical_id, &format!("{verb}_IN_PROGRESS"), None);
        let brought = self.brought(planned, before, properties, done).await;
        match &brought {
            Ok(made) => self.note(planned, &made.physical_id, &format!("{verb}_COMPLETE"), None),
            Err(error) => {
                let made = self.stack.standing().made(&planned.logical_id).cloned();
                let physical_id = made.map(|made| made.physical_id).unwrap_or_default();
                self.note(planned, &physical_id, &format!("{verb}_FAILED"), Some(&error.0));
            }
        }
        brought
    }

    async fn brought(
        &self,
        planned: &Planned,
        before: Option<Made>,
        properties: Map<String, Value>,
        done: &mut Vec<Done>,
    ) -> Result<Made, MakeError> {
        let maker = self.maker();
        let id = &planned.logical_id;
        let replaced = before.as_ref().is_some_and(|before| {
            before.kind != planned.kind
                || planned.kind == Kind::TaskDefinition
                || planned
                    .kind
                    .fixed_properties()
                    .iter()
                    .any(|name| before.properties.get(*name) != properties.get(*name))
        });
        let made = match before {
            Some(before) if !replaced => {
                let changed = maker.change(&before, properties).await?;
                done.push(Done::Changed(id.clone(), before));
                changed
            }
            Some(before) => {
                if let Some(name) = planned.kind.name_property()
                    && planned.kind != Kind::TaskDefinition
                    && before.kind == planned.kind
                    && before.properties.get(name) == properties.get(name)
                {
                    return Err(MakeError(format!(
                        "CloudFormation cannot update a stack when a custom-named resource requires replacing. \
                         Rename {} and update the stack again.",
                        properties.get(name).and_then(Value::as_str).unwrap_or(id)
                    )));
                }
                let made = maker
                    .make(planned.kind, &planned.type_name, properties, planned.retained)
                    .await?;
                done.push(Done::Replaced(id.clone(), before));
                made
            }
            None => {
                let made = maker
                    .make(planned.kind, &planned.type_name, properties, planned.retained)
                    .await?;
                self.note(
                    planned,
                    &made.physical_id,
                    "CREATE_IN_PROGRESS",
                    Some("Resource creation Initiated"),
                );
                done.push(Done::Made(id.clone()));
                made
            }
        };
        self.stack.standing().keep(id, made.clone());
        maker.stable(&made).await?;
        Ok(made)
    }

    fn maker(&self) -> Maker<'_> {
        Maker {
            apis: &*self.apis,
            place: &self.stack.place,
        }
    }

    /// Deletes what the new plan no longer has, and what was replaced.
    async fn clean_up(&self, plan: Option<&Plan>, done: Vec<Done>, first: bool) {
        let gone: Vec<String> = {
            let standing = self.stack.standing();
            let gone = standing.made.iter().rev().map(|(logical_id, _)| logical_id);
            gone.filter(|logical_id| plan.is_none_or(|plan| plan.resource(logical_id).is_none()))
                .cloned()
                .collect()
        };
        let replaced: Vec<(String, Made)> = done
            .into_iter()
            .rev()
            .filter_map(|done| match done {
                Done::Replaced(logical_id, made) => Some((logical_id, made)),
                Done::Made(_) | Done::Changed(..) => None,
            })
            .collect();
        if gone.is_empty() && replaced.is_empty() {
            return;
        }
        if !first {
            self.stack.turn("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None);
        }
        for (_, made) in &replaced {
            // A remainder keeps no update from being complete, as on AWS.
            if !made.retained
                && let Err(error) = self.maker().delete(made).await
            {
                tracing::warn!("stack {}: {} stays: {error}", self.stack.name, made.physical_id);
            }
        }
        for logical_id in gone {
            let _ = self.delete_one(&logical_id, false).await;
        }
    }

    /// Deletes a resource that was made, unless it is to stay.
    async fn delete_one(&self, logical_id: &str, rolling_back: bool) -> Result<(), MakeError> {
        let Some(made) = self.stack.standing().made(logical_id).cloned() else {
            return Ok(());
        };
        let note = |status: &str, reason: Option<&str>| {
            self.stack
                .note(logical_id, &made.type_name, &made.physical_id, status, reason);
        };
        if made.retained && !rolling_back {
            note("DELETE_SKIPPED", None);
            self.stack.standing().forget(logical_id);
            return Ok(());
        }
        note("DELETE_IN_PROGRESS", None);
        match self.maker().delete(&made).await {
            Ok(()) => {
                note("DELETE_COMPLETE", None);
                self.stack.standing().forget(logical_id);
                Ok(())
            }
            Err(error) => {
                note("DELETE_FAILED", Some(&error.0));
                Err(error)
            }
        }
    }

    /// Deletes all that was made, the last first.
    async fn delete_all(&self, rolling_back: bool) -> Result<(), MakeError> {
        let all: Vec<String> = {
            let standing = self.stack.standing();
            standing.made.iter().rev().map(|(name, _)| name.clone()).collect()
        };
        let mut failed = Vec::new();
        for logical_id in all {
            if let Err(error) = self.delete_one(&logical_id, rolling_back).await {
                failed.push(format!("[{logical_id}]: {error}"));
            }
        }
        if failed.is_empty() {
            Ok(())
        } else {
            Err(MakeError(format!(
                "The following resource(s) failed to delete: {}",
                failed.join("; ")
            )))
        }
    }

    async fn roll_back_creation(&self, error: &MakeError) {
        if self.on_failure == OnFailure::Nothing {
            self.stack.turn("CREATE_FAILED", Some(&error.0));
            return;
        }
        let reason = format!("{error} Rollback requested by user.");
        self.stack.turn("ROLLBACK_IN_PROGRESS", Some(&reason));
        let ours = self.delete_all(true).await;
        let theirs = self.upstream.delete(&self.stack).await;
        match (ours, theirs) {
            (Ok(()), Ok(())) => {
                self.stack.standing().rolled_back = true;
                if self.on_failure == OnFailure::Delete {
                    self.stack.turn("DELETE_COMPLETE", None);
                } else {
                    self.stack.turn("ROLLBACK_COMPLETE", Some(&reason));
                }
            }
            (Err(error), _) => self.stack.turn("ROLLBACK_FAILED", Some(&error.0)),
            (_, Err(error)) => self.stack.turn("ROLLBACK_FAILED", error.reason.as_deref()),
        }
    }

    async fn roll_back_update(&self, before: Option<Arc<Plan>>, done: Vec<Done>, error: &MakeError) {
        if self.on_failure == OnFailure::Nothing {
            self.stack.turn("UPDATE_FAILED", Some(&error.0));
            return;
        }
        self.stack.turn("UPDATE_ROLLBACK_IN_PROGRESS", Some(&error.0));
        let maker = self.maker();
        let mut trouble: Option<String> = None;
        for done in done.into_iter().rev() {
            let undone = match done {
                Done::Made(logical_id) => self.delete_one(&logical_id, true).await,
                Done::Changed(logical_id, made) => {
                    let now = self.stack.standing().made(&logical_id).cloned();
                    let changed = match now {
                        Some(now) => maker.change(&now, made.properties.clone()).await,
                        None => Ok(made.clone()),
                    };
                    self.stack.standing().keep(&logical_id, made.clone());
                    match changed {
                        Ok(_) => maker.stable(&made).await,
                        Err(error) => Err(error),
                    }
                }
                Done::Replaced(logical_id, made) => {
                    let now = self.stack.standing().made(&logical_id).cloned();
                    self.stack.standing().keep(&logical_id, made);
                    match now {
                        Some(now) => maker.delete(&now).await,
                        None => Ok(()),
                    }
                }
            };
            if let Err(error) = undone {
                trouble.get_or_insert(error.0);
            }
        }
        if let Some(before) = before
            && let Err(failed) = self.upstream.revert(&self.stack, &before).await
        {
            trouble = trouble.or(failed.reason);
        }
        match trouble {
            None => self.stack.turn("UPDATE_ROLLBACK_COMPLETE", None),
            Some(reason) => self.stack.turn("UPDATE_ROLLBACK_FAILED", Some(&reason)),
        }
    }

    /// Deletes the stack: first what is ours, then LocalStack's part.
    pub(crate) async fn delete(self) {
        let cancel = self.cancel.clone();
        tokio::select! {
            () = cancel.cancelled() => {}
            () = self.deleted() => {}
        }
    }

    async fn deleted(&self) {
        if let Err(error) = self.delete_all(false).await {
            self.stack.turn("DELETE_FAILED", Some(&error.0));
            return;
        }
        match self.upstream.delete(&self.stack).await {
            Ok(()) => self.stack.turn("DELETE_COMPLETE", None),
            Err(failed) => self.stack.turn("DELETE_FAILED", failed.reason.as_deref()),
        }
    }
}

/// The leaves' values in the outputs that were added for them.
fn leaves(plan: &Plan, outputs: &BTreeMap<String, String>) -> Result<BTreeMap<String, Value>, MakeError> {
    plan.leaves
        .iter()
        .map(|(output, leaf)| {
            let text = outputs
                .get(output)
                .ok_or_else(|| MakeError(format!("LocalStack has not evaluated {}", leaf.key)))?;
            let value = if leaf.is_list {
                text.split(',').map(Value::from).collect()
            } else {
                Value::from(text.as_str())
            };
            Ok((leaf.key.clone(), value))
        })
        .collect()
}
