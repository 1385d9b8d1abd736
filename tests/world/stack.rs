//! Deploying the templates of `fixtures/cloudformation`.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::{Capability, Parameter, StackStatus};
use conformance::eventually::{Every, eventually};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use tokio::sync::{Semaphore, SemaphorePermit};

/// LocalStack deploys no faster side by side, and answers everything else more slowly meanwhile.
static DEPLOYING: Semaphore = Semaphore::const_new(3);

const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cloudformation");

/// LocalStack makes a stack in a fraction of a second when it has nothing else to do; then the service's tasks start.
const DEPLOYED_WITHIN: Duration = Duration::from_secs(120);

const LOOKED_EACH: Duration = Duration::from_millis(150);

/// Deploys a template as a stack, and returns its outputs.
pub(crate) async fn deploy(
    client: &Client,
    template: &str,
    stack: &str,
    parameters: &[(&str, &str)],
) -> Outcome<BTreeMap<String, String>> {
    let doing = format!("deploying {template}");
    let body = read(template)?;
    let _turn = turn().await?;
    client
        .create_stack()
        .stack_name(stack)
        .template_body(body)
        .set_parameters(Some(given(parameters)))
        .capabilities(Capability::CapabilityIam)
        .send()
        .await
        .or_broken(&doing)?;
    complete(client, stack, &doing).await
}

/// Updates a stack with other parameters, and returns its outputs.
pub(crate) async fn update(
    client: &Client,
    template: &str,
    stack: &str,
    parameters: &[(&str, &str)],
) -> Outcome<BTreeMap<String, String>> {
    begin_update(client, template, stack, parameters).await?;
    complete(client, stack, &updating(stack)).await
}

fn updating(stack: &str) -> String {
    format!("updating {stack}")
}

/// Begins to update a stack: what comes of it is seen later, if ever.
pub(crate) async fn begin_update(
    client: &Client,
    template: &str,
    stack: &str,
    parameters: &[(&str, &str)],
) -> Outcome {
    let doing = updating(stack);
    let body = read(template)?;
    let _turn = turn().await?;
    client
        .update_stack()
        .stack_name(stack)
        .template_body(body)
        .set_parameters(Some(given(parameters)))
        .capabilities(Capability::CapabilityIam)
        .send()
        .await
        .or_broken(&doing)?;
    Ok(())
}

async fn turn() -> Outcome<SemaphorePermit<'static>> {
    DEPLOYING
        .acquire()
        .await
        .or_broken("waiting for a turn to deploy")
}

fn read(template: &str) -> Outcome<String> {
    let file = format!("{TEMPLATES}/{template}");
    std::fs::read_to_string(&file).or_broken(format!("reading {file}"))
}

fn given(parameters: &[(&str, &str)]) -> Vec<Parameter> {
    parameters
        .iter()
        .map(|(name, value)| {
            Parameter::builder()
                .parameter_key(*name)
                .parameter_value(*value)
                .build()
        })
        .collect()
}

async fn complete(client: &Client, stack: &str, doing: &str) -> Outcome<BTreeMap<String, String>> {
    eventually(DEPLOYED_WITHIN, Every(LOOKED_EACH), async || {
        outputs(client, stack).await
    })
    .await
    .or_broken(doing)?
    .map_err(|why| Trouble::broken(format!("{doing}: {why}")))
}

/// The outputs once the stack is complete, or why it never will be; else what it is doing.
async fn outputs(client: &Client, stack: &str) -> Result<Result<BTreeMap<String, String>, String>, String> {
    let described = client
        .describe_stacks()
        .stack_name(stack)
        .send()
        .await
        .map_err(|error| command_line::one_line(&error))?;
    let stack = described.stacks().first().ok_or("the stack is not there")?;
    match stack.stack_status() {
        // LocalStack says so a moment before it has the outputs; every template here has some.
        Some(StackStatus::CreateComplete | StackStatus::UpdateComplete) if stack.outputs().is_empty() => {
            Err("complete, without its outputs".to_owned())
        }
        Some(StackStatus::CreateComplete | StackStatus::UpdateComplete) => Ok(Ok(stack
            .outputs()
            .iter()
            .filter_map(|output| Some((output.output_key()?.to_owned(), output.output_value()?.to_owned())))
            .collect())),
        Some(
            status @ (StackStatus::CreateInProgress
            | StackStatus::UpdateInProgress
            | StackStatus::UpdateCompleteCleanupInProgress),
        ) => Err(status.to_string()),
        None => Err("it has no status yet".to_owned()),
        Some(status) => Ok(Err(format!(
            "{status}: {}",
            stack.stack_status_reason().unwrap_or("no reason given")
        ))),
    }
}
