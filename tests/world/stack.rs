//! Deploying the templates of `fixtures/cloudformation`.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudformation::types::{Capability, Parameter, StackStatus};
use conformance::eventually::{Every, eventually};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use tokio::sync::Semaphore;

use super::Account;

/// LocalStack deploys no faster side by side, and answers everything else more slowly meanwhile.
static DEPLOYING: Semaphore = Semaphore::const_new(3);

const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cloudformation");

/// LocalStack makes a stack in a fraction of a second when it has nothing else to do.
const DEPLOYED_WITHIN: Duration = Duration::from_secs(30);

const LOOKED_EACH: Duration = Duration::from_millis(150);

/// Deploys a template as a stack, and returns its outputs.
pub(crate) async fn deploy(
    account: &Account,
    template: &str,
    stack: &str,
    parameters: &[(&str, &str)],
) -> Outcome<BTreeMap<String, String>> {
    let file = format!("{TEMPLATES}/{template}");
    let body = std::fs::read_to_string(&file).or_broken(format!("reading {file}"))?;
    let parameters = parameters
        .iter()
        .map(|(name, value)| {
            Parameter::builder()
                .parameter_key(*name)
                .parameter_value(*value)
                .build()
        })
        .collect();
    let _turn = DEPLOYING
        .acquire()
        .await
        .or_broken("waiting for a turn to deploy")?;
    account
        .cloudformation
        .create_stack()
        .stack_name(stack)
        .template_body(body)
        .set_parameters(Some(parameters))
        .capabilities(Capability::CapabilityIam)
        .send()
        .await
        .or_broken(format!("deploying {template}"))?;
    eventually(DEPLOYED_WITHIN, Every(LOOKED_EACH), async || {
        outputs(account, stack).await
    })
    .await
    .or_broken(format!("deploying {template}"))?
    .map_err(|why| Trouble::broken(format!("deploying {template}: {why}")))
}

/// The outputs once the stack is complete, or why it never will be; else what it is doing.
async fn outputs(account: &Account, stack: &str) -> Result<Result<BTreeMap<String, String>, String>, String> {
    let described = account
        .cloudformation
        .describe_stacks()
        .stack_name(stack)
        .send()
        .await
        .map_err(|error| command_line::one_line(&error))?;
    let stack = described.stacks().first().ok_or("the stack is not there")?;
    match stack.stack_status() {
        Some(StackStatus::CreateComplete) => Ok(Ok(stack
            .outputs()
            .iter()
            .filter_map(|output| Some((output.output_key()?.to_owned(), output.output_value()?.to_owned())))
            .collect())),
        Some(StackStatus::CreateInProgress) | None => Err("it is being created".to_owned()),
        Some(status) => Ok(Err(format!(
            "{status}: {}",
            stack.stack_status_reason().unwrap_or("no reason given")
        ))),
    }
}
