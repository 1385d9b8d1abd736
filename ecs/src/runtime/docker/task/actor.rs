//! Leads a task from its launch to its end.

use std::sync::Arc;

use futures::future::join_all;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use super::super::body::Namespace;
use super::super::directory::{Inbox, Message};
use super::super::images::Image;
use super::super::names;
use super::super::runtime::Shared;
use super::condition;
use super::container::{self, End, Started, Told};
use super::ground::{self, Ground, Lacking};
use super::progress::{Ending, Progress, Step};
use crate::runtime::{Launch, Report, Reports};

/// What has come of a piece of work with the engine.
enum Done {
    Started(usize, Result<Started, String>),
    /// Whether it has ended, and how.
    Seen(usize, Option<End>),
    /// It has ended, and all its output has been delivered.
    Ended(usize, End),
    /// It has been asked to end.
    Asked(usize),
}

/// What is known of a container beside its progress.
#[derive(Debug, Default)]
struct Known {
    output: Option<JoinHandle<()>>,
    /// Its end is being dealt with.
    ending: bool,
    /// The engine has told its end before its start was.
    early: Option<Told>,
}

struct Actor {
    shared: Arc<Shared>,
    launch: Arc<Launch>,
    reports: Reports,
    inbox: Inbox,
    messages: UnboundedReceiver<Message>,
    progress: Progress,
    work: JoinSet<Done>,
    known: Vec<Known>,
    /// There is no engine to remove anything.
    lost: bool,
}

/// Runs the task until nothing of it is left.
pub(in super::super) async fn run(
    shared: Arc<Shared>,
    launch: Launch,
    reports: Reports,
    inbox: Inbox,
    messages: UnboundedReceiver<Message>,
) {
    let progress = Progress::new(
        launch
            .containers
            .iter()
            .map(|container| (container.name.clone(), container.start_timeout)),
        condition::of(&launch),
    );
    let mut actor = Actor {
        shared,
        known: launch.containers.iter().map(|_| Known::default()).collect(),
        launch: Arc::new(launch),
        reports,
        inbox,
        messages,
        progress,
        work: JoinSet::new(),
        lost: false,
    };
    let namespaces = actor.run().await;
    actor.clear(&namespaces).await;
}

impl Actor {
    /// Gives what was taken of the cluster's network.
    async fn run(&mut self) -> Vec<Namespace> {
        self.report(Report::PullStarted);
        let prepared = {
            let (shared, launch) = (self.shared.clone(), self.launch.clone());
            self.unless_ended(async move {
                futures::future::try_join(
                    ground::images(&shared, &launch),
                    ground::namespaces(&shared, &launch),
                )
                .await
            })
            .await
        };
        let (images, namespaces) = match prepared {
            Some(Ok(prepared)) => prepared,
            Some(Err(lacking)) => {
                self.lack(lacking);
                return Vec::new();
            }
            None => {
                self.end_rest(None);
                return Vec::new();
            }
        };
        self.report(Report::PullStopped);
        match ground::settle(&self.shared, &self.launch, &namespaces).await {
            Ok(ground) => self.lead(&ground, &images).await,
            Err(lacking) => self.lack(lacking),
        }
        namespaces
    }

