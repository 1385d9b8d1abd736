//! An agent with a task, and what is around it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use futures::future::BoxFuture;
use http::{Method, Request};
use http_body_util::BodyExt;

use super::fake::{Fake, Reply};
use crate::agent::routes;
use crate::agent::{Agent, Callers, Permissions, Question, Settings, TaskView, Tasks, Unanswered};
use crate::gateway::Upstream;
use crate::localstack::LocalStack;
use crate::place::Place;
use crate::runtime::{AwsLogs, ContainerLaunch, Launch, TaskKey};
use crate::shapes::Timestamp;
use crate::shapes::common::LaunchType;
use crate::shapes::container_definition::{ContainerDefinition, LogConfiguration, LogDriver};
use crate::shapes::tag::Tag;
use crate::shapes::task::{Container, NetworkInterface, Task};
use crate::shapes::task_definition::TaskDefinition;

pub(super) const ID: &str = "0123456789abcdef0123456789abcdef";
pub(super) const ROLE: &str = "arn:aws:iam::111122223333:role/worker";
pub(super) const KEY: &str = "LSIAQAAAAAAVNCBMPNSG";

/// What ECS and STS answer, and what IAM says.
#[derive(Debug)]
pub(super) struct Around {
    pub(super) ecs: Vec<Reply>,
    pub(super) sts: Vec<Reply>,
    /// `None` without enforcement.
    pub(super) iam: Option<Result<bool, Unanswered>>,
    pub(super) launch_type: LaunchType,
    pub(super) limit: Duration,
}

impl Default for Around {
    fn default() -> Self {
        Self {
            ecs: vec![],
            sts: vec![issued(KEY, Duration::from_secs(3600))],
            iam: None,
            launch_type: LaunchType::Fargate,
            limit: Duration::from_secs(4),
        }
    }
}

pub(super) struct Bench {
    pub(super) agent: Agent,
    pub(super) ecs: Fake,
    pub(super) sts: Fake,
    pub(super) callers: Arc<Callers>,
    pub(super) permissions: Arc<Iam>,
}

impl Around {
    pub(super) async fn bench(self) -> Bench {
        let ecs = Fake::start(self.ecs).await;
        let sts = Fake::start(self.sts).await;
        let mut settings = Settings::new(
            "http://127.0.0.1:5000".parse().expect("a URL"),
            ecs.url().parse().expect("a URL"),
        );
        settings.limit = self.limit;
        settings.preparation = self.limit;
        settings.pause = Duration::from_millis(1);
        let callers = Arc::new(Callers::default());
        let permissions = Arc::new(Iam {
            answer: self.iam.clone().unwrap_or(Ok(true)),
            asked: Mutex::default(),
        });
        let enforced = self.iam.is_some();
        let agent = Agent::new(
            settings,
            Arc::new(Known(self.launch_type)),
            enforced.then(|| permissions.clone() as Arc<dyn Permissions>),
            LocalStack::at(&Upstream::parse(&sts.url()).expect("a URL")),
            callers.clone(),
        );
        Bench {
            agent,
            ecs,
            sts,
            callers,
            permissions,
        }
    }
}

impl Bench {
    /// Opens a task, and returns the environment of its container `app`.
    pub(super) fn open(&self, launch: &Launch) -> BTreeMap<String, String> {
        self.agent.open(launch).remove("app").expect("the container")
    }

    /// Sends a request; the answer's status and body.
    pub(super) async fn send(&self, method: Method, url: &str, token: Option<&str>, body: &str) -> String {
        let mut request = Request::builder().method(method).uri(url);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let response = routes::answer(&self.agent.0, request).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let mut shown = head.status.as_u16().to_string();
        let _ = write!(shown, " {}", String::from_utf8_lossy(&body));
        shown
    }

    pub(super) async fn get(&self, url: &str) -> String {
        self.send(Method::GET, url, None, "").await
    }
}

