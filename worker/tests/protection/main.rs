//! Task protection over real sockets: what is put to the agent, and that whatever it does is told and never waited
//! for too long.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;
mod raw_agent;
mod requests;
mod with_the_manager;

use worker::protection::{Agent, HttpAgent, Rejection, Wanted};

const PROTECT: Wanted = Wanted::Protected { minutes: 5 };

const CONFIRMED: &str =
    r#"{"protection":{"ExpirationDate":"2026-01-01T00:00:00Z","ProtectionEnabled":true,"TaskArn":"arn:t"}}"#;
const RELEASED: &str =
    r#"{"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"arn:t"}}"#;

/// The client of an agent at that address.
fn client(agent: &str) -> HttpAgent {
    HttpAgent::new(&agent.parse().expect("a URL")).expect("an address")
}

/// One call of the agent at that address.
async fn set(agent: &str, wanted: Wanted) -> Result<(), Rejection> {
    client(agent).set(wanted).await
}
