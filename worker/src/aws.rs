//! What every AWS client of a worker shares: region, endpoint, credentials, one HTTP client.

pub(crate) use aws_client::{AwsOptions, load};
