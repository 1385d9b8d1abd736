//! The calls about task definitions.

use std::sync::Arc;

use super::names::shown;
use super::task_definitions::{FamilyRevision, Revision};
use super::{Paging, Plane, registration, tags};
use crate::api::ApiError;
use crate::shapes::Timestamp;
use crate::shapes::common::Failure;
use crate::shapes::task_definition::{
    DeleteTaskDefinitionsRequest, DeleteTaskDefinitionsResponse, DeregisterTaskDefinitionRequest,
    DeregisterTaskDefinitionResponse, DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse,
    ListTaskDefinitionFamiliesRequest, ListTaskDefinitionFamiliesResponse, ListTaskDefinitionsRequest,
    ListTaskDefinitionsResponse, RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse, SortOrder,
    TaskDefinitionFamilyStatus, TaskDefinitionField, TaskDefinitionStatus,
};

/// How many one call deletes.
const AT_MOST: usize = 10;

impl Plane {
    pub(crate) fn register_task_definition(
        &mut self,
        now: Timestamp,
        request: RegisterTaskDefinitionRequest,
    ) -> Result<RegisterTaskDefinitionResponse, ApiError> {
        tags::check(&request.tags)?;
        let family = request.family.clone();
        let tags = request.tags.clone();
        let mut definition = registration::task_definition(request)?;
        let number = self.task_definitions.next_revision(&family);
        definition.task_definition_arn = Some(FamilyRevision::arn(&self.place, &family, number));
        definition.revision = number;
        definition.status = Some(TaskDefinitionStatus::Active);
        definition.registered_at = Some(now);
        definition.registered_by = Some(self.root_arn());
        let revision = Revision {
            definition: Arc::new(definition),
            tags: tags.clone(),
        };
        let told = (*revision.definition).clone();
        self.task_definitions.insert(&family, number, revision);
        Ok(RegisterTaskDefinitionResponse {
            task_definition: Some(told),
            tags,
        })
    }

    /// Existing tasks and services go on with it.
    pub(crate) fn deregister_task_definition(
        &mut self,
        now: Timestamp,
        request: DeregisterTaskDefinitionRequest,
    ) -> Result<DeregisterTaskDefinitionResponse, ApiError> {
        let revision = self
            .task_definitions
            .revision_mut(not_blank(&request.task_definition)?)?
            .ok_or_else(|| ApiError::client("The specified task definition does not exist."))?;
        if revision.is(TaskDefinitionStatus::DeleteInProgress) {
            return Err(ApiError::client(
                "The specified task definition is in the process of being deleted.",
            ));
        }
        let definition = Arc::make_mut(&mut revision.definition);
        definition.status = Some(TaskDefinitionStatus::Inactive);
        definition.deregistered_at = definition.deregistered_at.or(Some(now));
        Ok(DeregisterTaskDefinitionResponse {
            task_definition: Some(definition.clone()),
        })
    }

    pub(crate) fn describe_task_definition(
        &self,
        _now: Timestamp,
        request: DescribeTaskDefinitionRequest,
    ) -> Result<DescribeTaskDefinitionResponse, ApiError> {
        let revision = self
            .task_definitions
            .find(not_blank(&request.task_definition)?)?
            .ok_or_else(|| ApiError::client("Unable to describe task definition."))?;
        let tags = if request.include.contains(&TaskDefinitionField::Tags) {
            revision.tags.clone()
        } else {
            Vec::new()
        };
        Ok(DescribeTaskDefinitionResponse {
            task_definition: Some((*revision.definition).clone()),
            tags,
        })
    }

    pub(crate) fn list_task_definitions(
        &self,
        _now: Timestamp,
        request: ListTaskDefinitionsRequest,
    ) -> Result<ListTaskDefinitionsResponse, ApiError> {
        let status = request.status.unwrap_or(TaskDefinitionStatus::Active);
        let descending = request.sort == Some(SortOrder::Desc);
        let mut revisions: Vec<(String, i32)> = self
            .task_definitions
            .families()
            .filter(|(family, _)| {
                request
                    .family_prefix
                    .as_ref()
                    .is_none_or(|wanted| wanted == *family)
            })
            .flat_map(|(family, revisions)| {
                revisions
                    .iter()
                    .filter(|(_, revision)| revision.is(status))
                    .map(|(number, _)| (family.clone(), *number))
            })
            .collect();
        if descending {
            revisions.reverse();
        }
        let (page, next_token) = Paging::new(request.max_results, request.next_token.as_deref())
            .descending(descending)
            .page(revisions)?;
        Ok(ListTaskDefinitionsResponse {
            task_definition_arns: page
                .into_iter()
                .map(|(family, number)| FamilyRevision::arn(&self.place, &family, number))
                .collect(),
            next_token,
        })
    }

    pub(crate) fn list_task_definition_families(
        &self,
        _now: Timestamp,
        request: ListTaskDefinitionFamiliesRequest,
    ) -> Result<ListTaskDefinitionFamiliesResponse, ApiError> {
        let prefix = request.family_prefix.as_deref().unwrap_or_default();
        let families = self
            .task_definitions
            .families()
            .filter(|(family, revisions)| {
                let active = revisions
                    .values()
                    .any(|revision| revision.is(TaskDefinitionStatus::Active));
                family.starts_with(prefix)
                    && match request.status {
                        None | Some(TaskDefinitionFamilyStatus::All) => true,
                        Some(TaskDefinitionFamilyStatus::Active) => active,
                        Some(TaskDefinitionFamilyStatus::Inactive) => !active,
                    }
            })
            .map(|(family, _)| family.clone());
        let (families, next_token) =
            Paging::new(request.max_results, request.next_token.as_deref()).page(families)?;
        Ok(ListTaskDefinitionFamiliesResponse { families, next_token })
    }

    /// What has been deregistered goes into deletion, and is to be described as long as tasks and services use it.
    pub(crate) fn delete_task_definitions(
        &mut self,
        now: Timestamp,
        request: DeleteTaskDefinitionsRequest,
    ) -> Result<DeleteTaskDefinitionsResponse, ApiError> {
        let wanted = &request.task_definitions;
        if wanted.is_empty() || wanted.len() > AT_MOST {
            return Err(ApiError::invalid_parameter(format!(
                "taskDefinitions must have between 1 and {AT_MOST} entries, and has {}.",
                wanted.len()
            )));
        }
        let mut answer = DeleteTaskDefinitionsResponse::default();
        for reference in wanted {
            let failed = |reason: &str| Failure {
                arn: Some(shown(reference).to_owned()),
                reason: Some(reason.to_owned()),
                detail: None,
            };
            match self.task_definitions.revision_mut(reference)? {
                None => answer
                    .failures
                    .push(failed("The specified task definition does not exist. Specify a valid account, family, revision and try again.")),
                Some(revision) if revision.is(TaskDefinitionStatus::Active) => answer.failures.push(failed(
                    "The specified task definition is still in ACTIVE status. Please deregister the target and try again.",
                )),
                Some(revision) => {
                    let definition = Arc::make_mut(&mut revision.definition);
                    definition.status = Some(TaskDefinitionStatus::DeleteInProgress);
                    definition.delete_requested_at = definition.delete_requested_at.or(Some(now));
                    answer.task_definitions.push(definition.clone());
                }
            }
        }
        Ok(answer)
    }
}

fn not_blank(reference: &str) -> Result<&str, ApiError> {
    if reference.is_empty() {
        return Err(ApiError::client("TaskDefinition cannot be empty."));
    }
    Ok(reference)
}
