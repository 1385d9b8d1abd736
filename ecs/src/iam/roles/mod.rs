//! What roles may do, by their policies in LocalStack's IAM.

mod error;
mod permissions;
mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub(crate) use error::RoleError;
use tokio::time::Instant;

use super::{Context, Decision, Policy, Principal, Request, decide};
use crate::localstack::LocalStack;

/// How long what was read of a role is good for: a change of a policy is seen soon, and a task that asks often
/// costs LocalStack little, and does not wait for it each time.
pub(crate) const KEPT: Duration = Duration::from_secs(5);

/// The roles of all accounts, as LocalStack has them. Permissions boundaries and service control policies are not
/// looked at.
#[derive(Debug)]
pub(crate) struct Roles {
    localstack: LocalStack,
    kept: Duration,
    /// By ARN. Who comes while a role is being read waits for that.
    read: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Option<Known>>>>>,
}

/// A role's policies, and when they were read.
#[derive(Debug)]
struct Known {
    policies: Arc<Vec<Policy>>,
    at: Instant,
}

impl Roles {
    /// The roles in that LocalStack, each read anew when what is known of it is older than `kept`.
    pub(crate) fn new(localstack: LocalStack, kept: Duration) -> Self {
        Self {
            localstack,
            kept,
            read: Mutex::default(),
        }
    }

    /// Whether the role's policies let it do that. An error says that nobody knows, which is not a no.
    pub(crate) async fn may(
        &self,
        role_arn: &str,
        action: &str,
        resource: &str,
        context: Context,
    ) -> Result<Decision, RoleError> {
        let policies = self.policies(role_arn).await?;
        let request = Request {
            principal: Principal::aws(role_arn),
            action: action.to_owned(),
            resource: resource.to_owned(),
            context,
        };
        Ok(decide(&policies, &request))
    }

    async fn policies(&self, role_arn: &str) -> Result<Arc<Vec<Policy>>, RoleError> {
        let role = read::RoleName::parse(role_arn)?;
        let entry = self.entry(role_arn);
        let mut known = entry.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.at.elapsed() < self.kept) {
            return Ok(known.policies.clone());
        }
        // What fails is not kept: the next who asks tries again.
        *known = None;
        let policies = Arc::new(role.policies(&self.localstack).await?);
        *known = Some(Known {
            policies: policies.clone(),
            at: Instant::now(),
        });
        Ok(policies)
    }

    /// The place of what is known of a role. Places of what is known no longer are given up on the way.
    fn entry(&self, role_arn: &str) -> Arc<tokio::sync::Mutex<Option<Known>>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.retain(|arn, entry| {
            arn == role_arn
                || entry.try_lock().map_or(true, |known| {
                    known.as_ref().is_some_and(|known| known.at.elapsed() < self.kept)
                })
        });
        read.entry(role_arn.to_owned()).or_default().clone()
    }
}
