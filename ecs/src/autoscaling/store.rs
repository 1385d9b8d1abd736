//! What is registered in one account and region.

use std::collections::{BTreeMap, VecDeque};

use super::ids;
use super::shapes::activity::ScalingActivity;
use super::shapes::policy::ScalingPolicy;
use super::shapes::target::ScalableTarget;
use crate::place::Place;

/// The scalable targets, policies and activities of one account and region.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) place: Place,
    /// By resource id: there is one namespace and one dimension.
    pub(super) targets: BTreeMap<String, Target>,
    /// The latest first. Like AWS's they outlive their target.
    pub(super) activities: VecDeque<ScalingActivity>,
    /// The ARNs of policies that are still to be put, by resource id and name.
    pub(super) reserved: BTreeMap<(String, String), String>,
}

/// A scalable target and what belongs to it.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) record: ScalableTarget,
    pub(super) tags: BTreeMap<String, String>,
    /// By name.
    pub(super) policies: BTreeMap<String, ScalingPolicy>,
}

/// A new ARN for a policy.
pub(super) fn policy_arn(place: &Place, resource_id: &str, name: &str) -> String {
    let id = ids::uuid();
    let resource = format!("scalingPolicy:{id}:resource/ecs/{resource_id}:policyName/{name}");
    place.arn("autoscaling", &resource)
}

impl Store {
    /// Nothing yet.
    pub(crate) fn new(place: Place) -> Self {
        Self {
            place,
            targets: BTreeMap::new(),
            activities: VecDeque::new(),
            reserved: BTreeMap::new(),
        }
    }

    /// The ARN of a policy, or the one that it will have when it is put: alarms name it before there is one.
    pub(crate) fn reserve_policy_arn(&mut self, resource_id: &str, name: &str) -> String {
        let there = self
            .targets
            .get(resource_id)
            .and_then(|target| target.policies.get(name));
        if let Some(policy) = there {
            return policy.policy_arn.clone();
        }
        let place = &self.place;
        self.reserved
            .entry((resource_id.to_owned(), name.to_owned()))
            .or_insert_with(|| policy_arn(place, resource_id, name))
            .clone()
    }

    /// The scalable targets, by resource id.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &ScalableTarget> {
        self.targets.values().map(|target| &target.record)
    }

    /// The policies of all targets, by resource id and name.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &ScalingPolicy> {
        self.targets.values().flat_map(|target| target.policies.values())
    }
}
