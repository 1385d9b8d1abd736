//! What carries a mark and is still there: processes by a variable in their environment; containers, networks and
//! images by a label.

use std::collections::HashMap;
use std::fmt;

use bollard::Docker;
use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListImagesOptionsBuilder, ListNetworksOptionsBuilder,
    RemoveContainerOptionsBuilder, RemoveImageOptionsBuilder,
};

use super::processes::{kill, processes_with};

/// What everything carries that belongs together.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// The variable in the environment of processes.
    pub variable: &'a str,
    /// The label of containers, networks and images.
    pub label: &'a str,
    /// The value of either.
    pub value: &'a str,
}

/// What carries a mark and is still there.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// Process ids, with the command of each.
    pub processes: Vec<(i32, String)>,
    /// Container ids.
    pub containers: Vec<String>,
    /// Network ids.
    pub networks: Vec<String>,
    /// Image ids.
    pub images: Vec<String>,
}

impl Leftovers {
    /// Looks for what carries the mark; this process is left out. Without an engine there are processes alone, and
    /// these are found on Linux, where a process's environment can be read.
    pub async fn of(mark: Mark<'_>, engine: Option<&Docker>) -> Self {
        let this = i32::try_from(std::process::id()).ok();
        let mut processes = processes_with(mark.variable, mark.value);
        processes.retain(|(process, _)| Some(*process) != this);
        let mut found = Self {
            processes,
            ..Self::default()
        };
        if let Some(engine) = engine {
            found.look(mark, engine).await;
        }
        found
    }

    /// An engine that does not answer has nothing to tell.
    async fn look(&mut self, mark: Mark<'_>, engine: &Docker) {
        let label = HashMap::from([("label", vec![format!("{}={}", mark.label, mark.value)])]);
        let options = ListContainersOptionsBuilder::new()
            .all(true)
            .filters(&label)
            .build();
        let containers = engine.list_containers(Some(options)).await.unwrap_or_default();
        self.containers = containers
            .into_iter()
            .filter_map(|container| container.id)
            .collect();
        let options = ListNetworksOptionsBuilder::new().filters(&label).build();
        let networks = engine.list_networks(Some(options)).await.unwrap_or_default();
        self.networks = networks.into_iter().filter_map(|network| network.id).collect();
        let options = ListImagesOptionsBuilder::new().filters(&label).build();
        let images = engine.list_images(Some(options)).await.unwrap_or_default();
        self.images = images.into_iter().map(|image| image.id).collect();
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.processes.is_empty()
            && self.containers.is_empty()
            && self.networks.is_empty()
            && self.images.is_empty()
    }

    /// Ends and removes all of it.
    pub async fn remove(&self, engine: Option<&Docker>) {
        for (process, _) in &self.processes {
            kill(*process);
        }
        let Some(engine) = engine else { return };
        for container in &self.containers {
            let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
            let _ = engine.remove_container(container, Some(options)).await;
        }
        for network in &self.networks {
            let _ = engine.remove_network(network).await;
        }
        for image in &self.images {
            let options = RemoveImageOptionsBuilder::new().force(true).build();
            let _ = engine.remove_image(image, Some(options), None).await;
        }
    }
}

impl fmt::Display for Leftovers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let processes = self
            .processes
            .iter()
            .map(|(id, command)| format!("process {id} ({command})"));
        let containers = self.containers.iter().map(|id| format!("container {id:.12}"));
        let networks = self.networks.iter().map(|id| format!("network {id:.12}"));
        let images = self
            .images
            .iter()
            .map(|id| format!("image {:.12}", id.trim_start_matches("sha256:")));
        let all: Vec<_> = processes
            .chain(containers)
            .chain(networks)
            .chain(images)
            .collect();
        formatter.write_str(&all.join(", "))
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_process_is_known_by_its_mark_and_ended_and_no_other() {
        let value = format!("{:016x}", fastrand::u64(..));
        let mark = Mark {
            variable: "LOCAL_ECS_TEST_MARK",
            label: "local-ecs.test",
            value: &value,
        };
        let start = |value: &str| {
            tokio::process::Command::new("sleep")
                .arg("616")
                .env(mark.variable, value)
                .kill_on_drop(true)
                .spawn()
                .expect("started")
        };
        let (mut child, mut other) = (start(&value), start(&format!("{value}0")));
        // Its command line appears a moment after it has been started.
        let found = tokio::time::timeout(Duration::from_secs(60), async {
            loop {
                let found = Leftovers::of(mark, None).await;
                if found.to_string().contains("sleep 616") {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .expect("found");
        assert_eq!(found.processes.len(), 1, "{found}");
        found.remove(None).await;
        child.wait().await.expect("ended");
        assert!(Leftovers::of(mark, None).await.is_empty());
        assert!(other.try_wait().expect("asked").is_none(), "the other lives");
    }
}
