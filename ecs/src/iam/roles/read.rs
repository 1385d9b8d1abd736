//! Reads a role's policies: those in it, and those attached to it.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_iam::Client;
use aws_sdk_iam::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use percent_encoding::percent_decode_str;

use super::RoleError;
use crate::iam::Policy;
use crate::localstack::LocalStack;
use crate::place::Place;

/// Who asks waits, so a second try must come soon.
const PAUSE: Duration = Duration::from_millis(50);

/// A role by its account and name.
#[derive(Debug)]
pub(super) struct RoleName<'a> {
    arn: &'a str,
    account: &'a str,
    /// Without the path.
    name: &'a str,
}

impl<'a> RoleName<'a> {
    pub(super) fn parse(arn: &'a str) -> Result<Self, RoleError> {
        let mut parts = arn.splitn(6, ':');
        let mut next = || parts.next().unwrap_or_default();
        let (prefix, _, service, _, account, resource) = (next(), next(), next(), next(), next(), next());
        resource
            .strip_prefix("role/")
            .and_then(|path| path.rsplit('/').next())
            .filter(|name| prefix == "arn" && service == "iam" && !account.is_empty() && !name.is_empty())
            .map(|name| Self { arn, account, name })
            .ok_or_else(|| RoleError::NotARole(arn.to_owned()))
    }

    pub(super) async fn policies(&self, localstack: &LocalStack) -> Result<Vec<Policy>, RoleError> {
        // IAM is of no region.
        let config = localstack.config(&Place::new(self.account, "us-east-1"));
        let retries = RetryConfig::standard()
            .with_max_attempts(2)
            .with_initial_backoff(PAUSE);
        let client = Client::from_conf(
            aws_sdk_iam::config::Builder::from(&config)
                .retry_config(retries)
                .build(),
        );
        // Side by side: a task that asks for its protection waits for both.
        let (inline, attached) = (self.inline(&client), self.attached(&client));
        let (mut policies, attached) = futures::try_join!(Box::pin(inline), Box::pin(attached))?;
        policies.extend(attached);
        Ok(policies)
    }

    async fn inline(&self, client: &Client) -> Result<Vec<Policy>, RoleError> {
        let mut names = client
            .list_role_policies()
            .role_name(self.name)
            .into_paginator()
            .items()
            .send();
        let mut policies = Vec::new();
        while let Some(name) = names.next().await {
            let name = name.map_err(|error| self.failure(&error))?;
            let policy = client
                .get_role_policy()
                .role_name(self.name)
                .policy_name(&name)
                .send()
                .await
                .map_err(|error| self.failure(&error))?;
            policies.push(self.parse_policy(&name, policy.policy_document())?);
        }
        Ok(policies)
    }

    async fn attached(&self, client: &Client) -> Result<Vec<Policy>, RoleError> {
        let mut attached = client
            .list_attached_role_policies()
            .role_name(self.name)
            .into_paginator()
            .items()
            .send();
        let mut policies = Vec::new();
        while let Some(policy) = attached.next().await {
            let policy = policy.map_err(|error| self.failure(&error))?;
            let arn = policy.policy_arn().unwrap_or_default();
            let found = client
                .get_policy()
                .policy_arn(arn)
                .send()
                .await
                .map_err(|error| self.failure(&error))?;
            let version = found
                .policy()
                .and_then(|policy| policy.default_version_id())
                .unwrap_or("v1");
            let version = client
                .get_policy_version()
                .policy_arn(arn)
                .version_id(version)
                .send()
                .await
                .map_err(|error| self.failure(&error))?;
            let document = version
                .policy_version()
                .and_then(|version| version.document())
                .unwrap_or_default();
            policies.push(self.parse_policy(arn, document)?);
        }
        Ok(policies)
    }

    /// Reads a document, which IAM tells as it stands in URLs.
    fn parse_policy(&self, name: &str, document: &str) -> Result<Policy, RoleError> {
        Policy::parse(&percent_decode_str(document).decode_utf8_lossy())
            .map(|policy| policy.named(name))
            .map_err(|problem| RoleError::Unreadable {
                role: self.arn.to_owned(),
                policy: name.to_owned(),
                problem,
            })
    }

    fn failure<E>(&self, error: &SdkError<E>) -> RoleError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        if error.code() == Some("NoSuchEntity") {
            return RoleError::NoSuchRole(self.arn.to_owned());
        }
        RoleError::Unanswered {
            role: self.arn.to_owned(),
            cause: DisplayErrorContext(error).to_string(),
        }
    }
}
