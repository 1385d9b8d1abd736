//! What every AWS client of a worker shares: region, endpoint, credentials, one HTTP client.

mod config;
mod credentials;
mod http;
mod options;

pub(crate) use config::load;
pub(crate) use options::AwsOptions;