    /// What comes of the work; `None` if the task is to end first.
    async fn unless_ended<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Some(done),
                message = self.messages.recv() => match message {
                    Some(Message::Gone(reason)) => {
                        self.fail(None, reason);
                        return None;
                    }
                    Some(Message::Stop | Message::Kill) | None => return None,
                    Some(Message::Died(..) | Message::Look(_) | Message::Health(..)) => {}
                },
            }
        }
    }

    async fn lead(&mut self, ground: &Ground, images: &[Image]) {
        loop {
            for step in self.progress.next(Instant::now()) {
                self.take(step, ground);
            }
            if self.progress.is_over() {
                return;
            }
            let look = self.progress.next_look(Instant::now());
            let time = async {
                match look {
                    Some(look) => tokio::time::sleep_until(look).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(message) = self.messages.recv() => {
                    if let Message::Gone(reason) = message {
                        return self.lose(&reason);
                    }
                    self.hear(&message);
                }
                Some(done) = self.work.join_next() => if let Ok(done) = done {
                    self.done(done, ground, images);
                },
                () = time => {}
            }
        }
    }

    fn take(&mut self, step: Step, ground: &Ground) {
        match step {
            Step::Start(index) => {
                let (shared, launch, inbox) = (self.shared.clone(), self.launch.clone(), self.inbox.clone());
                let namespace = ground.namespaces[index].clone();
                self.work.spawn(async move {
                    Done::Started(
                        index,
                        container::start(&shared, &launch, index, &namespace, &inbox).await,
                    )
                });
            }
            Step::Stop(index) => self.ask(index, false),
            Step::Kill(index) => self.ask(index, true),
            Step::Skip(index) => self.stopped(index, None, None),
            Step::GiveUp(index, why) => {
                let name = &self.launch.containers[index].name;
                self.fail(
                    Some(index),
                    format!("CannotStartContainerError: the container {name} cannot start: {why}"),
                );
            }
        }
    }

    fn ask(&mut self, index: usize, at_once: bool) {
        let docker = self.shared.docker.clone();
        let name = self.name(index);
        let timeout = self.launch.containers[index].stop_timeout;
        self.work.spawn(async move {
            if at_once {
                container::kill(&docker, &name).await;
            } else {
                container::stop(&docker, &name, timeout).await;
            }
            Done::Asked(index)
        });
    }

    fn hear(&mut self, message: &Message) {
        match *message {
            Message::Stop => self.progress.end(Ending::Stop),
            Message::Kill => self.progress.end(Ending::Kill),
            Message::Died(index, exit_code) => self.examine(index, Some(Told { exit_code })),
            Message::Look(index) => self.examine(index, None),
            Message::Health(index, healthy) => {
                if self.launch.containers[index].health_check.is_some() && self.progress.is_running(index) {
                    self.progress.health(index, healthy);
                    let container = self.launch.containers[index].name.clone();
                    self.report(Report::ContainerHealth { container, healthy });
                }
            }
            // Dealt with by who listens.
            Message::Gone(_) => {}
        }
    }

    /// Looks whether the container has ended, as the engine has `told`.
    fn examine(&mut self, index: usize, told: Option<Told>) {
        if self.progress.is_running(index) {
            if !self.known[index].ending {
                // A second look while one is under way does no harm.
                self.known[index].ending = told.is_some();
                let (docker, name) = (self.shared.docker.clone(), self.name(index));
                self.work
                    .spawn(async move { Done::Seen(index, container::end(&docker, &name, told).await) });
            }
        } else if told.is_some() {
            self.known[index].early = told;
        }
    }

    fn done(&mut self, done: Done, ground: &Ground, images: &[Image]) {
        match done {
            Done::Started(index, Ok(started)) => self.started(index, started, ground, images),
            Done::Started(index, Err(reason)) => {
                // One that is being stopped anyway has not failed.
                if !self.progress.is_ending() {
                    self.fail(Some(index), reason.clone());
                }
                self.progress.ended(index, None);
                self.stopped(index, None, Some(reason));
                self.progress.end(Ending::Stop);
            }
            Done::Seen(index, Some(end)) => {
                self.known[index].ending = true;
                let output = self.known[index].output.take();
                self.work.spawn(async move {
                    if let Some(output) = output {
                        // One that has panicked has been told.
                        let _ = output.await;
                    }
                    Done::Ended(index, end)
                });
            }
            Done::Seen(index, None) => self.known[index].ending = false,
            Done::Ended(index, end) => {
                if !self.progress.has_ended(index) {
                    self.progress.ended(index, end.exit_code);
                    self.stopped(index, end.exit_code, end.reason);
                }
            }
            // Usually the engine has told before.
            Done::Asked(index) => self.examine(index, None),
        }
    }

    fn started(&mut self, index: usize, started: Started, ground: &Ground, images: &[Image]) {
        let Started { id, outside, output } = started;
        let outside = ground.shared.as_ref().unwrap_or(&outside);
        let ports = &self.launch.containers[index].port_mappings;
        self.report(Report::ContainerStarted {
            container: self.launch.containers[index].name.clone(),
            runtime_id: id,
            image_digest: images.get(index).and_then(|image| image.digest.clone()),
            bindings: if self.launch.network_mode == "host" {
                container::bindings_of_host(ports)
            } else {
                outside.bindings(ports)
            },
            private_ip: outside.ip.clone(),
        });
        self.known[index].output = output;
        self.progress.started(index, Instant::now());
        if let Some(told) = self.known[index].early.take() {
            self.examine(index, Some(told));
        }
    }

    /// The task cannot go on; nothing of it has run.
    fn lack(&mut self, lacking: Lacking) {
        let Lacking { container, reason } = lacking;
        self.fail(container, reason.clone());
        if let Some(index) = container {
            self.progress.ended(index, None);
            self.stopped(index, None, Some(reason));
        }
        self.end_rest(None);
    }

    /// There is no engine: what ran is lost.
    fn lose(&mut self, reason: &str) {
        self.work.abort_all();
        self.lost = true;
        self.fail(None, reason.to_owned());
        self.end_rest(Some(reason));
    }

    /// Says of every container that has not ended that it has.
    fn end_rest(&mut self, reason: Option<&str>) {
        for index in 0..self.known.len() {
            if !self.progress.has_ended(index) {
                self.progress.ended(index, None);
                self.stopped(index, None, reason.map(str::to_owned));
            }
        }
    }

    /// Removes what was made for the task.
    async fn clear(mut self, namespaces: &[Namespace]) {
        self.work.shutdown().await;
        let mut names: Vec<String> = (0..self.known.len()).map(|index| self.name(index)).collect();
        names.push(names::holder(&self.launch));
        if self.lost {
            self.shared.leave_behind(names);
        } else {
            join_all(names.into_iter().map(|name| self.shared.remove(name))).await;
        }
        ground::leave(&self.shared, &self.launch, namespaces);
        self.shared.directory.leave(&self.launch.task, &self.inbox);
        self.report(Report::Stopped);
    }

    fn name(&self, index: usize) -> String {
        names::container(&self.launch, &self.launch.containers[index].name)
    }

    fn report(&self, report: Report) {
        self.reports.send(&self.launch.task, report);
    }

    fn fail(&self, container: Option<usize>, reason: String) {
        self.report(Report::Failed {
            container: container.map(|index| self.launch.containers[index].name.clone()),
            reason,
            was_running: self.progress.has_run(),
        });
    }

    fn stopped(&self, index: usize, exit_code: Option<i32>, reason: Option<String>) {
        self.report(Report::ContainerStopped {
            container: self.launch.containers[index].name.clone(),
            exit_code,
            reason,
        });
    }
}
