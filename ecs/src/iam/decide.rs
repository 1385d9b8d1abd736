//! The evaluation: an explicit deny beats every allow, and what nothing allows is denied.

use std::fmt;

use super::context::Context;
use super::document::Effect;
use super::pattern::{Reading, Unresolved, matches, matches_action};
use super::policy::{Policy, Statement};
use super::principal::Principal;

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub principal: Principal,
    /// `sqs:ReceiveMessage`.
    pub action: String,
    /// The ARN of what it is done to, or `*` for an action that is done to nothing in particular.
    pub resource: String,
    /// What else is known of it, as conditions ask for it.
    pub context: Context,
}

/// What policies say to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// This statement allows it, and none denies it.
    Allowed(StatementId),
    /// This statement denies it, whatever others allow.
    Denied(StatementId),
    /// No statement speaks of it.
    NotAllowed,
}

/// Which statement of which policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementId {
    /// The policy's index among those given.
    pub policy: usize,
    /// The policy's name, if it was given one.
    pub name: Option<String>,
    /// The statement's index in the policy.
    pub statement: usize,
    /// The statement's `Sid`, if it has one.
    pub sid: Option<String>,
}

impl Decision {
    /// Whether the request may be carried out.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed(by) => write!(formatter, "allowed by {by}"),
            Self::Denied(by) => write!(formatter, "denied by {by}"),
            Self::NotAllowed => formatter.write_str("not allowed: no statement speaks of it"),
        }
    }
}

impl fmt::Display for StatementId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "statement {}", self.statement + 1)?;
        if let Some(sid) = &self.sid {
            write!(formatter, " ({sid})")?;
        }
        match &self.name {
            Some(name) => write!(formatter, " of the policy {name}"),
            None => write!(formatter, " of policy {}", self.policy + 1),
        }
    }
}

/// What the policies together say to the request.
///
/// A statement applies if its principals, if it names any, its actions, its resources and all of its conditions
/// include the request. A statement without principals is that of an identity's policy, and taken to be the
/// requester's own. Policies of identities and of resources may be given together; then one that allows is enough,
/// as it is for AWS within one account. A policy variable stands for the value of its key in the request's context;
/// a statement of which a variable has none does not apply.
pub fn decide(policies: &[Policy], request: &Request) -> Decision {
    let mut allowed = None;
    for (index, policy) in policies.iter().enumerate() {
        for (number, statement) in policy.statements.iter().enumerate() {
            // Once one allows, only a deny still matters.
            if (statement.effect == Effect::Allow && allowed.is_some())
                || statement.applies(request, policy.variables) != Ok(true)
            {
                continue;
            }
            let id = StatementId {
                policy: index,
                name: policy.name.clone(),
                statement: number,
                sid: statement.sid.clone(),
            };
            match statement.effect {
                Effect::Deny => return Decision::Denied(id),
                Effect::Allow => allowed = Some(id),
            }
        }
    }
    allowed.map_or(Decision::NotAllowed, Decision::Allowed)
}

impl Statement {
    fn applies(&self, request: &Request, variables: bool) -> Result<bool, Unresolved> {
        let reading = Reading {
            variables,
            context: &request.context,
        };
        if let Some(principals) = &self.principals
            && !principals.includes::<Unresolved>(|principal| Ok(principal.means(&request.principal)))?
        {
            return Ok(false);
        }
        if !self
            .actions
            .includes::<Unresolved>(|action| Ok(matches_action(action, &request.action)))?
        {
            return Ok(false);
        }
        if let Some(resources) = &self.resources
            && !resources.includes(|resource| Ok(matches(&reading.pattern(resource)?, &request.resource)))?
        {
            return Ok(false);
        }
        for condition in &self.conditions {
            if !condition.holds(reading)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
