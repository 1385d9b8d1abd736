//! The one way to wait for something: bounded, woken by events where there are any, and telling every attempt
//! when it gives up.

use std::fmt;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// What tells that another look may be worthwhile.
pub trait Changes {
    /// Completes when something may have changed.
    fn changed(&mut self) -> impl Future<Output = ()> + Send;
}

impl<T: Send + Sync> Changes for watch::Receiver<T> {
    async fn changed(&mut self) {
        if watch::Receiver::changed(self).await.is_err() {
            // The sender is gone: nothing will change any more, so the wait runs to its bound.
            std::future::pending::<()>().await;
        }
    }
}

/// For what sends no events (a queue's attributes): another look each so often.
#[derive(Debug, Clone, Copy)]
pub struct Every(pub Duration);

impl Changes for Every {
    async fn changed(&mut self) {
        tokio::time::sleep(self.0).await;
    }
}

/// What was expected did not come within the bound.
#[derive(Debug)]
pub struct GaveUp {
    /// The bound.
    pub within: Duration,
    /// What each attempt saw that differed from the one before, and when.
    pub attempts: Vec<(Duration, String)>,
}

impl fmt::Display for GaveUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not within {:?}; seen:", self.within)?;
        for (at, seen) in &self.attempts {
            write!(
                formatter,
                "\n  after {:6.2} s: {}",
                at.as_secs_f64(),
                seen.replace('\n', "\n    ")
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for GaveUp {}

/// Looks at once, and again at each change, until `look` is content. The last look is made at the bound itself.
///
/// # Errors
/// [`GaveUp`] with what the looks saw.
pub async fn eventually<T, S: fmt::Display>(
    within: Duration,
    mut changes: impl Changes,
    mut look: impl AsyncFnMut() -> Result<T, S>,
) -> Result<T, GaveUp> {
    let start = Instant::now();
    let deadline = start + within;
    let mut attempts: Vec<(Duration, String)> = Vec::new();
    loop {
        let last = Instant::now() >= deadline;
        match look().await {
            Ok(found) => return Ok(found),
            Err(seen) => {
                let seen = seen.to_string();
                if attempts.last().is_none_or(|(_, before)| *before != seen) {
                    attempts.push((start.elapsed(), seen));
                }
            }
        }
        if last {
            return Err(GaveUp { within, attempts });
        }
        tokio::select! {
            () = changes.changed() => {}
            () = tokio::time::sleep_until(deadline) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_event_wakes_the_wait_before_the_bound() {
        let (sender, receiver) = watch::channel(0);
        let watched = receiver.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(3)).await;
            sender.send_replace(7);
        });
        let start = Instant::now();
        let found = eventually(Duration::from_secs(60), receiver, async || {
            match *watched.borrow() {
                0 => Err("still 0"),
                number => Ok(number),
            }
        })
        .await;
        assert_eq!(found.ok(), Some(7));
        assert_eq!(start.elapsed(), Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn giving_up_tells_each_thing_that_was_seen_once() {
        let mut looks = 0;
        let given_up = eventually(
            Duration::from_secs(1),
            Every(Duration::from_millis(300)),
            async || {
                looks += 1;
                Err::<(), _>(if looks < 3 { "nothing" } else { "one message" })
            },
        )
        .await
        .expect_err("never content");
        let seen: Vec<_> = given_up.attempts.iter().map(|(_, seen)| seen.as_str()).collect();
        assert_eq!(seen, ["nothing", "one message"]);
        assert!(
            given_up
                .to_string()
                .starts_with("not within 1s; seen:\n  after   0.00 s: nothing")
        );
    }
}
