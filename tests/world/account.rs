//! A scenario's own AWS account.
//!
//! LocalStack takes an access key id of 12 digits as the account, so that names may repeat and scenarios run side
//! by side. Who calls within the account is told by the session token, which LocalStack does not look at and the
//! gateway keeps with each call.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_sqs::config::{Credentials, Region, SharedCredentialsProvider, SharedHttpClient};
use conformance::trouble::{OrBroken, Outcome};
use local_ecs::admin::Client;
use url::Url;

/// The region of everything.
pub(crate) const REGION: &str = "us-east-1";

/// The suite itself, as a caller.
pub(crate) const SUITE: &str = "suite";

/// One pool of connections for the whole run.
static HTTP: LazyLock<SharedHttpClient> =
    LazyLock::new(|| aws_smithy_http_client::Builder::new().build_http());

/// An account, and clients with which the suite calls in it.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// Its id: 12 digits, drawn at random, so that runs that share a LocalStack do not meet.
    pub(crate) id: String,
    /// For queues.
    pub(crate) sqs: aws_sdk_sqs::Client,
    /// For topics.
    pub(crate) sns: aws_sdk_sns::Client,
    /// For stacks.
    pub(crate) cloudformation: aws_sdk_cloudformation::Client,
    /// For stacks of which only the queues are wanted: asked of LocalStack itself, which leaves out what belongs to
    /// ECS. So a scenario about a worker starts it from outside, as it needs it, and no service does.
    pub(crate) queues_alone: aws_sdk_cloudformation::Client,
    /// For clusters, services and tasks.
    pub(crate) ecs: aws_sdk_ecs::Client,
    /// For scalable targets, scaling policies and activities.
    pub(crate) autoscaling: aws_sdk_applicationautoscaling::Client,
    /// For what tasks print.
    pub(crate) logs: aws_sdk_cloudwatchlogs::Client,
    /// For metrics.
    pub(crate) cloudwatch: aws_sdk_cloudwatch::Client,
    /// For roles.
    pub(crate) iam: aws_sdk_iam::Client,
    /// For buckets and what is in them.
    pub(crate) s3: aws_sdk_s3::Client,
    /// For parameters.
    pub(crate) ssm: aws_sdk_ssm::Client,
}

impl Account {
    /// Opens one for a scenario, and tells the gateway whose it is.
    pub(crate) async fn open(endpoint: &Url, localstack: &Url, admin: &Client, owner: &str) -> Outcome<Self> {
        let id = fastrand::u64(100_000_000_000..1_000_000_000_000).to_string();
        admin
            .register(&id, owner)
            .await
            .or_broken("registering the scenario's account with the gateway")?;
        let credentials = SharedCredentialsProvider::new(Credentials::new(
            &id,
            "secret",
            Some(SUITE.to_owned()),
            None,
            "scenario",
        ));
        let config = SdkConfig::builder()
            .endpoint_url(endpoint.as_str())
            .region(Region::from_static(REGION))
            .credentials_provider(credentials)
            .http_client(HTTP.clone())
            .behavior_version(BehaviorVersion::latest())
            .build();
        let direct = config.to_builder().endpoint_url(localstack.as_str()).build();
        Ok(Self {
            id,
            sqs: aws_sdk_sqs::Client::new(&config),
            sns: aws_sdk_sns::Client::new(&config),
            cloudformation: aws_sdk_cloudformation::Client::new(&config),
            queues_alone: aws_sdk_cloudformation::Client::new(&direct),
            ecs: aws_sdk_ecs::Client::new(&config),
            autoscaling: aws_sdk_applicationautoscaling::Client::new(&config),
            logs: aws_sdk_cloudwatchlogs::Client::new(&config),
            cloudwatch: aws_sdk_cloudwatch::Client::new(&config),
            iam: aws_sdk_iam::Client::new(&config),
            s3: aws_sdk_s3::Client::from_conf(
                aws_sdk_s3::config::Builder::from(&config)
                    // No name server here knows a name for each bucket.
                    .force_path_style(true)
                    .build(),
            ),
            ssm: aws_sdk_ssm::Client::new(&config),
        })
    }

    /// The environment of a program that calls in this account as `caller`.
    pub(crate) fn environment(&self, endpoint: &Url, caller: &str) -> BTreeMap<String, String> {
        [
            ("AWS_ENDPOINT_URL", endpoint.as_str()),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", &self.id),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_SESSION_TOKEN", caller),
            // Where a credential is missing, nobody is to be asked for one at an address that does not answer.
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }
}
