//! Finds what a run has left on this machine, and ends it.
//!
//! Processes are known by the run's id in their environment, containers and networks by their label. Only what
//! carries the id of the given run is touched.

use std::collections::HashMap;
use std::fmt;
use std::fs;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::{
    ListContainersOptionsBuilder, ListNetworksOptionsBuilder, RemoveContainerOptionsBuilder,
};

use super::folder::{Folder, dead_runs};
use super::{RUN_LABEL, RUN_VARIABLE};

/// What of a run is still there.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// Process ids, with the command of each.
    pub processes: Vec<(i32, String)>,
    /// Container ids.
    pub containers: Vec<String>,
    /// Network ids.
    pub networks: Vec<String>,
}

impl Leftovers {
    /// Looks for what carries the run's id. Without an engine there are neither containers nor networks.
    /// Processes are found on Linux, where a process's environment can be read.
    pub async fn of(run: &str, engine: Option<&Docker>) -> Self {
        let mut found = Self {
            processes: processes_of(run),
            ..Self::default()
        };
        if let Some(engine) = engine {
            let label = HashMap::from([("label", vec![format!("{RUN_LABEL}={run}")])]);
            let options = ListContainersOptionsBuilder::new()
                .all(true)
                .filters(&label)
                .build();
            let containers = engine.list_containers(Some(options)).await.unwrap_or_default();
            found.containers = containers
                .into_iter()
                .filter_map(|container| container.id)
                .collect();
            let options = ListNetworksOptionsBuilder::new().filters(&label).build();
            let networks = engine.list_networks(Some(options)).await.unwrap_or_default();
            found.networks = networks.into_iter().filter_map(|network| network.id).collect();
        }
        found
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.processes.is_empty() && self.containers.is_empty() && self.networks.is_empty()
    }

    /// Ends and removes all of it.
    pub async fn remove(&self, engine: Option<&Docker>) {
        for (process, _) in &self.processes {
            let _ = kill(Pid::from_raw(*process), Signal::SIGKILL);
        }
        if let Some(engine) = engine {
            for container in &self.containers {
                let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
                let _ = engine.remove_container(container, Some(options)).await;
            }
            for network in &self.networks {
                let _ = engine.remove_network(network).await;
            }
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
        let all: Vec<_> = processes.chain(containers).chain(networks).collect();
        formatter.write_str(&all.join(", "))
    }
}

/// Removes what runs that were killed have left behind, folders included, and tells each in a log line.
pub async fn sweep(engine: Option<&Docker>) {
    for dead in dead_runs(&Folder::base()) {
        let found = Leftovers::of(dead.run(), engine).await;
        if !found.is_empty() {
            tracing::warn!(
                "the earlier run {} was killed and left: {found}; removing it",
                dead.run()
            );
            found.remove(engine).await;
        }
    }
}

fn processes_of(run: &str) -> Vec<(i32, String)> {
    let marker = format!("{RUN_VARIABLE}={run}");
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let id: i32 = entry.file_name().to_str()?.parse().ok()?;
            let environment = fs::read(entry.path().join("environ")).ok()?;
            let carries = environment
                .split(|byte| *byte == 0)
                .any(|item| item == marker.as_bytes());
            // A zombie has ended; its parent will collect it.
            let status = fs::read_to_string(entry.path().join("stat")).ok()?;
            let ended = status
                .rsplit(')')
                .next()
                .is_some_and(|rest| rest.trim_start().starts_with('Z'));
            if !carries || ended {
                return None;
            }
            let command = fs::read(entry.path().join("cmdline")).ok()?;
            let command = String::from_utf8_lossy(&command).replace('\0', " ");
            Some((id, command.trim().to_owned()))
        })
        .collect()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::eventually::{Every, eventually};

    #[tokio::test]
    async fn a_process_is_known_by_the_id_in_its_environment_and_ended() {
        let run = "unit-test-run";
        let mut child = tokio::process::Command::new("sleep")
            .arg("600")
            .env(RUN_VARIABLE, run)
            .kill_on_drop(true)
            .spawn()
            .expect("started");
        // Its environment and command line appear a moment after it has been started.
        let second = Duration::from_secs(5);
        let found = eventually(second, Every(Duration::from_millis(5)), async || {
            let found = Leftovers::of(run, None).await;
            if found.to_string().contains("sleep 600") {
                Ok(found)
            } else {
                Err(found.to_string())
            }
        })
        .await
        .expect("found");
        assert!(Leftovers::of("another-run", None).await.is_empty());
        found.remove(None).await;
        child.wait().await.expect("ended");
        assert!(Leftovers::of(run, None).await.is_empty());
    }
}
