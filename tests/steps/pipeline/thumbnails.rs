//! What is in the destination bucket.

use std::collections::BTreeSet;
use std::time::Duration;

use conformance::eventually::Every;
use conformance::pictures::Seen;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::then;
use futures::{StreamExt, TryStreamExt, stream};

use crate::steps::tasks::look::IN_TIME;
use crate::world::{Pipeline, Scenario, Upload, World};

/// How long a fleet may take for all of its work. Generous: how fast it is, is measured elsewhere.
const WORKED: Duration = Duration::from_secs(180);

/// How often the destination is listed while a fleet works.
const LOOK: Every = Every(Duration::from_millis(500));

/// Thumbnails that are fetched at the same time.
const AT_ONCE: usize = 8;

#[then("each image has its own thumbnail in the destination bucket, and nothing else is there")]
async fn each_has(world: &mut World) -> Outcome {
    let uploads = world.pipeline.uploads.clone();
    world.expect_thumbnails(&uploads).await
}

#[then("each image comes to have its own thumbnail in the destination bucket, and nothing else is there")]
async fn each_comes_to_have(world: &mut World) -> Outcome {
    let uploads = world.pipeline.uploads.clone();
    world.wait_for_thumbnails(&uploads, WORKED).await?;
    world.expect_thumbnails(&uploads).await
}

#[then("each other image has its own thumbnail in the destination bucket, and nothing else is there")]
async fn each_other_has(world: &mut World) -> Outcome {
    let found = world.pipeline.found.clone();
    let mut others = world.pipeline.uploads.clone();
    others.retain(|upload| !found.contains(&upload.key));
    if others.is_empty() {
        return Err(Trouble::broken("there are no others"));
    }
    world.wait_for_thumbnails(&others, IN_TIME).await?;
    world.expect_thumbnails(&others).await
}

#[then(expr = "{string} has its thumbnail")]
async fn one_has(world: &mut World, key: String) -> Outcome {
    let upload = world.uploaded(&key)?;
    world
        .wait_for_thumbnails(std::slice::from_ref(&upload), IN_TIME)
        .await?;
    world.expect_thumbnail(&upload).await
}

#[then("the thumbnails have these sizes")]
async fn sizes(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let mut wrong = Vec::new();
    for row in &table.rows {
        let [key, size] = row.as_slice() else {
            return Err(Trouble::broken("the table has two columns, key and size"));
        };
        let file = world.fetch(&world.pipeline.thumbnail(key)).await?;
        let seen = Seen::read(&file).map_err(|why| Trouble::failed(format!("{key}: {why}")))?;
        let (width, height) = size
            .split_once(" x ")
            .and_then(|(width, height)| Some((width.parse::<usize>().ok()?, height.parse::<usize>().ok()?)))
            .or_broken("a size is two numbers with an x between")?;
        // How a fraction of a pixel is rounded is left to the worker.
        if seen.width.abs_diff(width) > 1 || seen.height.abs_diff(height) > 1 {
            wrong.push(format!("{key}: {} x {}, and not {size}", seen.width, seen.height));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(wrong.join("\n")))
    }
}

impl Scenario {
    /// The image that was uploaded under this key.
    pub(super) fn uploaded(&self, key: &str) -> Outcome<Upload> {
        let mut uploads = self.pipeline.uploads.iter();
        uploads
            .find(|upload| upload.key == key)
            .cloned()
            .or_broken(format!("{key} was not uploaded"))
    }

    /// Holds the destination to have the thumbnails of these, right, and nothing else.
    async fn expect_thumbnails(&self, uploads: &[Upload]) -> Outcome {
        let there = Pipeline::objects(&self.account, &self.pipeline.destination)
            .await
            .map_err(Trouble::broken)?;
        let there: BTreeSet<String> = there.into_keys().collect();
        let expected: BTreeSet<String> = uploads
            .iter()
            .map(|upload| self.pipeline.thumbnail(&upload.key))
            .collect();
        if there != expected {
            let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
                one.difference(other).cloned().collect::<Vec<_>>().join(", ")
            };
            return Err(Trouble::failed(format!(
                "missing: {}; too many: {}",
                only(&expected, &there),
                only(&there, &expected)
            )));
        }
        stream::iter(uploads)
            .map(|upload| self.expect_thumbnail(upload))
            .buffered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        Ok(())
    }

    pub(super) async fn expect_thumbnail(&self, upload: &Upload) -> Outcome {
        let file = self.fetch(&self.pipeline.thumbnail(&upload.key)).await?;
        upload
            .picture
            .check_thumbnail(&file, self.pipeline.square())
            .map_err(|why| Trouble::failed(format!("the thumbnail of {}: {why}", upload.key)))
    }

    /// Waits until the destination has the thumbnails of these, whatever they show.
    async fn wait_for_thumbnails(&self, uploads: &[Upload], within: Duration) -> Outcome {
        self.wait(within, LOOK, async || {
            let there = Pipeline::objects(&self.account, &self.pipeline.destination).await?;
            let missing: Vec<&str> = uploads
                .iter()
                .filter(|upload| !there.contains_key(&self.pipeline.thumbnail(&upload.key)))
                .map(|upload| upload.key.as_str())
                .collect();
            match missing.first() {
                None => Ok(()),
                Some(first) => Err(format!(
                    "{} are missing, {first} the first of them",
                    missing.len()
                )),
            }
        })
        .await
    }

    async fn fetch(&self, key: &str) -> Outcome<Vec<u8>> {
        let got = self
            .account
            .s3
            .get_object()
            .bucket(&self.pipeline.destination)
            .key(key)
            .send()
            .await
            .map_err(|error| Trouble::failed(format!("{key}: {}", command_line::one_line(&error))))?;
        let body = got.body.collect().await.or_broken("reading a thumbnail")?;
        Ok(body.to_vec())
    }
}
