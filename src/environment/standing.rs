//! Whether the environment still stands, and the run goes on.

use std::sync::{Arc, OnceLock};

use tokio_util::sync::CancellationToken;

use crate::trouble::{Outcome, Trouble};

/// Watched by every wait of every step. Clones watch the same environment.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    fallen: CancellationToken,
    why: Arc<OnceLock<String>>,
}

impl Standing {
    /// Says that nothing more can be shown, and why: LocalStack died, or the user interrupted. The first reason
    /// stays.
    pub fn fall(&self, why: impl Into<String>) {
        let _ = self.why.set(why.into());
        self.fallen.cancel();
    }

    /// Why it fell, if it did.
    pub fn fallen(&self) -> Option<&str> {
        if self.fallen.is_cancelled() {
            self.why.get().map(String::as_str)
        } else {
            None
        }
    }

    /// Waits until it falls.
    pub async fn fell(&self) -> &str {
        self.fallen.cancelled().await;
        self.fallen().unwrap_or("the environment fell")
    }

    /// What `work` comes to, or [`Trouble::Broken`] as soon as the environment falls. A failure that is noticed
    /// after the fall is a consequence of it, and told as such.
    ///
    /// # Errors
    /// Those of `work`, and the fall.
    pub async fn during<T>(&self, work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        let outcome = tokio::select! {
            outcome = work => outcome,
            why = self.fell() => return Err(Trouble::broken(why)),
        };
        match (outcome, self.fallen()) {
            (Err(error), Some(why)) => Err(Trouble::broken(format!("{why} ({error})"))),
            (outcome, _) => outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fall_ends_what_is_under_way_as_broken() {
        let standing = Standing::default();
        let waiting = standing.clone();
        let work = tokio::spawn(async move { waiting.during(std::future::pending::<Outcome>()).await });
        standing.fall("LocalStack has ended");
        standing.fall("a consequence");
        let error = work.await.expect("ran").expect_err("broken");
        assert_eq!(error.to_string(), "broken: LocalStack has ended");
    }

    #[tokio::test]
    async fn a_failure_after_the_fall_is_told_as_its_consequence() {
        let standing = Standing::default();
        let error = standing
            .during(async {
                standing.fall("LocalStack has ended");
                Err::<(), _>(Trouble::failed("no line"))
            })
            .await
            .expect_err("broken");
        assert!(
            error.to_string().starts_with("broken: LocalStack has ended"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn while_it_stands_a_failure_is_a_failure() {
        let outcome: Outcome = Standing::default()
            .during(async { Err(Trouble::failed("no line")) })
            .await;
        assert_eq!(outcome.expect_err("failed").to_string(), "no line");
    }
}
