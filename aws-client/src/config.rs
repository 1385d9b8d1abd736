//! The configuration that the clients are made from.

use std::env;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_types::timeout::TimeoutConfig;
use command_line::SettingError;

use crate::{credentials, http};

/// A host that does not answer is given up after this long; the call is then tried again.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// Loads region, endpoint and credentials once for all clients. Whatever else the SDKs take from the environment
/// and the shared files (profile, FIPS, dual stack ...) holds as well.
///
/// # Errors
/// There are no usable credentials.
pub async fn load(region: &str, endpoint: Option<String>) -> Result<SdkConfig, SettingError> {
    credentials::check_environment()?;
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .http_client(http::client())
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).build());
    // What stands in the environment the SDK reads by itself; repeating it would overrule the variables for
    // single services (AWS_ENDPOINT_URL_SQS).
    if let Some(endpoint) = endpoint
        && env::var("AWS_ENDPOINT_URL").ok().as_deref().map(str::trim) != Some(endpoint.as_str())
    {
        loader = loader.endpoint_url(endpoint);
    }
    credentials::resolve(loader.load().await).await
}
