//! Scaling activities: what was done for a policy, and what was not and why.

use std::time::Duration;

use super::shapes::activity::{
    DescribeScalingActivitiesRequest, DescribeScalingActivitiesResponse, NotScaledReason, ScalingActivity,
    ScalingActivityStatusCode,
};
use super::{Store, ids, page, resource};
use crate::api::ApiError;
use crate::shapes::Timestamp;

/// How long AWS tells of an activity.
const KEPT: Duration = Duration::from_secs(6 * 7 * 24 * 60 * 60);

/// A limit to what a scaler in trouble can fill the memory with.
const MOST: usize = 10_000;

/// What became of a decision to scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewActivity {
    /// `Setting desired count to 6.`
    pub(crate) description: String,
    /// Which alarm of which policy.
    pub(crate) cause: String,
    pub(crate) status: ScalingActivityStatusCode,
    pub(crate) status_message: Option<String>,
    /// Why nothing was done; empty if something was.
    pub(crate) not_scaled_reasons: Vec<NotScaledReason>,
}

impl Store {
    /// Takes note of an activity, and says its id.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "only what evaluates the policies will record")
    )]
    pub(crate) fn record_activity(
        &mut self,
        now: Timestamp,
        resource_id: &str,
        activity: NewActivity,
    ) -> String {
        let under_way = matches!(
            activity.status,
            ScalingActivityStatusCode::Pending | ScalingActivityStatusCode::InProgress
        );
        let activity_id = ids::uuid();
        self.activities.push_front(ScalingActivity {
            activity_id: activity_id.clone(),
            service_namespace: resource::NAMESPACE.to_owned(),
            resource_id: resource_id.to_owned(),
            scalable_dimension: resource::DIMENSION.to_owned(),
            description: activity.description,
            cause: activity.cause,
            start_time: now,
            end_time: (!under_way).then_some(now),
            status_code: activity.status,
            status_message: activity.status_message,
            details: None,
            not_scaled_reasons: activity.not_scaled_reasons,
        });
        while self.activities.len() > MOST
            || self
                .activities
                .back()
                .is_some_and(|oldest| now.since(oldest.start_time) > KEPT)
        {
            self.activities.pop_back();
        }
        activity_id
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
