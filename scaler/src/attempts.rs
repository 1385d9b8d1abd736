//! How long an attempt at a call may take within a pass.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_smithy_types::timeout::TimeoutConfig;

/// An attempt at a call that is not answered within this time is made again. `RunTask` takes a few seconds.
const ATTEMPT: Duration = Duration::from_secs(15);

/// The same for clients of passes of that length, so that a call that hangs can be tried again within it.
pub(crate) fn within(pass: Duration, config: &SdkConfig) -> SdkConfig {
    let timeouts = config
        .timeout_config()
        .map_or_else(TimeoutConfig::builder, TimeoutConfig::to_builder)
        .operation_attempt_timeout(ATTEMPT.min(pass / 4))
        .build();
    config.to_builder().timeout_config(timeouts).build()
}
