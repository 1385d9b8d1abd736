//! Starts the tasks that were decided upon, ten a call.

use std::time::Duration;

use aws_client::CallError;
use command_line::output::Output;
use command_line::{Shutdown, duration};
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{error, info, warn};

use super::aws::{Answer, Aws};
use super::error::{PassError, too_long, unanswered};
use super::recent::Recent;
use super::settings::Tasks;
use super::strategy::CapacityProviderStrategy;

/// `RunTask` starts so many at most.
const TASKS_PER_CALL: u64 = 10;

/// A call that is under way when a stop is asked for is waited for so long: ECS sends SIGKILL 30 s after SIGTERM.
const STOPPING: Duration = Duration::from_secs(20);

/// What starting needs beside the number.
#[derive(Debug)]
pub(super) struct Starter<'a> {
    pub(super) aws: &'a Aws,
    pub(super) tasks: &'a Tasks,
    pub(super) strategy: &'a CapacityProviderStrategy,
    pub(super) output: &'a Output,
    pub(super) shutdown: &'a Shutdown,
    /// When the pass is given up, and how long it was then.
    pub(super) deadline: Instant,
    pub(super) limit: Duration,
}

impl Starter<'_> {
    /// Starts `decided` tasks and tells the ARN of each on stdout.
    ///
    /// After a call that failed, or started none of its tasks, no other is made: it would fare alike, and the next
    /// pass begins anew. After one that started a part of its tasks the rest is tried: other capacity providers may
    /// have room. A stop lets the call that is under way end, and makes no other.
    ///
    /// # Errors
    /// Fewer were started, unless that is due to a stop; or the ARNs could not be written.
    pub(super) async fn start(&self, decided: u64, recent: &mut Recent) -> Result<(), PassError> {
        let mut started = 0;
        let mut why: Vec<String> = Vec::new();
        let mut stopped = false;
        for count in calls(decided) {
            if self.shutdown.is_requested() {
                stopped = true;
                break;
            }
            if Instant::now() >= self.deadline {
                note(&mut why, too_long(self.limit).to_string());
                break;
            }
            let answer = match self.call(count).await {
                Ok(answer) => answer,
                Err(failed) => {
                    error!("a RunTask for {count} failed: {failed}");
                    if may_have_started(&failed) {
                        recent.in_doubt(count, Instant::now());
                    }
                    note(&mut why, failed.to_string());
                    break;
                }
            };
            let in_this_call = self.take(&answer, count, recent, &mut why).await?;
            started += in_this_call;
            if in_this_call == 0 {
                break;
            }
        }
        if started == decided {
            return Ok(());
        }
        if stopped && why.is_empty() {
            warn!("a stop was asked for: {started} of {decided} tasks were started");
            return Ok(());
        }
        Err(PassError::Partial {
            started,
            decided,
            why,
        })
    }

    /// Tells what a call has started and what not; how many it has started.
    async fn take(
        &self,
        answer: &Answer,
        count: u64,
        recent: &mut Recent,
        why: &mut Vec<String>,
    ) -> Result<u64, PassError> {
        let now = Instant::now();
        for arn in &answer.started {
            info!("started {arn}");
            recent.started(arn, now);
        }
        for failure in &answer.failures {
            error!("a task was not started: {failure}");
            note(why, failure.clone());
        }
        let started = u64::try_from(answer.started.len()).unwrap_or(u64::MAX);
        if started < count && answer.failures.is_empty() {
            let told = format!("ECS started {started} of {count} tasks and gave no reason");
            error!("{told}");
            note(why, told);
        }
        let arns: Vec<&[u8]> = answer.started.iter().map(String::as_bytes).collect();
        if !arns.is_empty() {
            self.output.lines(&arns).await?;
        }
        Ok(started)
    }

    /// One call, within the pass's limit and, once a stop is asked for, within its own.
    async fn call(&self, count: u64) -> Result<Answer, CallError> {
        // Ten at most.
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        tokio::select! {
            answer = Box::pin(self.aws.run_task(self.tasks, self.strategy, count)) => answer,
            () = sleep_until(self.deadline) => Err(too_long(self.limit)),
            () = self.stopping() => Err(unanswered(format!(
                "no answer within {} of the request to stop", duration::show(STOPPING)
            ))),
        }
    }

    async fn stopping(&self) {
        self.shutdown.requested().await;
        sleep(STOPPING).await;
    }
}

/// How many tasks each call starts.
fn calls(tasks: u64) -> impl Iterator<Item = u64> {
    (0..tasks.div_ceil(TASKS_PER_CALL)).map(move |call| (tasks - call * TASKS_PER_CALL).min(TASKS_PER_CALL))
}

/// Many tasks fail for the same reason.
fn note(why: &mut Vec<String>, reason: String) {
    if !why.contains(&reason) {
        why.push(reason);
    }
}

/// Only a refusal (4xx), or a request that was never made, says that nothing was started.
fn may_have_started(error: &CallError) -> bool {
    match error.status {
        Some(status) => !(400..500).contains(&status),
        None => error.code != CallError::NOT_MADE,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_refusal_says_that_nothing_was_started() {
        let error = |code: &str, status| CallError {
            code: code.to_owned(),
            message: String::new(),
            status,
        };
        for (code, status, expected) in [
            ("ThrottlingException", Some(400), false),
            ("AccessDenied", Some(403), false),
            (CallError::NOT_MADE, None, false),
            ("ServerException", Some(500), true),
            ("UnreadableResponse", Some(200), true),
            ("Timeout", None, true),
        ] {
            assert_eq!(may_have_started(&error(code, status)), expected, "{code}");
        }
    }

    proptest! {
        #[test]
        fn the_calls_start_all_tasks_ten_at_most_each_and_no_call_too_many(tasks in 0..5000_u64) {
            let calls: Vec<_> = calls(tasks).collect();
            prop_assert_eq!(calls.iter().sum::<u64>(), tasks);
            prop_assert!(calls.iter().all(|count| (1..=10).contains(count)));
            prop_assert_eq!(u64::try_from(calls.len()).expect("few"), tasks.div_ceil(10));
        }
    }
}
