//! The task definitions of an account and region.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Reference;
use crate::api::ApiError;
use crate::place::Place;
use crate::shapes::tag::Tag;
use crate::shapes::task_definition::{TaskDefinition, TaskDefinitionStatus};

/// The task definitions: by family, then by revision.
#[derive(Debug)]
pub(crate) struct TaskDefinitions {
    place: Place,
    families: BTreeMap<String, BTreeMap<i32, Revision>>,
}

/// A revision of a task definition.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    pub(crate) definition: Arc<TaskDefinition>,
    pub(crate) tags: Vec<Tag>,
}

impl Revision {
    pub(super) fn is(&self, status: TaskDefinitionStatus) -> bool {
        self.definition.status == Some(status)
    }
}

impl TaskDefinitions {
    /// None yet.
    pub(crate) fn new(place: Place) -> Self {
        Self {
            place,
            families: BTreeMap::new(),
        }
    }

    /// What tasks can be started from: a revision, or the newest one of a family, that is active.
    ///
    /// # Errors
    /// There is none, or it has been deregistered.
    pub(crate) fn resolve(&self, reference: &str) -> Result<Arc<TaskDefinition>, ApiError> {
        let found = self
            .find(reference)?
            .ok_or_else(|| ApiError::client("TaskDefinition not found."))?;
        if found.is(TaskDefinitionStatus::Active) {
            Ok(Arc::clone(&found.definition))
        } else {
            Err(ApiError::client("TaskDefinition is inactive"))
        }
    }

    /// The tags of a revision, for the tasks that inherit them.
    pub(crate) fn tags(&self, arn: &str) -> &[Tag] {
        match self.find(arn) {
            Ok(Some(revision)) => &revision.tags,
            Ok(None) | Err(_) => &[],
        }
    }

    /// A revision in whatever status, or the newest active one of a family.
    ///
    /// # Errors
    /// The reference has no form of one.
    pub(crate) fn find(&self, reference: &str) -> Result<Option<&Revision>, ApiError> {
        let Some(FamilyRevision { family, revision }) = FamilyRevision::parse(&self.place, reference)? else {
            return Ok(None);
        };
        let revisions = self.families.get(family);
        Ok(revisions.and_then(|revisions| match revision {
            Some(revision) => revisions.get(&revision),
            None => revisions
                .values()
                .rev()
                .find(|revision| revision.is(TaskDefinitionStatus::Active)),
        }))
    }

    /// The revision that is named in full, to be changed.
    ///
    /// # Errors
    /// The reference has no form of one, or names no revision.
    pub(super) fn revision_mut(&mut self, reference: &str) -> Result<Option<&mut Revision>, ApiError> {
        let Some(FamilyRevision { family, revision }) = FamilyRevision::parse(&self.place, reference)? else {
            return Ok(None);
        };
        let revision = revision.ok_or_else(|| {
            ApiError::client(format!(
                "The task definition must be named with its revision, as in {family}:1."
            ))
        })?;
        Ok(self
            .families
            .get_mut(family)
            .and_then(|revisions| revisions.get_mut(&revision)))
    }

    /// The number of the next revision. Numbers are not used again.
    pub(super) fn next_revision(&self, family: &str) -> i32 {
        self.families
            .get(family)
            .and_then(|revisions| revisions.keys().next_back())
            .map_or(1, |last| last.saturating_add(1))
    }

    /// Keeps a new revision.
    pub(super) fn insert(&mut self, family: &str, number: i32, revision: Revision) {
        self.families
            .entry(family.to_owned())
            .or_default()
            .insert(number, revision);
    }

    /// All families in order, each with its revisions.
    pub(super) fn families(&self) -> impl Iterator<Item = (&String, &BTreeMap<i32, Revision>)> {
        self.families.iter()
    }
}

/// `family`, `family:revision`, or an ARN of the latter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FamilyRevision<'a> {
    pub(super) family: &'a str,
    pub(super) revision: Option<i32>,
}

impl<'a> FamilyRevision<'a> {
    /// `None` for an ARN of elsewhere.
    pub(super) fn parse(place: &Place, reference: &'a str) -> Result<Option<Self>, ApiError> {
        let Some(text) = Reference::parse(place, "task-definition", reference)?.id() else {
            return Ok(None);
        };
        Ok(Some(match text.split_once(':') {
            None => Self {
                family: text,
                revision: None,
            },
            Some((family, revision)) => Self {
                family,
                revision: Some(
                    revision
                        .parse()
                        .ok()
                        .filter(|revision| *revision > 0)
                        .ok_or_else(|| {
                            ApiError::client(format!("Invalid revision number. Number: {revision}"))
                        })?,
                ),
            },
        }))
    }
}

impl FamilyRevision<'_> {
    /// Whether two references mean the same revision is decided by this.
    pub(super) fn arn(place: &Place, family: &str, revision: i32) -> String {
        place.ecs_arn(&format!("task-definition/{family}:{revision}"))
    }
}
