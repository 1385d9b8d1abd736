//! A listener of the agent.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use command_line::Shutdown;
use http::{Request, Response};
use tokio::net::TcpListener;

use super::handle::Inner;
use super::routes;

/// How long calls in flight may go on when the end is asked for.
const GRACE: Duration = Duration::from_millis(300);

/// Serves until the end is asked for; calls in flight are cut after 300 ms.
pub(super) async fn serve(agent: Arc<Inner>, listener: TcpListener, shutdown: Shutdown) {
    let ending = shutdown.clone();
    let served = axum::serve(listener, router(agent))
        .with_graceful_shutdown(async move { ending.requested().await })
        .into_future();
    let cut = async {
        shutdown.requested().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = served => {
            if let Err(error) = served {
                tracing::warn!("a listener of the agent has ended: {error}");
            }
        }
        () = cut => {}
    }
}

fn router(agent: Arc<Inner>) -> Router {
    Router::new().fallback(answer).with_state(agent)
}

async fn answer(State(agent): State<Arc<Inner>>, request: Request<Body>) -> Response<Body> {
    routes::answer(&agent, request).await
}
