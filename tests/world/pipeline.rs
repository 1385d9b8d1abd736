//! A pipeline for images: a stack of `queue-processing.yaml`, and what was uploaded to it.

use std::collections::BTreeMap;

use conformance::pictures::Picture;
use conformance::trouble::{OrBroken, Outcome};

use tokio::sync::SemaphorePermit;

use super::Account;

/// An image in the source bucket.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// Its key.
    pub(crate) key: String,
    /// What it shows.
    pub(crate) picture: Picture,
}

/// A scenario's own pipeline.
#[derive(Debug, Default)]
pub(crate) struct Pipeline {
    /// The bucket that images are uploaded to.
    pub(crate) source: String,
    /// The bucket of their thumbnails.
    pub(crate) destination: String,
    /// What the thumbnails' keys begin with, before a slash.
    pub(crate) prefix: String,
    /// What the names of its SSM parameters begin with.
    pub(crate) parameters: String,
    /// The side of the square that its images are fitted into; 0 for the documented one.
    pub(crate) square: u16,
    /// What was uploaded, in this order.
    pub(crate) uploads: Vec<Upload>,
    /// When the first image of a stream of them was uploaded.
    pub(crate) begun: Option<std::time::Instant>,
    /// Keys that a step has found, for the next ones to look at.
    pub(crate) found: Vec<String>,
    /// Tasks that were interrupted, by ARN.
    pub(crate) interrupted: Vec<String>,
    /// How many tasks the cluster had before the scaler last looked.
    pub(crate) before: usize,
    /// Its turn, where its tasks resize images.
    pub(crate) turn: Option<SemaphorePermit<'static>>,
}

/// What models for images take, unless another size is set.
const SQUARE: u16 = 224;

impl Pipeline {
    /// The side of the square, in pixels.
    pub(crate) fn square(&self) -> u16 {
        if self.square == 0 { SQUARE } else { self.square }
    }

    /// The key of an image's thumbnail.
    pub(crate) fn thumbnail(&self, key: &str) -> String {
        format!("{}/{key}", self.prefix)
    }

    /// The next picture's number: each of a scenario has another.
    pub(crate) fn next_number(&self) -> Outcome<u16> {
        u16::try_from(self.uploads.len()).or_broken("counting pictures")
    }

    /// The objects of a bucket, by key, with their sizes.
    pub(crate) async fn objects(account: &Account, bucket: &str) -> Result<BTreeMap<String, i64>, String> {
        let mut objects = BTreeMap::new();
        let mut pages = account
            .s3
            .list_objects_v2()
            .bucket(bucket)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| command_line::one_line(&error))?;
            objects.extend(
                page.contents()
                    .iter()
                    .filter_map(|object| Some((object.key()?.to_owned(), object.size().unwrap_or_default()))),
            );
        }
        Ok(objects)
    }

    /// Takes the buckets away, which the stack leaves.
    pub(super) async fn clear(&self, account: &Account) {
        for bucket in [&self.source, &self.destination] {
            if bucket.is_empty() {
                continue;
            }
            for key in Self::objects(account, bucket)
                .await
                .unwrap_or_default()
                .into_keys()
            {
                let _ = account.s3.delete_object().bucket(bucket).key(key).send().await;
            }
            let _ = account.s3.delete_bucket().bucket(bucket).send().await;
        }
    }
}
