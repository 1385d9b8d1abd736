//! Its settings.

use std::thread::available_parallelism;
use std::time::Duration;

use aws_client::region;
use clap::Args;
use command_line::SettingError;

use super::Destination;
use crate::aws::AwsOptions;
use crate::polling::{self, Parallelism};
use crate::settings::{Given, QueueReference, QueueUrl};

/// The most images at once: each takes a thread and memory.
pub(crate) const MOST_AT_ONCE: usize = 64;

const MIB: u64 = 1024 * 1024;
const MILLION: u64 = 1_000_000;

/// An image takes a while: this much gathers whole batches of small ones, which come fast enough for calls to matter.
const LINGER: Duration = Duration::from_millis(300);

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The URL of the queue that S3 tells of uploads
    #[arg(long, env = "PIPELINE_UNPROCESSED_SQS_URL", value_name = "URL")]
    queue_url: Option<String>,

    /// The bucket that thumbnails go to
    #[arg(long, env = "PIPELINE_S3_DEST_BUCKET", value_name = "BUCKET")]
    dest_bucket: Option<String>,

    /// What the thumbnails' keys begin with, before the image's own key and a slash [default: nothing]
    #[arg(long, env = "PIPELINE_S3_DEST_PREFIX", value_name = "PREFIX")]
    dest_prefix: Option<String>,

    /// 1: ends with exit code 0 when the queue is empty; 0: goes on until it is stopped [default: 0]
    #[arg(long, env = "PIPELINE_ECS_JOB_MODE", value_name = "0|1")]
    job_mode: Option<String>,

    /// The side of the square that thumbnails fit into, in pixels, 1 to 4096 [default: 224]
    #[arg(long, env = "IMAGE_SIZE", value_name = "PIXELS", help_heading = "Images")]
    size: Option<String>,

    /// The quality of JPEG, and of WebP with loss, 1 to 100 [default: 90]
    #[arg(long, env = "IMAGE_QUALITY", value_name = "N", help_heading = "Images")]
    quality: Option<String>,

    /// How many images are read and resized at once, 1 to 64 [default: as many as there are cores]
    #[arg(long, env = "IMAGES_AT_ONCE", value_name = "N", help_heading = "Images")]
    images_at_once: Option<String>,

    /// The largest image that is taken, in millions of pixels, 1 to 4000 [default: 100]
    #[arg(long, env = "IMAGE_MEGAPIXELS", value_name = "N", help_heading = "Images")]
    megapixels: Option<String>,

    /// The most memory that decoding one image may take, in MiB, 16 to 65536 [default: 256]
    #[arg(long, env = "IMAGE_MEMORY_MIB", value_name = "MIB", help_heading = "Images")]
    memory: Option<String>,

    /// The region of queue and buckets
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    region: Option<String>,

    #[command(flatten)]
    pub(super) aws: AwsOptions,

    #[command(flatten)]
    parallel: polling::Parallel,

    #[command(flatten)]
    polling: polling::Options,
}

impl Options {
    pub(super) fn queue(&self) -> Result<QueueReference, SettingError> {
        let given = Given::new(
            "PIPELINE_UNPROCESSED_SQS_URL",
            "--queue-url",
            self.queue_url.as_ref(),
        );
        QueueUrl::read(given, "the URL of the queue that S3 tells of uploads").map(QueueReference::Url)
    }

    pub(super) fn destination(&self) -> Result<Destination, SettingError> {
        let bucket = Given::new(
            "PIPELINE_S3_DEST_BUCKET",
            "--dest-bucket",
            self.dest_bucket.as_ref(),
        );
        let what = "the name of the bucket that thumbnails go to";
        let name = bucket.required(what)?;
        if name.contains(['/', ':']) {
            return Err(bucket.unusable(name, "is no bucket's name", what));
        }
        let prefix = Given::new(
            "PIPELINE_S3_DEST_PREFIX",
            "--dest-prefix",
            self.dest_prefix.as_ref(),
        );
        Ok(Destination::new(name, prefix.text().unwrap_or_default()))
    }

    pub(super) fn region(&self) -> Result<String, SettingError> {
        region(&[Given::new("AWS_REGION", "--region", self.region.as_ref())])
    }

    pub(super) fn images(&self) -> Result<thumbnail::Options, SettingError> {
        let size = Given::new("IMAGE_SIZE", "--size", self.size.as_ref()).number(224, 1..=4096)?;
        let quality = Given::new("IMAGE_QUALITY", "--quality", self.quality.as_ref()).number(90, 1..=100)?;
        let megapixels = Given::new("IMAGE_MEGAPIXELS", "--megapixels", self.megapixels.as_ref());
        let memory = Given::new("IMAGE_MEMORY_MIB", "--memory", self.memory.as_ref());
        Ok(thumbnail::Options {
            // In range by now.
            size: u32::try_from(size).unwrap_or(u32::MAX),
            quality: u8::try_from(quality).unwrap_or(u8::MAX),
            limits: thumbnail::Limits {
                pixels: megapixels.number(100, 1..=4000)? as u64 * MILLION,
                memory: memory.number(256, 16..=65536)? as u64 * MIB,
            },
        })
    }

    pub(super) fn at_once(&self) -> Result<usize, SettingError> {
        let cores = available_parallelism().map_or(1, usize::from).min(MOST_AT_ONCE);
        Given::new("IMAGES_AT_ONCE", "--images-at-once", self.images_at_once.as_ref())
            .number(cores, 1..=MOST_AT_ONCE)
    }

    pub(super) fn polling(&self) -> Result<polling::Settings, SettingError> {
        let given = Given::new("PIPELINE_ECS_JOB_MODE", "--job-mode", self.job_mode.as_ref());
        let until_empty = given.switch(false, "1 to end when the queue is empty, or 0 to go on")?;
        let parallelism = Parallelism {
            linger: LINGER,
            ..self.parallel.read()?
        };
        Ok(polling::Settings {
            until_empty,
            ..self.polling.read(parallelism)?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_that_help_tells() {
        let options = Options::default();
        let images = options.images().expect("usable");
        assert_eq!((images.size, images.quality), (224, 90));
        assert_eq!(images.limits.pixels, 100_000_000);
        assert_eq!(images.limits.memory, 256 * 1024 * 1024);
        assert!(!options.polling().expect("usable").until_empty);
        assert!((1..=MOST_AT_ONCE).contains(&options.at_once().expect("usable")));
    }

    #[test]
    fn job_mode_is_one_or_nothing() {
        let job_mode = |text| {
            let options = Options {
                job_mode: Some(str::to_owned(text)),
                ..Options::default()
            };
            options.polling().map(|settings| settings.until_empty)
        };
        assert_eq!(job_mode("1"), Ok(true));
        assert_eq!(job_mode("0"), Ok(false));
        assert_eq!(job_mode(""), Ok(false));
        let told = job_mode("yes").expect_err("unusable").to_string();
        assert!(told.starts_with("PIPELINE_ECS_JOB_MODE is 'yes'"), "{told}");
    }

    #[test]
    fn a_buckets_arn_or_address_is_no_name() {
        for text in ["arn:aws:s3:::thumbnails", "s3://thumbnails", "thumbnails/small"] {
            let options = Options {
                dest_bucket: Some(text.to_owned()),
                ..Options::default()
            };
            let told = options.destination().expect_err("unusable").to_string();
            assert!(told.contains("is no bucket's name"), "{told}");
        }
    }
}
