//! How many requests each endpoint takes: a bucket of tokens for each, as in the real agent.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use super::target::Resource;

/// Counts requests by the id that they are for, and what of it they ask.
#[derive(Debug)]
pub(super) struct Limiter {
    rate: f64,
    burst: f64,
    buckets: Mutex<HashMap<String, HashMap<Resource, Bucket>>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Limiter {
    pub(super) fn new(rate: u32, burst: u32) -> Self {
        Self {
            rate: f64::from(rate),
            burst: f64::from(burst),
            buckets: Mutex::default(),
        }
    }

    /// Whether one more request is taken now.
    pub(super) fn admits(&self, id: &str, resource: Resource) -> bool {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry(id.to_owned())
            .or_default()
            .entry(resource)
            .or_insert(Bucket {
                tokens: self.burst,
                filled: now,
            });
        let gained = now.duration_since(bucket.filled).as_secs_f64() * self.rate;
        bucket.tokens = (bucket.tokens + gained).min(self.burst);
        bucket.filled = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }

    /// Forgets the count of an id.
    pub(super) fn forget(&self, id: &str) {
        self.buckets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn sixty_at_once_then_forty_a_second() {
        let limiter = Limiter::new(40, 60);
        let admitted = |id: &str| {
            (0..100)
                .filter(|_| limiter.admits(id, Resource::Protection))
                .count()
        };
        assert_eq!(admitted("a"), 60);
        assert_eq!(admitted("b"), 60, "each id has a limit of its own");
        assert!(
            limiter.admits("a", Resource::Task),
            "and so has each of its paths"
        );
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!(admitted("a"), 20);
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(admitted("a"), 60);
        limiter.forget("a");
        assert_eq!(admitted("a"), 60);
    }
}
