//! The health check of a container, by Docker's rules.
//!
//! A container is healthy with the first success, and unhealthy after as many failures in a row as it may retry;
//! failures within the start period do not count until one has succeeded.

use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::Signal;
use tokio::time::Instant;

use super::spawn::Surroundings;
use crate::runtime::HealthCheck;

/// Checks for as long as it is polled, and tells each change of mind.
pub(super) async fn watch(check: &HealthCheck, surroundings: &Surroundings, tell: impl Fn(bool)) {
    let Some(words) = words(&check.command) else {
        return;
    };
    let begun = Instant::now();
    let mut verdict = Verdict::new(check);
    loop {
        tokio::time::sleep(check.interval).await;
        let success = succeeds(&words, check.timeout, surroundings).await;
        if let Some(healthy) = verdict.take(success, begun.elapsed()) {
            tell(healthy);
        }
    }
}

/// What the checks so far amount to.
#[derive(Debug)]
struct Verdict {
    retries: u32,
    start_period: Duration,
    failures: u32,
    healthy: Option<bool>,
}

impl Verdict {
    fn new(check: &HealthCheck) -> Self {
        Self {
            retries: check.retries,
            start_period: check.start_period,
            failures: 0,
            healthy: None,
        }
    }

    /// Takes a result, so long after the start; the new verdict, where it has changed.
    fn take(&mut self, success: bool, since_start: Duration) -> Option<bool> {
        if success {
            self.failures = 0;
        } else if self.healthy.is_none() && since_start < self.start_period {
            return None;
        } else {
            self.failures = self.failures.saturating_add(1);
            if self.failures < self.retries {
                return None;
            }
        }
        let changed = self.healthy != Some(success);
        self.healthy = Some(success);
        changed.then_some(success)
    }
}

/// The command line of the check; `None` where there is none (`["NONE"]`).
fn words(command: &[String]) -> Option<Vec<String>> {
    match command.split_first()? {
        (kind, words) if kind == "CMD" && !words.is_empty() => Some(words.to_vec()),
        (kind, words) if kind == "CMD-SHELL" && !words.is_empty() => {
            Some(vec!["/bin/sh".to_owned(), "-c".to_owned(), words.join(" ")])
        }
        _ => None,
    }
}

async fn succeeds(words: &[String], within: Duration, surroundings: &Surroundings) -> bool {
    let Ok(mut process) = surroundings.spawn(words, Stdio::null) else {
        return false;
    };
    let status = tokio::time::timeout(within, process.child.wait()).await;
    // One that takes too long is killed, and nobody outlives the check.
    process.group.signal(Signal::SIGKILL);
    matches!(status, Ok(Ok(status)) if status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_changes_by_dockers_rules() {
        let check = HealthCheck {
            command: Vec::new(),
            interval: Duration::from_secs(1),
            timeout: Duration::from_secs(1),
            retries: 2,
            start_period: Duration::from_secs(3),
        };
        let told = |results: &str| {
            let mut verdict = Verdict::new(&check);
            let mut told = String::new();
            for (second, result) in (1..).zip(results.chars()) {
                told.push(match verdict.take(result == '+', Duration::from_secs(second)) {
                    Some(true) => 'h',
                    Some(false) => 'u',
                    None => '.',
                });
            }
            told
        };
        assert_eq!(told("+++"), "h..");
        assert_eq!(told("--+"), "..h", "the start period");
        assert_eq!(told("-----"), "...u.");
        assert_eq!(told("+--"), "h.u", "after a success the start period is over");
        assert_eq!(told("++++-+--+"), "h......uh");
    }

    #[test]
    fn the_command_is_run_as_it_is_or_by_a_shell() {
        let words = |command: &[&str]| {
            let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
            words(&command).map(|words| words.join("|"))
        };
        assert_eq!(words(&["CMD", "curl", "-f"]).as_deref(), Some("curl|-f"));
        assert_eq!(
            words(&["CMD-SHELL", "curl -f || exit 1"]).as_deref(),
            Some("/bin/sh|-c|curl -f || exit 1")
        );
        assert_eq!(words(&["NONE"]), None);
        assert_eq!(words(&[]), None);
    }
}
