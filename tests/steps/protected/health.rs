//! What load balancers ask.

use conformance::environment::http;
use conformance::trouble::{OrBroken, Outcome};
use cucumber::then;
use url::Url;

use crate::steps::patience::{LOOK, SOON};
use crate::world::{Scenario, World};

#[then(regex = r"^the server answers GET (/\S*) with 200$")]
async fn answers(world: &mut World, path: String) -> Outcome {
    let url = url(world, &path).await?;
    world
        .wait(SOON, LOOK, async || http::get(&url).await.map(drop))
        .await
}

/// The URL of a path of the scenario's server.
pub(super) async fn url(scenario: &Scenario, path: &str) -> Outcome<Url> {
    let server = scenario.server().await.or_else(|why| None.or_broken(why))?;
    format!("http://{server}{path}")
        .parse()
        .or_broken("making the server's URL")
}
