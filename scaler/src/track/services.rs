//! ECS services by the ids of Application Auto Scaling.

use std::fmt;

/// A service by its cluster and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ServiceName {
    pub(super) cluster: String,
    pub(super) service: String,
}

impl ServiceName {
    /// Reads `service/<cluster>/<service>`.
    pub(super) fn read(resource_id: &str) -> Option<Self> {
        let (cluster, service) = resource_id.strip_prefix("service/")?.split_once('/')?;
        let usable = !cluster.is_empty() && !service.is_empty() && !service.contains('/');
        usable.then(|| Self {
            cluster: cluster.to_owned(),
            service: service.to_owned(),
        })
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "service/{}/{}", self.cluster, self.service)
    }
}

/// What is seen of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) desired: u32,
    pub(super) running: u32,
    /// Whether a deployment is under way.
    pub(super) deploying: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_id_is_read_and_shown_the_same() {
        let id = "service/default/web-1";
        assert_eq!(ServiceName::read(id).expect("a service").to_string(), id);
        for other in [
            "",
            "service/",
            "service/a",
            "service//b",
            "service/a/",
            "service/a/b/c",
            "table/a/b",
        ] {
            assert_eq!(ServiceName::read(other), None, "{other}");
        }
    }
}
