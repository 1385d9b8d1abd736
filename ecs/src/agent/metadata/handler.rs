//! Answers requests for metadata.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Response, StatusCode};
use serde_json::Value;

use super::container::container;
use super::task::task;
use crate::agent::endpoints::Endpoint;
use crate::agent::handle::Inner;
use crate::agent::target::Resource;
use crate::agent::wire;

/// Answers a request to the endpoint, if there is one of that id. Errors are JSON strings, as the agent's are.
pub(in crate::agent) fn answer(
    agent: &Inner,
    id: &str,
    endpoint: Option<&Endpoint>,
    foreign: bool,
    resource: Resource,
) -> Response<Body> {
    let Some(endpoint) = endpoint else {
        return wire::json(StatusCode::NOT_FOUND, &unknown(id, resource));
    };
    if foreign {
        let message = "the token in the Authorization header is another task's";
        return wire::json(StatusCode::FORBIDDEN, message);
    }
    let open = &*endpoint.task;
    let Some(view) = agent.tasks.find(&open.launch.task) else {
        let message = format!(
            "failed to get metadata: ECS does not know the task {}",
            open.launch.task_arn
        );
        return wire::json(StatusCode::INTERNAL_SERVER_ERROR, &message);
    };
    match resource {
        Resource::Task => wire::json(StatusCode::OK, &task(open, &view, false)),
        Resource::TaskWithTags => wire::json(StatusCode::OK, &task(open, &view, true)),
        // Nothing is measured, and the agent answers `null` for a container without figures.
        Resource::TaskStats => {
            let ids = view
                .task
                .containers
                .iter()
                .filter_map(|container| container.runtime_id.clone());
            let stats: BTreeMap<_, _> = ids.map(|id| (id, Value::Null)).collect();
            wire::json(StatusCode::OK, &stats)
        }
        Resource::ContainerStats => wire::json(StatusCode::OK, &Value::Null),
        Resource::Container | Resource::Protection | Resource::Credentials => {
            let launched = open
                .launch
                .containers
                .iter()
                .find(|launched| launched.name == endpoint.container);
            match launched {
                Some(launched) => wire::json(StatusCode::OK, &container(open, launched, &view)),
                None => wire::json(StatusCode::NOT_FOUND, &unknown(id, resource)),
            }
        }
    }
}

/// What the agent says of an id that it does not know.
fn unknown(id: &str, resource: Resource) -> String {
    let container =
        format!("unable to get container ID from request: unable to get docker ID from v3 endpoint ID: {id}");
    let task =
        format!("unable to get task arn from request: unable to get task Arn from v3 endpoint ID: {id}");
    match resource {
        Resource::Task | Resource::TaskWithTags => format!("V4 task metadata handler: {task}"),
        Resource::TaskStats => format!("V4 task stats handler: {task}"),
        Resource::ContainerStats => format!("V4 container stats handler: {container}"),
        Resource::Container | Resource::Protection | Resource::Credentials => {
            format!("V4 container metadata handler: {container}")
        }
    }
}
