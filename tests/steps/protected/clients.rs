//! Clients of the WebSocket server, each by its name.

use conformance::eventually::Every;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use conformance::websocket::{Client, Conversation};
use cucumber::{given, then, when};
use time::OffsetDateTime;

use crate::steps::patience::SOON;
use crate::world::{Scenario, Visitor, World};

/// A task counts as running a moment before its server listens.
const TRY: Every = Every(std::time::Duration::from_millis(100));

#[when(regex = r"^([A-Z]\w+) connects$")]
async fn connects(world: &mut World, name: String) -> Outcome {
    world.connect(&name).await
}

#[given(regex = r"^([A-Z]\w+) is connected and the task is protected$")]
async fn connected(world: &mut World, name: String) -> Outcome {
    world.connect(&name).await?;
    world.wait_for_protection(true).await
}

#[when(regex = r#"^([A-Z]\w+) says "(.*)"$"#)]
async fn says(world: &mut World, name: String, text: String) -> Outcome {
    let visitor = world.visitor_mut(&name)?;
    let said = visitor.client.say(&text).await;
    said.map_err(|error| Trouble::failed(format!("{name} cannot say it: {error}")))
}

#[then(regex = r#"^([A-Z]\w+) is told "(.*)"$"#)]
async fn told(world: &mut World, name: String, text: String) -> Outcome {
    world.hear(&name, &text).await
}

#[then(regex = r#"^([A-Z]\w+) has not been told "(.*)"$"#)]
async fn not_told(world: &mut World, name: String, text: String) -> Outcome {
    match world.visitor(&name)?.client.conversation().after(0, &text) {
        Err(_) => Ok(()),
        Ok(place) => Err(Trouble::failed(format!(
            "it is what {name} was told as number {place}"
        ))),
    }
}

/// That it stands is shown by an answer, and not by silence.
#[then(regex = r"^([A-Z]\w+) is still connected$")]
async fn still_connected(world: &mut World, name: String) -> Outcome {
    let visitor = world.visitor_mut(&name)?;
    visitor.client.conversation().stands().map_err(Trouble::failed)?;
    visitor.read = visitor.client.conversation().told.len();
    let said = visitor.client.say("ping").await;
    said.map_err(|error| Trouble::failed(format!("{name} cannot say ping: {error}")))?;
    world.hear(&name, "pong").await
}

#[when(regex = r"^([A-Z]\w+) leaves$")]
async fn leaves(world: &mut World, name: String) -> Outcome {
    let visitor = world.visitor_mut(&name)?;
    let left = visitor.client.leave().await;
    left.map_err(|error| Trouble::failed(format!("{name} cannot say farewell: {error}")))?;
    world
        .wait_for_conversation(&name, |conversation| {
            let end = conversation.end.as_ref();
            end.map(|_| ())
                .ok_or_else(|| "the server does not close".to_owned())
        })
        .await
}

#[when(regex = r"^([A-Z]\w+) vanishes without a farewell$")]
async fn vanishes(world: &mut World, name: String) -> Outcome {
    let visitor = world.visitors.remove(&name);
    visitor.map(drop).or_broken(format!("there is no client {name}"))
}

#[then(regex = r"^([A-Z]\w+)'s connection is closed with (\d+)$")]
async fn closed_with(world: &mut World, name: String, code: u16) -> Outcome {
    world
        .wait_for_conversation(&name, |conversation| conversation.closed_with(code))
        .await
}

impl Scenario {
    /// Connects a client.
    pub(super) async fn connect(&mut self, name: &str) -> Outcome {
        let visitor = self.new_visitor().await?;
        self.visitors.insert(name.to_owned(), visitor);
        Ok(())
    }

    /// A client that is connected.
    pub(super) async fn new_visitor(&self) -> Outcome<Visitor> {
        self.wait(SOON, TRY, async || {
            let url = format!("ws://{}/", self.server().await?);
            let since = OffsetDateTime::now_utc();
            match Client::connect(&url).await {
                Ok(client) => Ok(Visitor::new(client, since)),
                Err(error) => Err(format!("{url} does not take the client: {error}")),
            }
        })
        .await
    }

    pub(super) fn visitor(&self, name: &str) -> Outcome<&Visitor> {
        self.visitors
            .get(name)
            .or_broken(format!("there is no client {name}"))
    }

    fn visitor_mut(&mut self, name: &str) -> Outcome<&mut Visitor> {
        self.visitors
            .get_mut(name)
            .or_broken(format!("there is no client {name}"))
    }

    /// Waits until a client has been told this, after all that the scenario has heard of it before.
    pub(super) async fn hear(&mut self, name: &str, text: &str) -> Outcome {
        let from = self.visitor(name)?.read;
        let read = self
            .wait_for_conversation(name, |conversation| conversation.after(from, text))
            .await?;
        self.visitor_mut(name)?.read = read;
        Ok(())
    }

    pub(super) async fn wait_for_conversation<T>(
        &self,
        name: &str,
        mut look: impl FnMut(&Conversation) -> Result<T, String>,
    ) -> Outcome<T> {
        let client = &self.visitor(name)?.client;
        self.wait(SOON, client.changes(), async || look(&client.conversation()))
            .await
    }
}
