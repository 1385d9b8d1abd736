//! Where a resource is: the account and the region.

use std::fmt;
use std::sync::Arc;

/// An account in a region: the scope of every name of ECS. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    /// 12 digits.
    pub(crate) account: Arc<str>,
    /// `us-east-1`.
    pub(crate) region: Arc<str>,
}

impl Place {
    pub(crate) fn new(account: &str, region: &str) -> Self {
        Self {
            account: account.into(),
            region: region.into(),
        }
    }

    /// The partition that the region belongs to.
    pub(crate) fn partition(&self) -> &'static str {
        if self.region.starts_with("cn-") {
            "aws-cn"
        } else if self.region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }

    /// The ARN of a resource of ECS here: `arn:aws:ecs:<region>:<account>:<resource>`.
    pub(crate) fn ecs_arn(&self, resource: &str) -> String {
        self.arn("ecs", resource)
    }

    /// The ARN of a resource of the service here.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:{}:{service}:{}:{}:{resource}",
            self.partition(),
            self.region,
            self.account
        )
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} in {}", self.account, self.region)
    }
}
