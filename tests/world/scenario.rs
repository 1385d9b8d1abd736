//! A scenario under way.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use conformance::browser::Browser;
use conformance::calls::{Calls, Ledger};
use conformance::environment::Environment;
use conformance::eventually::{Changes, eventually};
use conformance::programs::{Command, Launch, Program};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use local_ecs::Fault;
use time::OffsetDateTime;

use super::{Account, Fleet, Pipeline, Sent, Service, Tracked, Visitor, settings};
use crate::steps::runs::InnerRun;

/// What one scenario knows and has made.
#[derive(Debug)]
pub(crate) struct Scenario {
    /// Its name.
    pub(crate) title: String,
    /// What all scenarios share.
    pub(crate) environment: Arc<Environment>,
    /// Its own account.
    pub(crate) account: Account,
    /// What was called in the account so far.
    pub(crate) calls: Calls,
    /// The ARNs of its topics, by name.
    pub(crate) topics: BTreeMap<String, String>,
    /// Its worker services.
    pub(crate) services: Vec<Service>,
    /// What it has sent or published, in this order.
    pub(crate) sent: Vec<Sent>,
    /// Its programs, in the order in which they were started.
    pub(crate) programs: Vec<Program>,
    /// When each program was last sent a signal.
    pub(crate) signalled: BTreeMap<String, OffsetDateTime>,
    /// How long a program has to stop.
    pub(crate) stop_timeout: Duration,
    /// A run of the suite inside this one.
    pub(crate) inner: Option<InnerRun>,
    /// The id of that run.
    pub(crate) inner_run: Option<String>,
    /// What it has of ECS's.
    pub(crate) fleet: Fleet,
    /// What it has of a pipeline for images.
    pub(crate) pipeline: Pipeline,
    /// What it has of a service that follows its backlog.
    pub(crate) tracked: Tracked,
    /// Clients of its WebSocket server, by name.
    pub(crate) visitors: BTreeMap<String, Visitor>,
    /// Its browser.
    pub(crate) browser: Option<Browser>,
    /// The last picture of its page.
    pub(crate) picture: Option<PathBuf>,
    own: (Option<String>, Option<String>),
}

impl Scenario {
    /// Begins one.
    pub(crate) async fn begin(
        environment: Arc<Environment>,
        own: (Option<String>, Option<String>),
        feature: &str,
        title: &str,
    ) -> Outcome<Self> {
        if let Some(why) = environment.standing.fallen() {
            return Err(Trouble::broken(why));
        }
        let account = Account::open(
            &environment.endpoint,
            &environment.localstack,
            &environment.admin,
            &format!("{feature}: {title}"),
        )
        .await?;
        let calls = Calls::follow(environment.admin.clone(), account.id.clone());
        Ok(Self {
            title: title.to_owned(),
            account,
            calls,
            topics: BTreeMap::new(),
            services: Vec::new(),
            sent: Vec::new(),
            programs: Vec::new(),
            signalled: BTreeMap::new(),
            stop_timeout: settings::STOP_TIMEOUT,
            inner: None,
            inner_run: None,
            fleet: Fleet::default(),
            pipeline: Pipeline::default(),
            tracked: Tracked::default(),
            visitors: BTreeMap::new(),
            browser: None,
            picture: None,
            environment,
            own,
        })
    }

    /// Ends it: its programs, its account, and on a LocalStack that goes on running its stacks.
    pub(crate) async fn end(&mut self) {
        if let Some(browser) = self.browser.take() {
            browser.end().await;
        }
        futures::future::join_all(self.programs.iter().map(Program::remove)).await;
        if let Some(mut inner) = self.inner.take() {
            inner.end().await;
        }
        if self.environment.standing.fallen().is_some() {
            return;
        }
        self.delete_queues().await;
        if self.environment.localstack_is_given {
            for service in &self.services {
                let _ = self
                    .account
                    .cloudformation
                    .delete_stack()
                    .stack_name(&service.name)
                    .send()
                    .await;
            }
            self.pipeline.clear(&self.account).await;
            for arn in self.topics.values() {
                let _ = self.account.sns.delete_topic().topic_arn(arn).send().await;
            }
        }
        let _ = self.environment.admin.forget(&self.account.id).await;
    }

    /// LocalStack counts the messages of every queue for CloudWatch, for as long as the queue is there.
    async fn delete_queues(&self) {
        let Ok(queues) = self.account.sqs.list_queues().send().await else {
            return;
        };
        for queue in queues.queue_urls() {
            let _ = self.account.sqs.delete_queue().queue_url(queue).send().await;
        }
    }

    /// Waits until `look` is content; a failure of the program under test if it never is.
    pub(crate) async fn wait<T>(
        &self,
        within: Duration,
        changes: impl Changes,
        look: impl AsyncFnMut() -> Result<T, String>,
    ) -> Outcome<T> {
        let waiting = async {
            eventually(within, changes, look)
                .await
                .map_err(|gave_up| Trouble::failed(gave_up.to_string()))
        };
        self.environment.standing.during(waiting).await
    }

    /// Waits until what has been called is as `look` wants it.
    pub(crate) async fn wait_for_calls<T>(
        &self,
        within: Duration,
        mut look: impl FnMut(&Calls) -> Result<T, String>,
    ) -> Outcome<T> {
        self.wait(within, self.calls.changes(), async || look(&self.calls))
            .await
    }

