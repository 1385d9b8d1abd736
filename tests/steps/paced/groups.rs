//! The order of groups.

use std::collections::BTreeMap;

use conformance::calls::Story;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use time::OffsetDateTime;

use super::messages::stories;
use crate::world::{Scenario, Work, World};

/// The messages of each group, in the order in which they were sent.
fn groups(scenario: &Scenario) -> BTreeMap<String, Vec<(Work, Story)>> {
    let mut groups: BTreeMap<String, Vec<(Work, Story)>> = BTreeMap::new();
    for (work, story) in stories(scenario) {
        groups.entry(work.group.clone()).or_default().push((work, story));
    }
    groups
}

#[then("each group was worked on in its order, one message at a time")]
async fn in_order(world: &mut World) -> Outcome {
    for (group, messages) in groups(world) {
        for pair in messages.windows(2) {
            let ((before, first), (after, second)) = (&pair[0], &pair[1]);
            // A poll in flight may bring the second before the first's deletion is answered, not before it is asked for.
            let deleted = first.deletions_asked.first();
            let deleted = deleted.or_broken(format!("`{}` was not deleted", before.body))?;
            let received = first_receive(second, after)?;
            if received < *deleted {
                return Err(Trouble::failed(format!(
                    "of {group}, `{}` was received {:.3} s before the deletion of `{}`",
                    after.body,
                    (*deleted - received).as_seconds_f64(),
                    before.body
                )));
            }
        }
    }
    Ok(())
}

#[then("the groups were worked on side by side")]
async fn side_by_side(world: &mut World) -> Outcome {
    let spans: Vec<(String, OffsetDateTime, OffsetDateTime)> = stories(world)
        .iter()
        .filter_map(|(work, story)| {
            let (received, deleted) = (story.receives.first()?.0, *story.deletions_asked.first()?);
            Some((work.group.clone(), received, deleted))
        })
        .collect();
    let overlap = spans.iter().any(|(group, received, deleted)| {
        spans
            .iter()
            .any(|(other, from, to)| other != group && from < deleted && received < to)
    });
    if overlap {
        Ok(())
    } else {
        Err(Trouble::failed(format!("one after the other: {spans:?}")))
    }
}

#[then(expr = "the group {string} waited until its first message was given up, after {int} receives")]
async fn waited(world: &mut World, group: String, receives: usize) -> Outcome {
    let groups = groups(world);
    let messages = groups.get(&group).or_broken("there is no such group")?;
    let (failed, story) = messages.first().or_broken("it has no message")?;
    if !story.deletions.is_empty() || story.receives.len() != receives {
        return Err(Trouble::failed(format!(
            "`{}` was received {} times and deleted {} times",
            failed.body,
            story.receives.len(),
            story.deletions.len()
        )));
    }
    let given_up = story.receives.last().or_broken("it was not received")?.0;
    for (work, story) in &messages[1..] {
        let begun = first_receive(story, work)?;
        if begun < given_up {
            return Err(Trouble::failed(format!(
                "`{}` was received {:.3} s before `{}` was received last",
                work.body,
                (given_up - begun).as_seconds_f64(),
                failed.body
            )));
        }
    }
    Ok(())
}

#[then(expr = "the group {string} did not wait for the group {string}")]
async fn did_not_wait(world: &mut World, free: String, held: String) -> Outcome {
    let groups = groups(world);
    let of = |name: &str| groups.get(name).or_broken(format!("there is no group {name}"));
    let (second, story) = of(&held)?.get(1).or_broken("it has one message only")?;
    let resumed = first_receive(story, second)?;
    for (work, story) in of(&free)? {
        let deleted = story.deletions.first();
        let (deleted, _) = deleted.or_broken(format!("`{}` was not deleted", work.body))?;
        if *deleted > resumed {
            return Err(Trouble::failed(format!(
                "`{}` was deleted only after the group {held} went on",
                work.body
            )));
        }
    }
    Ok(())
}

fn first_receive(story: &Story, work: &Work) -> Outcome<OffsetDateTime> {
    let first = story.receives.first();
    let (at, _) = first.ok_or_else(|| Trouble::failed(format!("`{}` was not received", work.body)))?;
    Ok(*at)
}
