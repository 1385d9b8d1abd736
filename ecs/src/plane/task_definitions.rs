//! The task definitions of an account and region.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Reference;
use crate::api::ApiError;
use crate::place::Place;
use crate::shapes::task_definition::{TaskDefinition, TaskDefinitionStatus};

/// The task definitions: by family, then by revision.
#[derive(Debug)]
pub(crate) struct TaskDefinitions {
    place: Place,
    families: BTreeMap<String, BTreeMap<i32, Arc<TaskDefinition>>>,
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
        if found.status == Some(TaskDefinitionStatus::Active) {
            Ok(Arc::clone(found))
        } else {
            Err(ApiError::client("TaskDefinition is inactive"))
        }
    }

    /// A revision in whatever status, or the newest active one of a family.
    ///
    /// # Errors
    /// The reference has no form of one.
    pub(crate) fn find(&self, reference: &str) -> Result<Option<&Arc<TaskDefinition>>, ApiError> {
        Ok(match FamilyRevision::parse(&self.place, reference)? {
            None => None,
            Some(FamilyRevision {
                family,
                revision: Some(revision),
            }) => self
                .families
                .get(family)
                .and_then(|revisions| revisions.get(&revision)),
            Some(FamilyRevision {
                family,
                revision: None,
            }) => self.families.get(family).and_then(|revisions| {
                revisions
                    .values()
                    .rev()
                    .find(|definition| definition.status == Some(TaskDefinitionStatus::Active))
            }),
        })
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
