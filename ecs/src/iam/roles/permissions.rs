//! The roles as the agent asks for them.

use futures::FutureExt;
use futures::future::BoxFuture;

use super::Roles;
use crate::agent::{Permissions, Question, Unanswered};
use crate::iam::Context;

impl Permissions for Roles {
    fn may<'a>(&'a self, question: Question<'a>) -> BoxFuture<'a, Result<bool, Unanswered>> {
        let context = question
            .context
            .iter()
            .fold(Context::default(), |context, (key, value)| {
                context.with(key, *value)
            });
        async move {
            let decision = Self::may(
                self,
                question.role_arn,
                question.action,
                question.resource,
                context,
            )
            .await
            .map_err(|error| Unanswered(error.to_string()))?;
            tracing::debug!(
                "{} by {} on {}: {decision}",
                question.action,
                question.role_arn,
                question.resource
            );
            Ok(decision.is_allowed())
        }
        .boxed()
    }
}