/// A task with a role.
pub(super) fn launch(id: &str) -> Launch {
    let place = Place::new("111122223333", "eu-west-1");
    Launch {
        task_arn: place.ecs_arn(&format!("task/work/{id}")),
        cluster_arn: place.ecs_arn("cluster/work"),
        task: TaskKey {
            place,
            id: id.to_owned(),
        },
        cluster: "work".to_owned(),
        family: "worker".to_owned(),
        revision: 7,
        network_mode: "awsvpc".to_owned(),
        execution_role_arn: None,
        task_role_arn: Some(ROLE.to_owned()),
        containers: vec![ContainerLaunch {
            name: "app".to_owned(),
            image: "worker:1".to_owned(),
            cpu: 256,
            memory: Some(512),
            labels: BTreeMap::from([("team".to_owned(), "a&b".to_owned())]),
            logs: Some(AwsLogs {
                region: "eu-west-1".to_owned(),
                group: "/work".to_owned(),
                stream: format!("w/app/{id}"),
                create_group: false,
            }),
            ..ContainerLaunch::default()
        }],
    }
}

/// STS's answer with that key, which ends after that time.
pub(super) fn issued(key: &str, lasts: Duration) -> Reply {
    let expiration = time::OffsetDateTime::now_utc() + lasts;
    let expiration = expiration
        .format(&time::format_description::well_known::Rfc3339)
        .expect("a time");
    Reply::Answer(
        200,
        format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
             <Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
             <SessionToken>session</SessionToken><Expiration>{expiration}</Expiration></Credentials>\
             <AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn</Arn></AssumedRoleUser>\
             </AssumeRoleResult></AssumeRoleResponse>"
        ),
    )
}

/// Knows every task.
#[derive(Debug)]
struct Known(LaunchType);

impl Tasks for Known {
    fn find(&self, key: &TaskKey) -> Option<TaskView> {
        if key.id.starts_with("gone") {
            return None;
        }
        let at = |seconds: i64| Some(Timestamp::from_millis(1_700_000_000_000 + seconds * 1000));
        let container = Container {
            name: Some("app".to_owned()),
            container_arn: Some(key.place.ecs_arn(&format!("container/work/{}/1", key.id))),
            runtime_id: Some("4711".to_owned()),
            image_digest: Some("sha256:00".to_owned()),
            last_status: Some("RUNNING".to_owned()),
            network_interfaces: vec![NetworkInterface {
                private_ipv4_address: Some("10.0.0.5".to_owned()),
                ..NetworkInterface::default()
            }],
            ..Container::default()
        };
        let task = Task {
            availability_zone: Some("eu-west-1a".to_owned()),
            containers: vec![container],
            cpu: Some("256".to_owned()),
            memory: Some("512".to_owned()),
            desired_status: Some("RUNNING".to_owned()),
            last_status: Some("RUNNING".to_owned()),
            group: Some("service:workers".to_owned()),
            launch_type: Some(self.0),
            pull_started_at: at(1),
            pull_stopped_at: at(2),
            started_at: at(3),
            tags: vec![Tag {
                key: Some("team".to_owned()),
                value: Some("a".to_owned()),
            }],
            ..Task::default()
        };
        let definition = TaskDefinition {
            container_definitions: vec![ContainerDefinition {
                name: Some("app".to_owned()),
                log_configuration: Some(LogConfiguration {
                    log_driver: LogDriver::Awslogs,
                    options: BTreeMap::new(),
                    secret_options: Vec::new(),
                }),
                ..ContainerDefinition::default()
            }],
            ..TaskDefinition::default()
        };
        Some(TaskView {
            task,
            definition: Arc::new(definition),
        })
    }
}

/// Answers as it is told, and remembers what it was asked.
#[derive(Debug)]
pub(super) struct Iam {
    answer: Result<bool, Unanswered>,
    pub(super) asked: Mutex<Vec<String>>,
}

impl Permissions for Iam {
    fn may<'a>(&'a self, question: Question<'a>) -> BoxFuture<'a, Result<bool, Unanswered>> {
        let asked = format!(
            "{} {} {} {:?}",
            question.role_arn, question.action, question.resource, question.context
        );
        self.asked.lock().expect("no panic").push(asked);
        Box::pin(async { self.answer.clone() })
    }
}
