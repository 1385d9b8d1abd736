//! Scaling activities: what was done for a policy, and what was not and why.

use std::time::Duration;

use super::shapes::activity::{
    DescribeScalingActivitiesRequest, DescribeScalingActivitiesResponse, RecordScalingActivityRequest,
    RecordScalingActivityResponse, ScalingActivity, ScalingActivityStatusCode,
};
use super::{Store, ids, page, resource};
use crate::api::ApiError;
use crate::shapes::Timestamp;

/// How long AWS tells of an activity.
const KEPT: Duration = Duration::from_secs(6 * 7 * 24 * 60 * 60);

/// A limit to what a scaler in trouble can fill the memory with.
const MOST: usize = 10_000;

impl Store {
    /// Takes note of an activity: what was done for a policy of a registered target, or was not and why. AWS has no
    /// such operation, for there nobody else decides.
    pub(super) fn record_activity(
        &mut self,
        request: RecordScalingActivityRequest,
        now: Timestamp,
    ) -> Result<RecordScalingActivityResponse, ApiError> {
        resource::served(&request.service_namespace, Some(&request.scalable_dimension))?;
        if !self.targets.contains_key(&request.resource_id) {
            return Err(super::errors::no_target(&request.resource_id));
        }
        let under_way = matches!(
            request.status_code,
            ScalingActivityStatusCode::Pending | ScalingActivityStatusCode::InProgress
        );
        let activity_id = ids::uuid();
        self.activities.push_front(ScalingActivity {
            activity_id: activity_id.clone(),
            service_namespace: request.service_namespace,
            resource_id: request.resource_id,
            scalable_dimension: request.scalable_dimension,
            description: request.description,
            cause: request.cause,
            start_time: now,
            end_time: (!under_way).then_some(now),
            status_code: request.status_code,
            status_message: request.status_message,
            details: request.details,
            not_scaled_reasons: request.not_scaled_reasons,
        });
        while self.activities.len() > MOST
            || self
                .activities
                .back()
                .is_some_and(|oldest| now.since(oldest.start_time) > KEPT)
        {
            self.activities.pop_back();
        }
        Ok(RecordScalingActivityResponse { activity_id })
    }

    pub(super) fn describe_activities(
        &self,
        request: &DescribeScalingActivitiesRequest,
        now: Timestamp,
    ) -> Result<DescribeScalingActivitiesResponse, ApiError> {
        resource::served(&request.service_namespace, request.scalable_dimension.as_deref())?;
        if request.scalable_dimension.is_some() && request.resource_id.is_none() {
            return Err(super::errors::validation(
                "A scalable dimension can only be given together with a resource ID",
            ));
        }
        let all = request.include_not_scaled_activities.unwrap_or(false);
        let wanted = self.activities.iter().filter(|activity| {
            (all || activity.not_scaled_reasons.is_empty())
                && now.since(activity.start_time) <= KEPT
                && request
                    .resource_id
                    .as_ref()
                    .is_none_or(|id| *id == activity.resource_id)
        });
        let (scaling_activities, next_token) = page::page(
            wanted.cloned(),
            ("activities", &request.resource_id, all),
            request.max_results,
            request.next_token.as_deref(),
        )?;
        Ok(DescribeScalingActivitiesResponse {
            scaling_activities,
            next_token,
        })
    }
}
