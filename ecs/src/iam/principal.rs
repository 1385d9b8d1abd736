//! Who asks, and whom a policy of a resource means.

use super::document::{OneOrMany, PrincipalDocument};

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Principal {
    /// A user, a role, a session of a role, or the root of an account, by its ARN.
    Aws(String),
    /// A service of AWS: `sns.amazonaws.com`.
    Service(String),
    /// An identity provider, by its ARN or its domain.
    Federated(String),
    /// Somebody who has not signed.
    Anonymous,
}

impl Principal {
    /// The user, role, session or account root of that ARN.
    pub fn aws(arn: impl Into<String>) -> Self {
        Self::Aws(arn.into())
    }

    /// The service of that name: `sns.amazonaws.com`.
    pub fn service(name: impl Into<String>) -> Self {
        Self::Service(name.into())
    }
}

/// Whom a statement means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PrincipalPattern {
    Everyone,
    /// All of an account. They may need a policy of their own as well; whoever asks [`super::decide`] of the policy
    /// of a resource alone is told what this policy says.
    Account(String),
    Aws(String),
    Service(String),
    Federated(String),
    /// Never of a request here.
    CanonicalUser,
}

impl PrincipalPattern {
    pub(super) fn read(document: PrincipalDocument) -> Result<Vec<Self>, String> {
        let kinds = match document {
            PrincipalDocument::Text(text) if text == "*" => return Ok(vec![Self::Everyone]),
            PrincipalDocument::Text(text) => {
                return Err(format!(
                    "{text} is no principal: * is, or a map of AWS, Service, Federated or CanonicalUser"
                ));
            }
            PrincipalDocument::Kinds(kinds) => kinds,
        };
        let mut principals = Vec::new();
        for (kind, names) in kinds {
            for name in OneOrMany::into_vec(names) {
                principals.push(match kind.as_str() {
                    "AWS" => Self::aws(name),
                    "Service" => Self::Service(name),
                    "Federated" => Self::Federated(name),
                    "CanonicalUser" => Self::CanonicalUser,
                    other => {
                        return Err(format!(
                            "{other} is no kind of principal: AWS, Service, Federated and CanonicalUser are"
                        ));
                    }
                });
            }
        }
        Ok(principals)
    }

    fn aws(name: String) -> Self {
        if name == "*" {
            return Self::Everyone;
        }
        if name.len() == 12 && name.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Account(name);
        }
        match account_and_resource(&name) {
            Some((account, "root")) => Self::Account(account.to_owned()),
            _ => Self::Aws(name),
        }
    }

    /// Whether it means that principal. A role is also each session of it.
    pub(super) fn means(&self, principal: &Principal) -> bool {
        match (self, principal) {
            (Self::Everyone, _) => true,
            (Self::Account(account), Principal::Aws(arn)) => {
                account_and_resource(arn).is_some_and(|(of, _)| of == account)
            }
            (Self::Aws(pattern), Principal::Aws(arn)) => pattern == arn || is_session_of(arn, pattern),
            (Self::Service(pattern), Principal::Service(name))
            | (Self::Federated(pattern), Principal::Federated(name)) => pattern == name,
            _ => false,
        }
    }
}

/// The account and the last part of an ARN of IAM or STS.
fn account_and_resource(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.splitn(6, ':');
    let (arn, _, service, _) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (account, resource) = (parts.next()?, parts.next()?);
    (arn == "arn" && matches!(service, "iam" | "sts")).then_some((account, resource))
}

/// Whether `session` (`arn:aws:sts::<account>:assumed-role/<role>/<session>`) is one of the role. Its ARN leaves out
/// the role's path.
fn is_session_of(session: &str, role: &str) -> bool {
    let Some((account, name)) = account_and_resource(session).and_then(|(account, resource)| {
        let (name, _) = resource.strip_prefix("assumed-role/")?.split_once('/')?;
        Some((account, name))
    }) else {
        return false;
    };
    account_and_resource(role).is_some_and(|(of, resource)| {
        of == account
            && resource
                .strip_prefix("role/")
                .and_then(|path| path.rsplit('/').next())
                == Some(name)
    })
}
