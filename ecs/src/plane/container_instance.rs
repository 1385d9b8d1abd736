//! A container instance: a host of a self-managed cluster.

use super::Resources;
use crate::shapes::Timestamp;
use crate::shapes::container_instance::{Attribute, ContainerInstanceStatus, VersionInfo};
use crate::shapes::tag::Tag;

/// A host, and what of it is left for tasks.
#[derive(Clone, Debug)]
pub(crate) struct ContainerInstanceState {
    /// 32 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) ec2_instance_id: String,
    /// `ACTIVE` takes tasks; `DRAINING` takes none, and services move theirs away.
    pub(crate) status: ContainerInstanceStatus,
    pub(crate) registered: Resources,
    /// What tasks have left of it; whoever places or ends a task keeps it up to date.
    pub(crate) remaining: Resources,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) version_info: VersionInfo,
    /// Counts the changes.
    pub(crate) version: i64,
    pub(crate) registered_at: Timestamp,
    pub(crate) tags: Vec<Tag>,
}

impl ContainerInstanceState {
    /// The value of an attribute, or `None` where the host does not have it.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
            .map(|attribute| attribute.value.as_deref().unwrap_or_default())
    }

    /// Sets an attribute, or its value.
    pub(super) fn set_attribute(&mut self, attribute: Attribute) {
        self.attributes.retain(|present| present.name != attribute.name);
        self.attributes.push(Attribute {
            name: attribute.name,
            value: attribute.value,
            ..Attribute::default()
        });
    }

    /// Takes note of what the host has now; what tasks take of it stays taken.
    pub(super) fn register_again(&mut self, now: Resources) {
        self.remaining.cpu += now.cpu - self.registered.cpu;
        self.remaining.memory += now.memory - self.registered.memory;
        self.remaining.ports.extend(&now.ports);
        self.remaining.ports_udp.extend(&now.ports_udp);
        self.registered = now;
        self.version += 1;
    }
}
