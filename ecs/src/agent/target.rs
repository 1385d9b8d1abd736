//! What a request is for, by its path.

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Resource {
    /// `/api/<id>/task-protection/v1/state`
    Protection,
    /// `/v2/credentials/<id>`
    Credentials,
    /// `/v4/<id>`
    Container,
    /// `/v4/<id>/task`
    Task,
    /// `/v4/<id>/taskWithTags`
    TaskWithTags,
    /// `/v4/<id>/stats`
    ContainerStats,
    /// `/v4/<id>/task/stats`
    TaskStats,
}

/// Reads the path: what is asked, and of which id. Slashes that are doubled or at the end count for nothing.
pub(super) fn target(path: &str) -> Option<(Resource, &str)> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        ["api", id, "task-protection", "v1", "state"] => Some((Resource::Protection, id)),
        ["v2", "credentials", id] => Some((Resource::Credentials, id)),
        ["v3" | "v4", id] => Some((Resource::Container, id)),
        ["v3" | "v4", id, "task"] => Some((Resource::Task, id)),
        ["v3" | "v4", id, "taskWithTags"] => Some((Resource::TaskWithTags, id)),
        ["v3" | "v4", id, "stats"] => Some((Resource::ContainerStats, id)),
        ["v3" | "v4", id, "task", "stats"] => Some((Resource::TaskStats, id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_has_its_meaning() {
        for (path, resource) in [
            ("/api/x/task-protection/v1/state", Resource::Protection),
            ("/v2/credentials/x", Resource::Credentials),
            ("/v4/x", Resource::Container),
            ("/v4/x/", Resource::Container),
            ("//v3//x", Resource::Container),
            ("/v4/x/task", Resource::Task),
            ("/v4/x/taskWithTags", Resource::TaskWithTags),
            ("/v4/x/stats", Resource::ContainerStats),
            ("/v4/x/task/stats", Resource::TaskStats),
        ] {
            assert_eq!(target(path), Some((resource, "x")), "{path}");
        }
        for path in ["", "/", "/v4", "/v5/x", "/v4/x/y", "/api/x", "/v2/credentials"] {
            assert_eq!(target(path), None, "{path}");
        }
    }
}
