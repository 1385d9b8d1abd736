//! How local-ecs itself calls LocalStack: directly, so that the trace of an account keeps to what others call in it.

use std::sync::LazyLock;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider, SharedHttpClient};

use crate::gateway::Upstream;
use crate::place::Place;

/// One pool of connections for the whole process.
static HTTP: LazyLock<SharedHttpClient> =
    LazyLock::new(|| aws_smithy_http_client::Builder::new().build_http());

/// A LocalStack that hangs must not hold up a task for ever.
const TIMEOUT: Duration = Duration::from_secs(20);

/// LocalStack, as local-ecs calls it.
#[derive(Clone, Debug)]
pub(crate) struct LocalStack {
    endpoint: String,
}

impl LocalStack {
    /// The LocalStack at that address.
    pub(crate) fn at(upstream: &Upstream) -> Self {
        Self {
            endpoint: upstream.to_string(),
        }
    }

    /// The configuration of a client that calls in that account and region.
    pub(crate) fn config(&self, place: &Place) -> SdkConfig {
        // LocalStack takes an access key id of 12 digits for the account.
        let credentials = Credentials::new(&*place.account, "secret", None, None, "local-ecs");
        SdkConfig::builder()
            .endpoint_url(&self.endpoint)
            .region(Region::new(place.region.to_string()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(HTTP.clone())
            .timeout_config(TimeoutConfig::builder().operation_timeout(TIMEOUT).build())
            .behavior_version(BehaviorVersion::latest())
            .build()
    }
}
