//! `local-ecs deploy`: a stack by hand, as a client of the gateway.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cloudformation::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_cloudformation::types::{Capability, Parameter, Stack};
use clap::Args;
use url::Url;

use crate::accounts::is_account_id;

/// How often the stack is looked at.
const LOOK: Duration = Duration::from_millis(300);

/// What is deployed, and where.
#[derive(Debug, Args)]
pub(super) struct DeployOptions {
    /// The template; not needed to delete a stack
    #[arg(required_unless_present = "delete")]
    template: Option<PathBuf>,

    /// The stack; it is updated if it exists
    #[arg(long, value_name = "NAME")]
    stack_name: String,

    /// The template's parameters
    #[arg(long, value_name = "KEY=VALUE", num_args = 1.., value_parser = pair)]
    parameters: Vec<(String, String)>,

    /// Delete the stack
    #[arg(long, conflicts_with_all = ["template", "parameters"])]
    delete: bool,

    /// Where local-ecs listens
    #[arg(
        long,
        env = "AWS_ENDPOINT_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:4567"
    )]
    endpoint: Url,

    #[arg(long, env = "AWS_REGION", value_name = "REGION", default_value = "us-east-1")]
    region: String,

    /// The account: 12 digits
    #[arg(long, value_name = "ID", default_value = "000000000000", value_parser = account)]
    account: String,
}

/// Why nothing was deployed, or not to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum DeployError {
    #[error("cannot read the template {0}: {1}")]
    Template(PathBuf, std::io::Error),
    #[error("CloudFormation refuses: {0}")]
    Refused(String),
    #[error("the stack is {status}: {reason}")]
    Failed { status: String, reason: String },
    #[error("cannot write")]
    Output(#[from] std::io::Error),
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it like Image=worker:1".to_owned()),
    }
}

fn account(text: &str) -> Result<String, String> {
    if is_account_id(text) {
        Ok(text.to_owned())
    } else {
        Err("an account has 12 digits".to_owned())
    }
}

fn refused<E, R>(error: &SdkError<E, R>) -> DeployError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match error.as_service_error().and_then(ProvideErrorMetadata::message) {
        Some(message) => DeployError::Refused(message.to_owned()),
        None => DeployError::Refused(DisplayErrorContext(error).to_string()),
    }
}

/// Deploys or deletes the stack, tells of it on stderr, and prints the outputs.
pub(super) async fn run(options: DeployOptions) -> Result<(), DeployError> {
    let config = aws_sdk_cloudformation::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(options.endpoint.as_str().trim_end_matches('/'))
        .region(Region::new(options.region.clone()))
        .credentials_provider(Credentials::new(
            &*options.account,
            "secret",
            None,
            None,
            "deploy",
        ))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    let client = Client::from_conf(config);
    let before = describe(&client, &options.stack_name).await?;
    let mut told = match &before {
        Some(_) => events(&client, &options.stack_name)
            .await
            .into_iter()
            .map(|(id, _)| id)
            .collect(),
        None => HashSet::new(),
    };
    let id = if options.delete {
        let Some(id) = before.as_ref().and_then(Stack::stack_id) else {
            return Ok(());
        };
        let delete = client.delete_stack().stack_name(id);
        delete.send().await.map_err(|error| refused(&error))?;
        id.to_owned()
    } else {
        match begin(&client, &options, before.is_some()).await? {
            Some(id) => id,
            None => return print(before.as_ref()),
        }
    };
    let stack = wait(&client, &id, &mut told).await?;
    let status = stack.as_ref().and_then(Stack::stack_status);
    let status = status.map_or("DELETE_COMPLETE", |status| status.as_str());
    let wanted: &[&str] = if options.delete {
        &["DELETE_COMPLETE"]
    } else {
        &["CREATE_COMPLETE", "UPDATE_COMPLETE"]
    };
    if !wanted.contains(&status) {
        let reason = stack.as_ref().and_then(Stack::stack_status_reason);
        return Err(DeployError::Failed {
            status: status.to_owned(),
            reason: reason.unwrap_or("the events above say why").to_owned(),
        });
    }
    if options.delete {
        Ok(())
    } else {
        print(stack.as_ref())
    }
}