    /// Waits until a program's output is as `look` wants it.
    pub(crate) async fn wait_for_output<T>(
        &self,
        program: &str,
        within: Duration,
        mut look: impl FnMut(&Program) -> Result<T, String>,
    ) -> Outcome<T> {
        let program = self.program(program)?;
        self.wait(within, program.transcript().changes(), async || look(program))
            .await
    }

    /// Lets time pass in which something must not happen; `look` is asked at every change and at the end.
    pub(crate) async fn observe(
        &self,
        span: Duration,
        mut changes: impl Changes,
        mut look: impl FnMut() -> Result<(), String>,
    ) -> Outcome {
        let end = Instant::now() + span;
        let watching = async {
            loop {
                look().map_err(Trouble::failed)?;
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Ok(());
                }
                let _ = tokio::time::timeout(left, changes.changed()).await;
            }
        };
        self.environment.standing.during(watching).await
    }

    /// What was called until now, with nothing missing: for steps that do not wait for calls, but judge by them.
    pub(crate) async fn recorded(&self) -> Outcome<&Calls> {
        let catching_up = async { self.calls.catch_up().await.or_broken("reading the trace") };
        self.environment.standing.during(catching_up).await?;
        Ok(&self.calls)
    }

    /// The stories of all messages so far.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::read(&self.calls.all())
    }

    /// The scenario's only worker service, or the first.
    pub(crate) fn service(&self) -> Outcome<&Service> {
        self.services
            .first()
            .or_broken("the scenario has no worker service")
    }

    /// A worker service by name.
    pub(crate) fn service_named(&self, name: &str) -> Outcome<&Service> {
        self.services
            .iter()
            .find(|service| service.name == name)
            .or_broken(format!("the scenario has no worker service `{name}`"))
    }

    /// A topic's ARN by name.
    pub(crate) fn topic(&self, name: &str) -> Outcome<&str> {
        self.topics
            .get(name)
            .map(String::as_str)
            .or_broken(format!("the scenario has no topic `{name}`"))
    }

    /// The message that was last sent.
    pub(crate) fn last_sent(&self) -> Outcome<&Sent> {
        self.sent.last().or_broken("the scenario has sent nothing")
    }

    /// The message with this body.
    pub(crate) fn sent_with(&self, body: &str) -> Outcome<&Sent> {
        self.sent
            .iter()
            .find(|sent| sent.body == body)
            .or_broken(format!("the scenario has not sent `{body}`"))
    }

    /// A program by the name that the scenario gives it; the last that was started under it.
    pub(crate) fn program(&self, name: &str) -> Outcome<&Program> {
        self.programs
            .iter()
            .rfind(|program| program.name == name)
            .or_broken(format!("the scenario has no {name}"))
    }

    /// Starts a worker of a profile: the reference worker, or the user's own.
    pub(crate) async fn start_worker(
        &mut self,
        name: &str,
        arguments: &[&str],
        environment: BTreeMap<String, String>,
    ) -> Outcome {
        let command = match &self.own {
            (Some(command), _) => Command::Own(shell_words::split(command).or_broken("reading --worker")?),
            (None, Some(image)) => Command::OwnImage(image.clone()),
            (None, None) => Command::Worker(arguments.iter().map(|word| (*word).to_owned()).collect()),
        };
        let mut all: BTreeMap<String, String> = [
            ("STOP_TIMEOUT", format!("{}s", self.stop_timeout.as_secs())),
            ("WAIT_TIME_SECONDS", settings::WAIT_TIME.as_secs().to_string()),
        ]
        .map(|(setting, value)| (setting.to_owned(), value))
        .into();
        all.extend(environment);
        self.start_program(name, command, all).await
    }

    /// Starts the scaler.
    pub(crate) async fn start_scaler(
        &mut self,
        arguments: &[&str],
        environment: BTreeMap<String, String>,
    ) -> Outcome {
        let arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
        self.start_program(SCALER, Command::Scaler(arguments), environment)
            .await
    }

    async fn start_program(
        &mut self,
        name: &str,
        command: Command,
        environment: BTreeMap<String, String>,
    ) -> Outcome {
        let mut all = self
            .account
            .environment(&self.environment.endpoint_of_programs, &caller(name));
        all.extend(environment);
        // A setting that a scenario wants missing.
        all.retain(|_, value| value != MISSING);
        let launch = Launch {
            name: name.to_owned(),
            command,
            environment: all,
        };
        let program = Program::start(&self.environment, launch)
            .await
            .or_broken(format!("starting the {name}"))?;
        self.programs.push(program);
        Ok(())
    }

    /// Sets a fault of the account's.
    pub(crate) async fn set_fault(&mut self, fault: &Fault) -> Outcome {
        let admin = &self.environment.admin;
        admin
            .add_fault(&self.account.id, fault)
            .await
            .or_broken("setting a fault")?;
        Ok(())
    }

    /// Takes all faults away.
    pub(crate) async fn clear_faults(&mut self) -> Outcome {
        self.environment
            .admin
            .clear_faults(&self.account.id)
            .await
            .or_broken("taking the faults away")
    }
}

/// The scaler's name, as a program and in the trace.
pub(crate) const SCALER: &str = "scaler";

/// The value of a setting that is to be missing.
pub(crate) const MISSING: &str = "\0missing";

/// How a program is called in the trace: its name as one word.
pub(crate) fn caller(name: &str) -> String {
    name.replace(' ', "-")
}
