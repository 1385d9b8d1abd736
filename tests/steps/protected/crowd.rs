//! Many clients at the same time.

use std::collections::BTreeSet;

use conformance::trouble::{Outcome, Trouble};
use cucumber::{then, when};

use crate::world::World;

#[when(expr = "{int} clients connect at the same time")]
async fn connect(world: &mut World, count: usize) -> Outcome {
    let connecting = (0..count).map(|_| world.new_visitor());
    let visitors = futures::future::try_join_all(connecting).await?;
    for (number, visitor) in visitors.into_iter().enumerate() {
        world.visitors.insert(name(number), visitor);
    }
    Ok(())
}

/// Who is which is the server's to say.
#[then(expr = "they are greeted as the first to the {int}th, each number once")]
async fn greeted(world: &mut World, count: usize) -> Outcome {
    let mut seen = BTreeSet::new();
    for number in 0..count {
        let greeting = world
            .wait_for_conversation(&name(number), |conversation| {
                let first = conversation.told.first();
                first.cloned().ok_or_else(|| "it is told nothing".to_owned())
            })
            .await?;
        seen.insert(greeting);
    }
    let expected: BTreeSet<String> = (1..=count)
        .map(|number| format!("Welcome! There are {number} connections"))
        .collect();
    if seen == expected {
        Ok(())
    } else {
        Err(Trouble::failed(format!("expected {expected:?}, seen {seen:?}")))
    }
}

fn name(number: usize) -> String {
    format!("client {number}")
}
