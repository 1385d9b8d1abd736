//! What came after what: receive, work, deletion, measurement.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use time::{Duration, OffsetDateTime};

use super::measured::{self, Datum, about};
use super::messages::stories;
use crate::world::World;

/// Work is timed by a clock that runs on, and calls by one that is set: over a quarter of a minute they may differ by
/// several milliseconds.
const CLOCKS: Duration = Duration::milliseconds(50);

#[then("each was deleted no sooner than its duration after it was received")]
async fn worked(world: &mut World) -> Outcome {
    let mut deletions = 0;
    for (work, story) in stories(world) {
        for asked in &story.deletions_asked {
            deletions += 1;
            let received = story.receives.iter().rfind(|(at, _)| at < asked);
            let (received, _) = received.or_broken(format!("`{}` was deleted unreceived", work.body))?;
            let seconds = work.seconds().or_broken(format!("`{}` was deleted", work.body))?;
            if *asked - *received + CLOCKS < Duration::seconds_f64(seconds) {
                return Err(Trouble::failed(format!(
                    "the deletion of `{}` was asked for {:.3} s after its receive",
                    work.body,
                    (*asked - *received).as_seconds_f64()
                )));
            }
        }
    }
    if deletions == 0 {
        return Err(Trouble::failed("nothing was deleted"));
    }
    Ok(())
}

#[then("no duration was published before the deletion of its message was confirmed")]
async fn measured_after(world: &mut World) -> Outcome {
    let puts = measured::published(world).await?;
    let deleted: Vec<(OffsetDateTime, f64)> = stories(world)
        .iter()
        .filter_map(|(work, story)| Some((story.deletions.first()?.0, work.seconds()?)))
        .collect();
    let mut published: Vec<f64> = Vec::new();
    for put in puts {
        let mut done: Vec<f64> = deleted
            .iter()
            .filter(|(at, _)| *at <= put.started)
            .map(|(_, seconds)| *seconds)
            .collect();
        let now = put.data.iter().map(Datum::value);
        for value in published.iter().copied().chain(now.clone()) {
            let place = done.iter().position(|seconds| about(*seconds, value));
            let Some(place) = place else {
                return Err(Trouble::failed(format!(
                    "{value} s was published; until then these were deleted: {done:?} and those of {published:?}"
                )));
            };
            done.swap_remove(place);
        }
        if put.succeeded {
            published.extend(now);
        }
    }
    Ok(())
}
