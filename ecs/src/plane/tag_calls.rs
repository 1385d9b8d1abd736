//! The calls about the tags of resources of every kind.

use super::names::shown;
use super::{Plane, Reference, tags};
use crate::api::ApiError;
use crate::shapes::Timestamp;
use crate::shapes::tag::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, Tag, TagResourceRequest, TagResourceResponse,
    UntagResourceRequest, UntagResourceResponse,
};

impl Plane {
    pub(crate) fn tag_resource(
        &mut self,
        _now: Timestamp,
        request: TagResourceRequest,
    ) -> Result<TagResourceResponse, ApiError> {
        if request.tags.is_empty() {
            return Err(ApiError::invalid_parameter("Tags cannot be empty."));
        }
        tags::add(self.tags_mut(&request.resource_arn)?, &request.tags)?;
        Ok(TagResourceResponse {})
    }

    pub(crate) fn untag_resource(
        &mut self,
        _now: Timestamp,
        request: UntagResourceRequest,
    ) -> Result<UntagResourceResponse, ApiError> {
        if request.tag_keys.is_empty() {
            return Err(ApiError::invalid_parameter("Tag keys cannot be empty."));
        }
        tags::remove(self.tags_mut(&request.resource_arn)?, &request.tag_keys);
        Ok(UntagResourceResponse {})
    }

    pub(crate) fn list_tags_for_resource(
        &mut self,
        _now: Timestamp,
        request: ListTagsForResourceRequest,
    ) -> Result<ListTagsForResourceResponse, ApiError> {
        Ok(ListTagsForResourceResponse {
            tags: self.tags_mut(&request.resource_arn)?.clone(),
        })
    }

    /// The tags of the resource with that ARN.
    fn tags_mut(&mut self, arn: &str) -> Result<&mut Vec<Tag>, ApiError> {
        let kind = arn
            .splitn(6, ':')
            .nth(5)
            .and_then(|resource| resource.split('/').next())
            .filter(|_| arn.starts_with("arn:"))
            .ok_or_else(|| {
                ApiError::invalid_parameter(format!("The resource '{}' is not named by an ARN.", shown(arn)))
            })?;
        let place = self.place.clone();
        let reference = Reference::parse(&place, kind, arn)?;
        let Reference::Here(rest) = reference else {
            return Err(not_found(arn));
        };
        let (cluster, id) = rest.split_once('/').unwrap_or((super::cluster::DEFAULT, rest));
        match kind {
            "cluster" => Ok(&mut self.cluster_mut(Some(arn))?.record.tags),
            "task-definition" => self
                .task_definitions
                .revision_mut(arn)?
                .map(|revision| &mut revision.tags)
                .ok_or_else(|| not_found(arn)),
            "container-instance" => self
                .cluster_mut(Some(cluster))?
                .container_instances
                .get_mut(id)
                .map(|instance| &mut instance.tags)
                .ok_or_else(|| not_found(arn)),
            "task" => self
                .cluster_mut(Some(cluster))?
                .tasks
                .tags_mut(id)
                .ok_or_else(|| not_found(arn)),
            "service" => self
                .cluster_mut(Some(cluster))?
                .services
                .get_mut(id)
                .map(|service| &mut service.record.tags)
                .ok_or_else(|| not_found(arn)),
            "capacity-provider" | "task-set" | "daemon" | "daemon-task-definition" => {
                Err(ApiError::invalid_parameter(format!(
                    "local-ecs does not keep tags of resources of the kind {kind}."
                )))
            }
            _ => Err(ApiError::invalid_parameter(format!(
                "Unsupported resource type: {}",
                shown(kind)
            ))),
        }
    }
}

fn not_found(arn: &str) -> ApiError {
    ApiError::invalid_parameter(format!(
        "The specified resource is not found: '{}'. Specify a valid resource and try again.",
        shown(arn)
    ))
}
