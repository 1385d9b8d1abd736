//! The driver of a region: carries out what the plane orders, in this order, and tells it what comes of that.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::Region;
use crate::plane::Order;
use crate::runtime::{Launch, Report, Reports, Runtime, TaskKey};

/// How many reports are taken in one go before the plane looks what follows.
const AT_ONCE: usize = 256;
/// How long the tasks of a region that is dropped may take to end. They are killed, so it is an engine that hangs.
const END_WITHIN: Duration = Duration::from_secs(20);

/// What tasks get from outside the runtime: the agent's endpoints.
pub(crate) trait Endpoints: std::fmt::Debug + Send + Sync {
    /// Opens the task's endpoints, and adds what leads to them to the environment of its containers.
    fn open(&self, launch: &mut Launch);
    /// Closes them.
    fn close(&self, task: &TaskKey);
}

/// A driver at work.
#[derive(Debug)]
pub(super) struct Driver {
    end: CancellationToken,
    ended: watch::Receiver<bool>,
}

impl Driver {
    /// Starts driving the region.
    pub(super) fn start(
        region: Arc<Region>,
        runtime: Arc<dyn Runtime>,
        endpoints: Arc<dyn Endpoints>,
    ) -> Self {
        let end = CancellationToken::new();
        let (sender, ended) = watch::channel(false);
        let (reports, arriving) = Reports::channel();
        let work = Work {
            region,
            runtime,
            endpoints,
            reports,
            arriving,
            live: HashSet::new(),
            clusters: HashSet::new(),
        };
        let ending = end.clone();
        tokio::spawn(async move {
            work.run(ending).await;
            sender.send_replace(true);
        });
        Self { end, ended }
    }

    /// Kills the region's tasks, and returns when nothing of them is left.
    pub(super) async fn end(&self) {
        self.end.cancel();
        let mut ended = self.ended.clone();
        // An error is the end as well.
        let _ = ended.wait_for(|ended| *ended).await;
    }
}

struct Work {
    region: Arc<Region>,
    runtime: Arc<dyn Runtime>,
    endpoints: Arc<dyn Endpoints>,
    reports: Reports,
    arriving: mpsc::UnboundedReceiver<(TaskKey, Report)>,
    /// Started, and not reported as stopped.
    live: HashSet<TaskKey>,
    /// Clusters that tasks were started in, by ARN.
    clusters: HashSet<String>,
}

impl Work {
    async fn run(mut self, end: CancellationToken) {
        let mut due = None;
        loop {
            let region = self.region.clone();
            let time = async {
                match due {
                    Some(due) => region.clock().reaches(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = end.cancelled() => break,
                () = self.region.changed.notified() => {}
                () = time => {}
                Some((task, report)) = self.arriving.recv() => {
                    self.take(&task, report);
                    for _ in 1..AT_ONCE {
                        let Ok((task, report)) = self.arriving.try_recv() else { break };
                        self.take(&task, report);
                    }
                }
            }
            due = self.settle();
        }
        self.finish().await;
    }

    /// A report reaches the plane, and what follows from it the runtime.
    fn take(&mut self, task: &TaskKey, report: Report) {
        if report == Report::Stopped {
            self.live.remove(task);
            self.endpoints.close(task);
        }
        let now = self.region.now();
        self.region.plane().report(now, &task.id, report);
    }

    /// Does what is due; says when something is next.
    fn settle(&mut self) -> Option<crate::shapes::Timestamp> {
        let now = self.region.now();
        let (orders, due) = {
            let mut plane = self.region.plane();
            (plane.reconcile(now), plane.next_due())
        };
        for order in orders {
            self.carry_out(order);
        }
        due
    }

    fn carry_out(&mut self, order: Order) {
        match order {
            Order::Start(mut launch) => {
                self.live.insert(launch.task.clone());
                self.clusters.insert(launch.cluster_arn.clone());
                self.endpoints.open(&mut launch);
                self.runtime.start(*launch, self.reports.clone());
            }
            Order::Stop(task) => self.runtime.stop(&task),
            Order::Kill(task) => self.runtime.kill(&task),
            Order::ForgetCluster(arn) => {
                if self.clusters.remove(&arn) {
                    self.runtime.forget_cluster(&arn);
                }
            }
        }
    }

    async fn finish(mut self) {
        for task in &self.live {
            self.runtime.kill(task);
        }
        let stopped = async {
            while !self.live.is_empty() {
                let Some((task, report)) = self.arriving.recv().await else {
                    return;
                };
                self.take(&task, report);
            }
        };
        if tokio::time::timeout(END_WITHIN, stopped).await.is_err() {
            tracing::warn!("{}: {} tasks do not end", self.region.place, self.live.len());
        }
        for cluster in &self.clusters {
            self.runtime.forget_cluster(cluster);
        }
    }
}