/// Creates or updates; `None` if there is nothing to change.
async fn begin(
    client: &Client,
    options: &DeployOptions,
    exists: bool,
) -> Result<Option<String>, DeployError> {
    let path = options.template.clone().unwrap_or_default();
    let body = std::fs::read_to_string(&path).map_err(|error| DeployError::Template(path, error))?;
    let parameters: Vec<Parameter> = options
        .parameters
        .iter()
        .map(|(key, value)| {
            Parameter::builder()
                .parameter_key(key)
                .parameter_value(value)
                .build()
        })
        .collect();
    let capabilities = vec![Capability::CapabilityNamedIam, Capability::CapabilityAutoExpand];
    if exists {
        let updated = client
            .update_stack()
            .stack_name(&options.stack_name)
            .template_body(body)
            .set_parameters(Some(parameters))
            .set_capabilities(Some(capabilities))
            .send()
            .await;
        match updated {
            Ok(answer) => Ok(answer.stack_id().map(str::to_owned)),
            Err(error) if error.message().is_some_and(|text| text.contains("No updates")) => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    } else {
        let created = client
            .create_stack()
            .stack_name(&options.stack_name)
            .template_body(body)
            .set_parameters(Some(parameters))
            .set_capabilities(Some(capabilities))
            .send()
            .await
            .map_err(|error| refused(&error))?;
        Ok(created.stack_id().map(str::to_owned))
    }
}

async fn describe(client: &Client, stack: &str) -> Result<Option<Stack>, DeployError> {
    match client.describe_stacks().stack_name(stack).send().await {
        Ok(answer) => Ok(answer.stacks.and_then(|stacks| stacks.into_iter().next())),
        Err(error) if error.code() == Some("ValidationError") => Ok(None),
        Err(error) => Err(refused(&error)),
    }
}

/// The events so far, the first one first.
async fn events(client: &Client, stack: &str) -> Vec<(String, String)> {
    let answer = client.describe_stack_events().stack_name(stack).send().await;
    let events = answer
        .ok()
        .and_then(|answer| answer.stack_events)
        .unwrap_or_default();
    events
        .iter()
        .rev()
        .map(|event| {
            let status = event.resource_status().map_or("", |status| status.as_str());
            let reason = event
                .resource_status_reason()
                .map(|reason| format!(": {reason}"))
                .unwrap_or_default();
            let name = event.logical_resource_id().unwrap_or_default();
            let kind = event.resource_type().unwrap_or_default();
            (
                event.event_id().unwrap_or_default().to_owned(),
                format!("{status} {name} ({kind}){reason}"),
            )
        })
        .collect()
}

/// Tells of each event, until nothing is under way.
async fn wait(client: &Client, id: &str, told: &mut HashSet<String>) -> Result<Option<Stack>, DeployError> {
    loop {
        let stack = describe(client, id).await?;
        for (event, line) in events(client, id).await {
            if told.insert(event) {
                writeln!(std::io::stderr(), "{line}")?;
            }
        }
        let status = stack.as_ref().and_then(Stack::stack_status);
        if status.is_none_or(|status| !status.as_str().ends_with("_IN_PROGRESS")) {
            return Ok(stack);
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn print(stack: Option<&Stack>) -> Result<(), DeployError> {
    let outputs: BTreeMap<&str, &str> = stack
        .map(Stack::outputs)
        .unwrap_or_default()
        .iter()
        .filter_map(|output| Some((output.output_key()?, output.output_value()?)))
        .collect();
    let mut stdout = std::io::stdout().lock();
    for (key, value) in outputs {
        writeln!(stdout, "{key}={value}")?;
    }
    Ok(stdout.flush()?)
}
