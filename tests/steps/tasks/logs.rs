//! What tasks print, as CloudWatch Logs has it.

use conformance::eventually::Every;
use conformance::matching::in_order;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then};

use super::look::{IN_TIME, id_of};
use super::make::{CONTAINER, Definition, LOG_GROUP, STREAM_PREFIX};
use crate::world::{Scenario, World};

/// How often LocalStack is asked: it has other work.
pub(super) const LOOK: Every = Every(std::time::Duration::from_millis(250));

#[given(expr = "a task that prints {int} lines and exits with code {int}")]
async fn prints(world: &mut World, lines: u32, code: u8) -> Outcome {
    let (lines, code) = (lines.to_string(), code.to_string());
    let steps = ["print-lines", &lines, "exit", &code];
    world.run_task(&Definition::default(), &steps).await
}

#[given("a task whose log group does not exist")]
async fn without_group(world: &mut World) -> Outcome {
    let definition = Definition {
        create_log_group: false,
        ..Definition::default()
    };
    world.run_task(&definition, &["wait"]).await
}

#[then(expr = "its log stream has exactly those {int} lines in order")]
async fn exactly(world: &mut World, count: usize) -> Outcome {
    // All of it was delivered before the task was said to have stopped.
    let task = world.fleet.task.clone().or_broken("the scenario has no task")?;
    let lines = world
        .log_lines(LOG_GROUP, &probe_stream(&task))
        .await
        .map_err(Trouble::broken)?;
    let expected = (1..=count).map(|line| format!("line {line}"));
    let first_wrong = lines.iter().zip(expected).find(|(seen, line)| *seen != line);
    match first_wrong {
        None if lines.len() == count => Ok(()),
        None => Err(Trouble::failed(format!("it has {} lines", lines.len()))),
        Some((seen, line)) => Err(Trouble::failed(format!("it has `{seen}` where `{line}` belongs"))),
    }
}

#[then(expr = "the task logs {string}")]
async fn task_logs(world: &mut World, beginning: String) -> Outcome {
    let (group, stream) = world.template_stream()?;
    world
        .wait(IN_TIME, LOOK, async || {
            let lines = world.log_lines(&group, &stream).await?;
            if lines.iter().any(|line| line.starts_with(&beginning)) {
                Ok(())
            } else {
                Err(format!("no line begins so: {lines:?}"))
            }
        })
        .await
}

#[then(expr = "the service runs a new revision, and the task logs {string}")]
async fn new_revision_logs(world: &mut World, line: String) -> Outcome {
    let task = world
        .wait(IN_TIME, super::look::LOOK, async || {
            let tasks = world.new_tasks().await?;
            tasks
                .iter()
                .find(|task| super::look::status(task) == "RUNNING")
                .map(super::look::arn_of)
                .ok_or_else(|| super::look::shown(&tasks))
        })
        .await?;
    world.fleet.task = Some(task);
    let stream = world.template_stream()?;
    world.wait_for_lines(&stream, vec![line]).await
}

#[then(expr = "the log group of the service has the stream {string}")]
async fn has_stream(world: &mut World, pattern: String) -> Outcome {
    let task = world
        .fleet
        .task
        .as_deref()
        .or_broken("the scenario has no task")?;
    let expected = pattern.replace("<task id>", id_of(task));
    let group = format!("/ecs/{}", world.stack_name()?);
    world
        .wait(IN_TIME, LOOK, async || {
            let described = world
                .account
                .logs
                .describe_log_streams()
                .log_group_name(&group)
                .send()
                .await
                .map_err(|error| command_line::one_line(&error))?;
            let names: Vec<&str> = described
                .log_streams()
                .iter()
                .filter_map(|stream| stream.log_stream_name())
                .collect();
            if names.contains(&expected.as_str()) {
                Ok(())
            } else {
                Err(format!("{group} has the streams {names:?}, and not {expected}"))
            }
        })
        .await
}

#[then("the task logs these lines in this order")]
async fn task_logs_lines(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let id = world.sent.last().map_or("", |sent| &sent.id).to_owned();
    let lines = table.rows.iter().flatten();
    let lines = lines.map(|line| line.replace("<id>", &id)).collect();
    world.wait_for_task_lines(lines).await
}

#[then("that stream has these lines in this order")]
async fn has_lines(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let queue = world.service()?.queue().to_owned();
    let lines = table
        .rows
        .iter()
        .flatten()
        .map(|line| line.replace("<the queue's URL>", &queue))
        .collect();
    let stream = world.template_stream()?;
    world.wait_for_lines(&stream, lines).await
}

impl Scenario {
    /// The stream of the scenario's task, which belongs to a stack: group and name.
    fn template_stream(&self) -> Outcome<(String, String)> {
        let task = self.fleet.task.as_deref().or_broken("the scenario has no task")?;
        let stack = self.stack_name()?;
        Ok((format!("/ecs/{stack}"), format!("{stack}/worker/{}", id_of(task))))
    }

    /// Waits until the scenario's task, which belongs to a stack, has printed these lines in this order.
    pub(crate) async fn wait_for_task_lines(&self, lines: Vec<String>) -> Outcome {
        self.wait_for_lines(&self.template_stream()?, lines).await
    }

    /// Waits until all that the scenario's task has printed, on either stream, is as `look` wants it.
    pub(crate) async fn wait_for_task_log<T>(
        &self,
        mut look: impl FnMut(&[String]) -> Result<T, String>,
    ) -> Outcome<T> {
        let (group, stream) = self.template_stream()?;
        self.wait(IN_TIME, LOOK, async || {
            look(&self.log_lines(&group, &stream).await?)
        })
        .await
    }

    async fn wait_for_lines(&self, (group, stream): &(String, String), lines: Vec<String>) -> Outcome {
        self.wait(IN_TIME, LOOK, async || {
            in_order(&self.log_lines(group, stream).await?.join("\n"), &lines)
        })
        .await
    }

    /// All lines of a stream so far.
    pub(crate) async fn log_lines(&self, group: &str, stream: &str) -> Result<Vec<String>, String> {
        let mut lines = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = self
                .account
                .logs
                .get_log_events()
                .log_group_name(group)
                .log_stream_name(stream)
                .start_from_head(true)
                .set_next_token(token.clone())
                .send()
                .await
                .map_err(|error| command_line::one_line(&error))?;
            let events = page.events.unwrap_or_default();
            let ended = events.is_empty();
            lines.extend(events.into_iter().filter_map(|event| event.message));
            // The end is told by the same token again.
            if ended || page.next_forward_token.is_none() || page.next_forward_token == token {
                return Ok(lines);
            }
            token = page.next_forward_token;
        }
    }
}

/// The stream of a probe's task.
pub(crate) fn probe_stream(task: &str) -> String {
    format!("{STREAM_PREFIX}/{CONTAINER}/{}", id_of(task))
}
