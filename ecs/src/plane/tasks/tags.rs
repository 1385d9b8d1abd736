//! The tags that a task gets.

use crate::shapes::tag::Tag;

/// Where a task's tags come from, each set over the one before it.
#[derive(Debug, Default)]
pub(crate) struct Propagation<'a> {
    /// `enableECSManagedTags`: the cluster's name, and the service's if it has one.
    pub(crate) managed: Option<(&'a str, Option<&'a str>)>,
    /// Of the task definition or the service, as `propagateTags` has it.
    pub(crate) propagated: &'a [Tag],
    /// Those of the call itself.
    pub(crate) own: &'a [Tag],
}

/// The tags of a task. A key that comes twice has the value that is nearer to the task.
pub(crate) fn task_tags(from: &Propagation<'_>) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    if let Some((cluster, service)) = from.managed {
        let mut managed = |key: &str, value: &str| {
            tags.push(Tag {
                key: Some(key.to_owned()),
                value: Some(value.to_owned()),
            });
        };
        managed("aws:ecs:clusterName", cluster);
        if let Some(service) = service {
            managed("aws:ecs:serviceName", service);
        }
    }
    for tag in from.propagated.iter().chain(from.own) {
        match tags.iter_mut().find(|one| one.key == tag.key) {
            Some(one) => one.value.clone_from(&tag.value),
            None => tags.push(tag.clone()),
        }
    }
    tags
}
