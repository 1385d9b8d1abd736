//! LocalStack, three ways: a process of ours (embedded), a container of ours, or one that is given.
//!
//! Each way ends in a [`LocalStack`]: its URL, and what ends with the run. The settings that it always runs with
//! are those of `fixtures/localstack/environment`.

mod choose;
mod container;
mod embedded;
mod given;
mod health;
mod install;
mod python;
mod settings;
mod watch;

pub use choose::{Start, start};
pub use install::{InstallError, Installation};

use url::Url;

use crate::environment::server::Server;

/// The pinned release: the last that serves everything used here without a token, and runs on Python 3.10.
pub const VERSION: &str = "4.13.1";

/// The published image of the pinned release.
pub const PUBLISHED_IMAGE: &str = "localstack/localstack:4.13.1";

/// The image that `fixtures/localstack/build` makes where none can be pulled.
pub const BUILT_IMAGE: &str = "conformance/localstack:4.13.1";

/// A LocalStack that answers.
#[derive(Debug)]
pub struct LocalStack {
    /// Where it answers.
    pub url: Url,
    /// What has to be ended with the run.
    pub kind: Kind,
}

/// What a LocalStack is made of.
#[derive(Debug)]
pub enum Kind {
    /// A child process.
    Embedded(Box<Server>),
    /// A container; it is removed when this is dropped.
    Container(Box<testcontainers::ContainerAsync<testcontainers::GenericImage>>),
    /// Somebody else's: it goes on running.
    Given,
}

/// LocalStack cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LocalStackError {
    /// Nothing runs LocalStack in a container.
    #[error(transparent)]
    Engine(#[from] super::engine::NoEngine),
    /// The image is not there.
    #[error(
        "the image {image} is not there and cannot be pulled ({why}): build one with fixtures/localstack/build and \
         name it with --localstack-image {BUILT_IMAGE}, or take --localstack embedded"
    )]
    NoImage {
        /// The image.
        image: String,
        /// What the engine said.
        why: String,
    },
    /// The embedded one cannot be installed.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// It was started and did not come up.
    #[error("LocalStack did not come up: {0}")]
    NotReady(String),
    /// The given one does not answer.
    #[error("no LocalStack answers at {url} ({why}): start it, or leave --localstack out")]
    NoneGiven {
        /// The URL that was given.
        url: Url,
        /// What came instead.
        why: String,
    },
    /// The engine refused the container.
    #[error("the LocalStack container cannot be started: {0}")]
    Container(String),
}
