//! Images into the source bucket.

use std::time::Instant;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::NotificationConfiguration;
use conformance::pictures::Picture;
use conformance::trouble::{OrBroken, Outcome};
use cucumber::gherkin::Step;
use cucumber::{given, when};
use futures::{StreamExt, TryStreamExt, stream};

use crate::steps::patience::{LOOK, SOON};
use crate::steps::queues::counts;
use crate::world::{Account, Scenario, Upload, World};

/// The size of a picture of which a feature tells none.
const SIDES: (u16, u16) = (320, 240);

/// Uploads on their way at the same time.
const AT_ONCE: usize = 8;

#[when("these images are uploaded")]
async fn these(world: &mut World, step: &Step) -> Outcome {
    let uploads = described(world, step)?;
    world.upload_and_hear(uploads).await
}

#[given("these images are stored without an event")]
async fn without_event(world: &mut World, step: &Step) -> Outcome {
    let none = NotificationConfiguration::builder().build();
    world
        .account
        .s3
        .put_bucket_notification_configuration()
        .bucket(&world.pipeline.source)
        .notification_configuration(none)
        .send()
        .await
        .or_broken("turning the bucket's notifications off")?;
    let uploads = described(world, step)?;
    world.upload(uploads).await
}

#[when(expr = "{int} images are uploaded")]
async fn many(world: &mut World, count: u16) -> Outcome {
    let uploads = numbered(world, count)?;
    world.upload_and_hear(uploads).await
}

#[when(expr = "{int} images are uploaded while the scaler looks every {int} milliseconds")]
async fn many_with_scaler(world: &mut World, count: u16, millis: u64) -> Outcome {
    let uploads = numbered(world, count)?;
    world
        .start_pipeline_scaler(&["--every", &format!("{millis}ms")])
        .await?;
    world.pipeline.begun = Some(Instant::now());
    world.upload(uploads).await
}

#[when(expr = "{string} is removed from the source bucket")]
async fn removed(world: &mut World, key: String) -> Outcome {
    world
        .account
        .s3
        .delete_object()
        .bucket(&world.pipeline.source)
        .key(key)
        .send()
        .await
        .or_broken("removing the image")?;
    Ok(())
}

/// The images of a table: keys, and what they are where that matters.
fn described(scenario: &Scenario, step: &Step) -> Outcome<Vec<Upload>> {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let first = scenario.pipeline.next_number()?;
    table
        .rows
        .iter()
        .zip(first..)
        .map(|(row, number)| {
            let key = row.first().or_broken("a row of the table is empty")?.clone();
            let picture = match row.get(1) {
                None => Picture::jpeg(number, SIDES.0, SIDES.1),
                Some(what) => Picture::described(what, number)
                    .or_broken(format!("there is no picture called `{what}`"))?,
            };
            Ok(Upload { key, picture })
        })
        .collect()
}

fn numbered(scenario: &Scenario, count: u16) -> Outcome<Vec<Upload>> {
    let first = scenario.pipeline.next_number()?;
    Ok((first..first + count)
        .map(|number| Upload {
            key: format!("ecsproc/image-{number:04}.jpg"),
            picture: Picture::jpeg(number, SIDES.0, SIDES.1),
        })
        .collect())
}

impl Scenario {
    /// Uploads images whose events nobody takes yet, and waits until they are in the queue: S3 tells of an upload a
    /// moment later, and who finds the queue empty takes the work to be done.
    async fn upload_and_hear(&mut self, uploads: Vec<Upload>) -> Outcome {
        let queue = self.service()?.queue().to_owned();
        let before = counts(&self.account, &queue).await?.total();
        let told = uploads.iter().filter(|upload| is_told(&upload.key)).count();
        let expected = before + u64::try_from(told).or_broken("counting events")?;
        self.upload(uploads).await?;
        self.wait(SOON, LOOK, async || {
            let counts = counts(&self.account, &queue)
                .await
                .map_err(|error| error.to_string())?;
            if counts.total() >= expected {
                Ok(())
            } else {
                Err(format!(
                    "expected {expected} messages in the queue, seen {counts}"
                ))
            }
        })
        .await
    }

    /// Uploads images to the source bucket: in their order where they are few, and side by side where they are many.
    pub(super) async fn upload(&mut self, uploads: Vec<Upload>) -> Outcome {
        let at_once = if uploads.len() < AT_ONCE * 2 { 1 } else { AT_ONCE };
        let (account, bucket) = (&self.account, self.pipeline.source.as_str());
        let uploading = stream::iter(&uploads)
            .map(|upload| put(account, bucket, upload))
            .buffered(at_once)
            .try_collect::<Vec<()>>();
        self.environment.standing.during(uploading).await?;
        self.pipeline.uploads.extend(uploads);
        Ok(())
    }

    /// Starts the scaler with the pipeline's parameters.
    pub(super) async fn start_pipeline_scaler(&mut self, arguments: &[&str]) -> Outcome {
        let mut all = vec!["run-tasks"];
        all.extend_from_slice(arguments);
        let prefix = self.pipeline.parameters.clone();
        let environment = if prefix.is_empty() {
            std::collections::BTreeMap::new()
        } else {
            [("PIPELINE_PARAMETERS_PREFIX".to_owned(), prefix)].into()
        };
        self.start_scaler(&all, environment).await
    }
}

/// Whether the queue is told of an upload: by the template's own prefix and suffix.
fn is_told(key: &str) -> bool {
    key.strip_prefix("ecsproc/")
        .is_some_and(|rest| rest.strip_suffix(".jpg").is_some())
}

async fn put(account: &Account, bucket: &str, upload: &Upload) -> Outcome {
    let file = upload
        .picture
        .file()
        .or_broken(format!("making the picture {}", upload.key))?;
    account
        .s3
        .put_object()
        .bucket(bucket)
        .key(&upload.key)
        .content_type("image/jpeg")
        .body(ByteStream::from(file))
        .send()
        .await
        .or_broken(format!("uploading {}", upload.key))?;
    Ok(())
}
