//! The task definitions of an account and region.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::shapes::task_definition::TaskDefinition;

/// The task definitions: by family, then by revision.
#[derive(Debug, Default)]
pub(crate) struct TaskDefinitions {
    families: BTreeMap<String, BTreeMap<i32, Arc<TaskDefinition>>>,
}
