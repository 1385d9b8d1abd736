//! Settings: what was given as a flag or in the environment, checked and typed.
//!
//! Each check ends in a [`command_line::SettingError`], one line that names the setting. A variable that is set
//! to the empty string counts as missing, as container definitions often leave them so.

mod queue_list;
mod topic_arn;
mod topics;

pub(crate) use aws_client::QueueRegion;
pub use aws_client::{QueueName, QueueReference, QueueUrl};
pub use command_line::Given;
pub use queue_list::QueueList;
pub use topic_arn::TopicArn;
pub use topics::Topics;
