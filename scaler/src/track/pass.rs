//! One pass over all services: read, evaluate, decide, act.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, SystemTime};

use command_line::output::Output;
use command_line::{Shutdown, duration};
use futures::future;
use scaling::{Evaluation, Moment};
use tokio::time::timeout;
use tracing::{error, info, warn};

use super::activities;
use super::aws::Aws;
use super::carry_out::Change;
use super::error::TrackError;
use super::metrics::{Known, Wanted};
use super::remembered::Remembered;
use super::seen;
use super::services::ServiceName;

/// What passes work with.
#[derive(Debug)]
pub(super) struct Tracker {
    pub(super) aws: Aws,
    /// The services that are tracked; nothing for all.
    pub(super) resources: Option<Vec<String>>,
    pub(super) evaluation: Evaluation,
    /// Whether nothing is changed.
    pub(super) dry_run: bool,
    /// How long a pass may take to decide.
    pub(super) limit: Duration,
    pub(super) output: Output,
    pub(super) shutdown: Shutdown,
    pub(super) known: Known,
    /// What is remembered of each service; nothing before the first pass.
    pub(super) remembered: Option<HashMap<ServiceName, Remembered>>,
    /// Whether the endpoint takes scaling activities.
    pub(super) records: bool,
}

/// What a pass has decided.
#[derive(Debug)]
struct Decided {
    changes: Vec<Change>,
    /// So many services there are.
    all: usize,
    /// What could not be served: each was told.
    failed: BTreeSet<String>,
}

impl Tracker {
    /// Makes a pass. A stop ends it at once, unless counts are being changed.
    ///
    /// # Errors
    /// See [`TrackError`].
    pub(super) async fn pass(&mut self) -> Result<(), TrackError> {
        let shutdown = self.shutdown.clone();
        let limit = self.limit;
        let decided = tokio::select! {
            decided = timeout(limit, Box::pin(self.decide(now()))) => {
                decided.map_err(|_| TrackError::TooLong(duration::show(limit)))??
            }
            () = shutdown.requested() => return Ok(()),
        };
        let Decided {
            changes,
            all,
            mut failed,
        } = decided;
        failed.extend(self.carry_out(changes).await?);
        if failed.is_empty() {
            Ok(())
        } else {
            Err(TrackError::Partial {
                failed: failed.len(),
                all,
            })
        }
    }

    async fn decide(&mut self, now: Moment) -> Result<Decided, TrackError> {
        self.restore().await?;
        let seen = seen::everything(&self.aws, self.resources.as_deref(), self.evaluation.period).await?;
        let all = seen.targets.len() + seen.failed.len();
        let mut failed = seen.failed;
        let wanted: Vec<Wanted> = seen
            .targets
            .iter()
            .flat_map(|target| target.wanted(&self.evaluation, &seen.alarms, now))
            .collect();
        failed.extend(self.read_metrics(&wanted, now).await);
        let remembered = self.remembered.get_or_insert_default();
        remembered.retain(|service, _| seen.targets.iter().any(|target| target.name == *service));
        let mut changes = Vec::new();
        for target in seen.targets {
            let service = remembered.entry(target.name.clone()).or_default();
            service.see(target.seen.running, now);
            let (decision, troubles) =
                target.decide(&self.evaluation, &seen.alarms, &self.known, service, now);
            for trouble in troubles {
                error!("{}: {trouble}", target.name);
                failed.insert(target.name.to_string());
            }
            let (running, desired) = (target.seen.running, target.seen.desired);
            info!("{}: {decision}; {running} of {desired} tasks run", target.name);
            changes.push(Change {
                service: target.name,
                seen: target.seen,
                limits: target.limits,
                decision,
                at: now,
            });
        }
        Ok(Decided { changes, all, failed })
    }

    /// Before the first pass: what earlier activities say, so that a cooldown outlives the scaler.
    async fn restore(&mut self) -> Result<(), TrackError> {
        if self.remembered.is_some() {
            return Ok(());
        }
        let earlier = self.aws.activities().await.map_err(|error| TrackError::Call {
            what: "the scaling activities",
            error,
        })?;
        let memories = activities::memories(&earlier).into_iter();
        self.remembered = Some(
            memories
                .filter_map(|(id, memory)| Some((ServiceName::read(&id)?, Remembered::with(memory))))
                .collect(),
        );
        Ok(())
    }

    /// Asks for the metrics that are not known yet, one call a namespace. The namespaces that could not be read are
    /// told: who follows them has no new data, and stays as it is.
    async fn read_metrics(&mut self, wanted: &[Wanted], now: Moment) -> Vec<String> {
        self.known.keep(wanted, now);
        let batches = self.known.batches(wanted, now);
        let calls = batches.iter().map(|batch| self.aws.metrics(batch));
        let answers = Box::pin(future::join_all(calls)).await;
        let mut failed = Vec::new();
        for (batch, answer) in batches.iter().zip(answers) {
            match answer {
                Ok(answers) => self.known.take(batch, answers),
                Err(error) => {
                    let namespace = batch.metrics.first().map_or("", |metric| &metric.namespace);
                    warn!("the metrics of {namespace} could not be read: {error}");
                    failed.push(format!("metrics of {namespace}"));
                }
            }
        }
        failed
    }
}

/// What the clock shows, by which CloudWatch's datapoints are dated as well.
fn now() -> Moment {
    Moment(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default())
}
