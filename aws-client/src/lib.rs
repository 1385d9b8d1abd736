//! What every program here that calls AWS shares: where AWS is, the credentials, one HTTP client, and the settings
//! that name a region or a queue.
//!
//! Used by `worker` and `scaler`; knows neither, and no AWS service beyond the names of its things.

mod call_error;
mod config;
mod credentials;
mod endpoint;
mod http;
mod options;
mod queue_name;
mod queue_reference;
mod queue_region;
mod queue_url;
mod region;

pub use call_error::CallError;
pub use config::load;
pub use endpoint::endpoint;
pub use options::AwsOptions;
pub use queue_name::QueueName;
pub use queue_reference::QueueReference;
pub use queue_region::QueueRegion;
pub use queue_url::QueueUrl;
pub use region::{is_region, region};
