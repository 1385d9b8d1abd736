//! Settings: what was given as a flag or in the environment, checked and typed.
//!
//! Each check ends in a [`command_line::SettingError`], one line that names the setting. A variable that is set
//! to the empty string counts as missing, as container definitions often leave them so.

mod endpoint;
mod given;
mod queue_list;
mod queue_name;
mod queue_region;
mod queue_url;
mod region;
mod topic_arn;
mod topics;

pub use endpoint::endpoint;
pub use given::Given;
pub use queue_list::{QueueList, QueueReference};
pub use queue_name::QueueName;
pub(crate) use queue_region::QueueRegion;
pub use queue_url::QueueUrl;
pub use region::region;
pub use topic_arn::TopicArn;
pub use topics::Topics;
