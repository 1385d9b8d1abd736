//! LocalStack's part of a stack: waited for, deleted, brought back.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::error::DisplayErrorContext;
use aws_sdk_cloudformation::types::Parameter;

use super::plan::Plan;
use super::stack::Stack;
use crate::localstack::LocalStack;
use crate::place::Place;

/// How often a stack is looked at. LocalStack makes one in a fraction of a second.
const LOOKS: (Duration, Duration) = (Duration::from_millis(40), Duration::from_secs(1));
/// LocalStack says that an update is complete a moment before its outputs are the new ones.
const OUTPUTS_LAG: Duration = Duration::from_millis(50);

/// LocalStack has not done its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    /// The stack's status: `CREATE_FAILED`.
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
}

/// LocalStack's CloudFormation.
#[derive(Clone, Debug)]
pub(crate) struct Upstream {
    pub(crate) localstack: LocalStack,
}

struct Described {
    status: String,
    reason: Option<String>,
    outputs: BTreeMap<String, String>,
    parameters: BTreeMap<String, String>,
}

impl Upstream {
    fn client(&self, place: &Place) -> Client {
        Client::new(&self.localstack.config(place))
    }

    async fn describe(&self, place: &Place, stack: &str) -> Result<Option<Described>, String> {
        let answer = self
            .client(place)
            .describe_stacks()
            .stack_name(stack)
            .send()
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                let service = error.as_service_error();
                if service.is_some_and(|error| error.meta().code() == Some("ValidationError")) {
                    return Ok(None);
                }
                return Err(DisplayErrorContext(&error).to_string());
            }
        };
        Ok(answer.stacks().first().map(|stack| Described {
            status: stack
                .stack_status()
                .map(|status| status.as_str().to_owned())
                .unwrap_or_default(),
            reason: stack.stack_status_reason().map(str::to_owned),
            outputs: stack
                .outputs()
                .iter()
                .filter_map(|output| {
                    Some((output.output_key()?.to_owned(), output.output_value()?.to_owned()))
                })
                .collect(),
            parameters: stack
                .parameters()
                .iter()
                .filter_map(|parameter| {
                    Some((
                        parameter.parameter_key()?.to_owned(),
                        parameter.parameter_value()?.to_owned(),
                    ))
                })
                .collect(),
        }))
    }

    /// The parameters of a stack that is not known here.
    pub(crate) async fn parameters(&self, place: &Place, stack: &str) -> BTreeMap<String, String> {
        match self.describe(place, stack).await {
            Ok(Some(described)) => described.parameters,
            Ok(None) | Err(_) => BTreeMap::new(),
        }
    }

    /// Waits until nothing is under way; `None` if there is no such stack.
    async fn settled(&self, stack: &Stack) -> Result<Option<Described>, Failed> {
        let mut pause = LOOKS.0;
        let mut troubles = 0;
        loop {
            match self.describe(&stack.place, &stack.id).await {
                Ok(Some(described)) if described.status.ends_with("_IN_PROGRESS") => troubles = 0,
                Ok(settled) => return Ok(settled),
                Err(reason) => {
                    troubles += 1;
                    if troubles == 5 {
                        return Err(Failed {
                            status: "CREATE_FAILED".to_owned(),
                            reason: Some(reason),
                        });
                    }
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(LOOKS.1);
        }
    }

    /// Waits until LocalStack has deployed its part, and returns the outputs.
    pub(crate) async fn deployed(
        &self,
        stack: &Stack,
        first: bool,
    ) -> Result<BTreeMap<String, String>, Failed> {
        let gone = || Failed {
            status: "CREATE_FAILED".to_owned(),
            reason: Some("LocalStack has lost the stack".to_owned()),
        };
        let mut described = self.settled(stack).await?.ok_or_else(gone)?;
        if !first {
            tokio::time::sleep(OUTPUTS_LAG).await;
            described = self.settled(stack).await?.ok_or_else(gone)?;
        }
        if matches!(&*described.status, "CREATE_COMPLETE" | "UPDATE_COMPLETE") {
            Ok(described.outputs)
        } else {
            let reason = described
                .reason
                .unwrap_or_else(|| "LocalStack has not made its part of the stack".to_owned());
            Err(Failed {
                status: described.status,
                reason: Some(reason),
            })
        }
    }

    /// Has LocalStack delete its part, and waits for it.
    pub(crate) async fn delete(&self, stack: &Stack) -> Result<(), Failed> {
        let failed = |reason: String| Failed {
            status: "DELETE_FAILED".to_owned(),
            reason: Some(reason),
        };
        self.client(&stack.place)
            .delete_stack()
            .stack_name(&stack.id)
            .send()
            .await
            .map_err(|error| failed(DisplayErrorContext(&error).to_string()))?;
        match self.settled(stack).await? {
            Some(described) if described.status != "DELETE_COMPLETE" => {
                Err(failed(described.reason.unwrap_or_else(|| {
                    format!("LocalStack leaves the stack {}", described.status)
                })))
            }
            _ => Ok(()),
        }
    }

    /// Has LocalStack go back to what was deployed before.
    pub(crate) async fn revert(&self, stack: &Stack, before: &Plan) -> Result<(), Failed> {
        let parameters = before
            .texts
            .iter()
            .map(|(name, text)| {
                Parameter::builder()
                    .parameter_key(name)
                    .parameter_value(text)
                    .build()
            })
            .collect();
        let updated = self
            .client(&stack.place)
            .update_stack()
            .stack_name(&stack.id)
            .template_body(&before.rewritten)
            .set_parameters(Some(parameters))
            .send()
            .await;
        match updated {
            Ok(_) => self.deployed(stack, false).await.map(drop),
            Err(error) => {
                let text = DisplayErrorContext(&error).to_string();
                // Its part was not changed at all.
                if text.contains("No updates are to be performed") {
                    Ok(())
                } else {
                    Err(Failed {
                        status: "UPDATE_ROLLBACK_FAILED".to_owned(),
                        reason: Some(text),
                    })
                }
            }
        }
    }
}
