//! The calls to AWS. Each needs the permission of its name, see `docs/queue-processing.md`.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use aws_client::{CallError, QueueUrl};
use aws_config::SdkConfig;
use aws_sdk_ecs::types::{
    AssignPublicIp, AwsVpcConfiguration, CapacityProviderStrategyItem, ContainerOverride, DesiredStatus,
    KeyValuePair, NetworkConfiguration, PropagateTags, TaskOverride,
};
use aws_sdk_sqs::types::QueueAttributeName;

use super::settings::Tasks;
use super::strategy::CapacityProviderStrategy;
use crate::attempts;

/// `GetParameters` takes so many names.
const NAMES_PER_CALL: usize = 10;

/// Whose tasks they are, for whoever looks at them: `startedBy` of `RunTask`.
const STARTED_BY: &str = "scaler";

/// The clients. They make an attempt again as the SDKs' standard mode has it, three in all (`AWS_MAX_ATTEMPTS`).
#[derive(Debug, Clone)]
pub(super) struct Aws {
    ssm: aws_sdk_ssm::Client,
    sqs: aws_sdk_sqs::Client,
    ecs: aws_sdk_ecs::Client,
}

/// What a `RunTask` was answered with.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The ARNs of the tasks that it started.
    pub(super) started: Vec<String>,
    /// Why others were not, a sentence each.
    pub(super) failures: Vec<String>,
}

impl Aws {
    /// Clients for passes of that length.
    pub(super) fn new(config: &SdkConfig, pass: Duration) -> Self {
        let config = attempts::within(pass, config);
        Self {
            ssm: aws_sdk_ssm::Client::new(&config),
            sqs: aws_sdk_sqs::Client::new(&config),
            ecs: aws_sdk_ecs::Client::new(&config),
        }
    }

    /// The parameters of these names that there are, in the clear.
    pub(super) async fn parameters(&self, names: &[String]) -> Result<HashMap<String, String>, CallError> {
        let mut found = HashMap::new();
        for names in names.chunks(NAMES_PER_CALL) {
            let call = self
                .ssm
                .get_parameters()
                .set_names(Some(names.to_vec()))
                .with_decryption(true);
            let answer = call.send().await?;
            for parameter in answer.parameters.unwrap_or_default() {
                if let (Some(name), Some(value)) = (parameter.name, parameter.value) {
                    found.insert(name, value);
                }
            }
        }
        Ok(found)
    }

    /// `ApproximateNumberOfMessages`: what a receive could bring. Messages in hand or delayed are not in it.
    pub(super) async fn messages(&self, queue: &QueueUrl) -> Result<u64, CallError> {
        let wanted = QueueAttributeName::ApproximateNumberOfMessages;
        let call = self
            .sqs
            .get_queue_attributes()
            .queue_url(queue.as_str())
            .attribute_names(wanted.clone());
        let answer = call.send().await?;
        let text = answer.attributes.and_then(|mut all| all.remove(&wanted));
        text.as_deref()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| CallError {
                code: "UnreadableResponse".to_owned(),
                message: format!(
                    "{wanted} is {}, and no number",
                    text.map_or_else(|| "not told".to_owned(), |text| format!("'{text}'"))
                ),
                status: Some(200),
            })
    }

    /// The ARNs of the family's tasks in the cluster that are meant to run: those that run and those that are on
    /// their way to (PROVISIONING, PENDING, ACTIVATING), for ECS means both to be RUNNING. One that is being stopped
    /// is none of them. Tasks of the family that something else has started take up room as well.
    pub(super) async fn tasks(&self, tasks: &Tasks) -> Result<HashSet<String>, CallError> {
        let mut pages = self
            .ecs
            .list_tasks()
            .cluster(&tasks.cluster)
            .family(tasks.definition.family())
            .desired_status(DesiredStatus::Running)
            .into_paginator()
            .send();
        let mut all = HashSet::new();
        while let Some(page) = pages.next().await {
            let page = page?;
            all.extend(page.task_arns.unwrap_or_default());
        }
        Ok(all)
    }

    /// Starts tasks, at most ten. The SDK gives each call a client token, so that an attempt that is made again
    /// because its answer was lost starts none twice.
    pub(super) async fn run_task(
        &self,
        tasks: &Tasks,
        strategy: &CapacityProviderStrategy,
        count: i32,
    ) -> Result<Answer, CallError> {
        let call = self
            .ecs
            .run_task()
            .cluster(&tasks.cluster)
            .task_definition(tasks.definition.as_str())
            .count(count)
            .set_capacity_provider_strategy(Some(items(strategy)?))
            .network_configuration(network(tasks)?)
            .overrides(overrides(tasks))
            .propagate_tags(PropagateTags::TaskDefinition)
            .started_by(STARTED_BY);
        let answer = call.send().await?;
        let started = answer.tasks.unwrap_or_default();
        let failures = answer.failures.unwrap_or_default();
        Ok(Answer {
            started: started.into_iter().filter_map(|task| task.task_arn).collect(),
            failures: failures.iter().map(told).collect(),
        })
    }
}

fn items(strategy: &CapacityProviderStrategy) -> Result<Vec<CapacityProviderStrategyItem>, CallError> {
    strategy
        .shares()
        .iter()
        .map(|share| {
            CapacityProviderStrategyItem::builder()
                .capacity_provider(&share.provider)
                .base(share.base)
                .weight(share.weight)
                .build()
                .map_err(not_made)
        })
        .collect()
}

fn network(tasks: &Tasks) -> Result<NetworkConfiguration, CallError> {
    let vpc = AwsVpcConfiguration::builder()
        .set_subnets(Some(tasks.subnets.clone()))
        .set_security_groups(Some(tasks.security_groups.clone()))
        .assign_public_ip(AssignPublicIp::Disabled)
        .build()
        .map_err(not_made)?;
    Ok(NetworkConfiguration::builder().awsvpc_configuration(vpc).build())
}

/// The documented variables of a job: that it is one, and where its results go.
fn overrides(tasks: &Tasks) -> TaskOverride {
    let variable = |name: &str, value: &str| KeyValuePair::builder().name(name).value(value).build();
    let container = ContainerOverride::builder()
        .name(&tasks.container)
        .environment(variable("PIPELINE_ECS_JOB_MODE", "1"))
        .environment(variable("PIPELINE_S3_DEST_PREFIX", &tasks.dest_prefix))
        .build();
    TaskOverride::builder().container_overrides(container).build()
}

fn told(failure: &aws_sdk_ecs::types::Failure) -> String {
    let reason = failure.reason().unwrap_or("no reason given");
    let detail = failure.detail().map(|detail| format!(" ({detail})"));
    let arn = failure.arn().map(|arn| format!(", {arn}"));
    format!(
        "{reason}{}{}",
        detail.unwrap_or_default(),
        arn.unwrap_or_default()
    )
}

fn not_made(error: impl std::error::Error) -> CallError {
    CallError {
        code: CallError::NOT_MADE.to_owned(),
        message: error.to_string(),
        status: None,
    }
}
