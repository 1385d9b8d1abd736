//! The volumes of a task, and where its containers mount them.

use std::collections::BTreeSet;

use super::refuse;
use crate::api::ApiError;
use crate::plane::names::{is_name, shown};
use crate::shapes::task_definition::RegisterTaskDefinitionRequest;

pub(super) fn check(request: &RegisterTaskDefinitionRequest) -> Result<(), ApiError> {
    let mut names = BTreeSet::new();
    for volume in &request.volumes {
        let name = volume.name.as_deref().unwrap_or_default();
        if !is_name(name) {
            return refuse(format!(
                "A volume's name can have 255 letters, digits, hyphens and underscores, and cannot be '{}'.",
                shown(name)
            ));
        }
        if !names.insert(name) {
            return refuse(format!("The volume name '{name}' is used more than once."));
        }
        let kinds = [
            volume.host.is_some(),
            volume.docker_volume_configuration.is_some(),
            volume.efs_volume_configuration.is_some(),
            volume.s3files_volume_configuration.is_some(),
            volume.fsx_windows_file_server_volume_configuration.is_some(),
        ];
        if kinds.iter().filter(|kind| **kind).count() > 1 {
            return refuse(format!(
                "The volume '{name}' can have one configuration, and has more."
            ));
        }
    }
    for container in &request.container_definitions {
        let container_name = container.name.as_deref().unwrap_or_default();
        for mount in &container.mount_points {
            let volume = mount.source_volume.as_deref().unwrap_or_default();
            if !names.contains(volume) {
                return refuse(format!("Unknown volume '{}'.", shown(volume)));
            }
            if mount.container_path.as_deref().unwrap_or_default().is_empty() {
                return refuse(format!(
                    "Container '{container_name}' mounts the volume '{volume}' without a containerPath."
                ));
            }
        }
    }
    Ok(())
}
