//! Tags of scalable targets.

use std::collections::BTreeMap;

use super::Store;
use super::call::Empty;
use super::errors::{no_resource, validation};
use super::shapes::tag::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceRequest, UntagResourceRequest,
};
use super::store::Target;
use crate::api::ApiError;

/// AWS's quota of tags of a resource.
const MOST_TAGS: usize = 50;

/// Whether a target can have these tags.
pub(super) fn check(tags: &BTreeMap<String, String>) -> Result<(), ApiError> {
    if let Some(key) = tags.keys().find(|key| {
        key.get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
    }) {
        return Err(validation(format!(
            "The tag key {key} begins with aws:, which is reserved for AWS"
        )));
    }
    if tags.len() > MOST_TAGS {
        return Err(ApiError::new(
            "TooManyTagsException",
            format!(
                "A scalable target can have at most {MOST_TAGS} tags, but would have {}",
                tags.len()
            ),
        ));
    }
    Ok(())
}

impl Store {
    pub(super) fn tag(&mut self, request: TagResourceRequest) -> Result<Empty, ApiError> {
        let target = self.by_arn(&request.resource_arn)?;
        let mut tags = target.tags.clone();
        tags.extend(request.tags);
        check(&tags)?;
        target.tags = tags;
        Ok(Empty {})
    }

    pub(super) fn untag(&mut self, request: &UntagResourceRequest) -> Result<Empty, ApiError> {
        let target = self.by_arn(&request.resource_arn)?;
        target.tags.retain(|key, _| !request.tag_keys.contains(key));
        Ok(Empty {})
    }

    pub(super) fn list_tags(
        &mut self,
        request: &ListTagsForResourceRequest,
    ) -> Result<ListTagsForResourceResponse, ApiError> {
        let tags = self.by_arn(&request.resource_arn)?.tags.clone();
        Ok(ListTagsForResourceResponse { tags })
    }

    fn by_arn(&mut self, arn: &str) -> Result<&mut Target, ApiError> {
        self.targets
            .values_mut()
            .find(|target| target.record.scalable_target_arn.as_deref() == Some(arn))
            .ok_or_else(|| no_resource(arn))
    }
}
