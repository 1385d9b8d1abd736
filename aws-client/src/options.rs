//! Where AWS is, as options that every subcommand has.

use clap::Args;
use command_line::{Given, SettingError};

use crate::endpoint;

/// Options about AWS itself, for `#[command(flatten)]`.
#[derive(Debug, Clone, Default, Args)]
pub struct AwsOptions {
    /// Endpoint of every AWS call, a URL, for an emulator or a private endpoint [default: AWS's own]
    #[arg(long, env = "AWS_ENDPOINT_URL", value_name = "URL")]
    endpoint_url: Option<String>,
}

impl AwsOptions {
    /// The endpoint, checked.
    ///
    /// # Errors
    /// It is no http or https URL.
    pub fn endpoint(&self) -> Result<Option<String>, SettingError> {
        endpoint(Given::new(
            "AWS_ENDPOINT_URL",
            "--endpoint-url",
            self.endpoint_url.as_ref(),
        ))
    }
}
