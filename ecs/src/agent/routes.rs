//! The way of a request: its limit, whose it is, who answers.

use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response, StatusCode};

use super::handle::Inner;
use super::target::{Resource, target};
use super::{credentials, metadata, protection, wire};

/// Those of ids that nobody has share one limit.
const NOBODY: &str = "";

/// Answers a request.
pub(super) async fn answer(agent: &Inner, request: Request<Body>) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let Some((resource, id)) = target(&path) else {
        return wire::text(StatusCode::NOT_FOUND, "404 page not found\n");
    };
    let known = match resource {
        Resource::Credentials => agent.endpoints.credentials(id).is_some(),
        _ => agent.endpoints.container(id).is_some(),
    };
    if !agent.limiter.admits(if known { id } else { NOBODY }, resource) {
        return too_many(agent.settings.rate);
    }
    if resource == Resource::Credentials {
        return credentials::answer(agent, id, request.headers()).await;
    }
    let endpoint = agent.endpoints.container(id);
    let token = request.headers().get(AUTHORIZATION);
    let foreign = endpoint.as_ref().is_some_and(|endpoint| {
        token
            .and_then(|token| token.to_str().ok())
            .and_then(|token| agent.endpoints.holder(token))
            .is_some_and(|holder| holder != endpoint.task.launch.task)
    });
    match resource {
        Resource::Protection => protection::answer(agent, endpoint.as_ref(), foreign, request).await,
        _ => metadata::answer(agent, id, endpoint.as_ref(), foreign, resource),
    }
}

/// In the words of the library that limits the real agent.
fn too_many(rate: u32) -> Response<Body> {
    let mut response = wire::text(
        StatusCode::TOO_MANY_REQUESTS,
        "You have reached maximum request limit.",
    );
    let headers = response.headers_mut();
    if let Ok(rate) = HeaderValue::from_str(&format!("{rate}.00")) {
        headers.insert("x-rate-limit-limit", rate);
    }
    headers.insert("x-rate-limit-duration", HeaderValue::from_static("1"));
    response
}
