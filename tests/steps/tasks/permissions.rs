//! Roles, and what their policies and a queue's allow. LocalStack enforces none of them, so they are read back from it
//! and evaluated here.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::then;
use local_ecs::iam::{Context, Policy, Principal, Request, decide};
use serde_json::json;

use crate::world::{REGION, Scenario, World};

const ROLE: &str = "task-role";

/// What a worker has no business with: of its own queue, and of other services.
const MORE_ON_THE_QUEUE: [&str; 8] = [
    "sqs:SendMessage",
    "sqs:PurgeQueue",
    "sqs:DeleteQueue",
    "sqs:SetQueueAttributes",
    "sqs:AddPermission",
    "sqs:TagQueue",
    "sqs:StartMessageMoveTask",
    "sqs:CreateQueue",
];
const OF_OTHER_SERVICES: [&str; 7] = [
    "sns:Publish",
    "s3:GetObject",
    "iam:PassRole",
    "sts:AssumeRole",
    "ecs:RunTask",
    "ecs:UpdateTaskProtection",
    "logs:PutLogEvents",
];

#[then("its task role allows on its queue")]
async fn allows(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let role = role_of_stack(world).await?;
    let queue = queue_arn(world)?;
    for action in table.rows.iter().flatten() {
        role.expect(action, &queue, true)?;
    }
    Ok(())
}

#[then("its task role allows nothing else on its queue")]
async fn nothing_else(world: &mut World) -> Outcome {
    let role = role_of_stack(world).await?;
    let queue = queue_arn(world)?;
    MORE_ON_THE_QUEUE
        .iter()
        .try_for_each(|action| role.expect(action, &queue, false))
}

#[then("its task role allows nothing on another queue")]
async fn not_another(world: &mut World) -> Outcome {
    let role = role_of_stack(world).await?;
    let other = format!("arn:aws:sqs:{REGION}:{}:another", world.account.id);
    let dead = world.service()?.dead_letter_queue_arn().to_owned();
    for queue in [other, dead] {
        for action in ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:SendMessage"] {
            role.expect(action, &queue, false)?;
        }
    }
    Ok(())
}

#[then("its task role allows nothing of another service")]
async fn not_of_another_service(world: &mut World) -> Outcome {
    let role = role_of_stack(world).await?;
    let account = &world.account.id;
    for action in OF_OTHER_SERVICES {
        let service = action.split(':').next().unwrap_or_default();
        role.expect(
            action,
            &format!("arn:aws:{service}:{REGION}:{account}:anything"),
            false,
        )?;
    }
    Ok(())
}

#[then(regex = "^its queue lets (its topic|no other topic|nobody else) send$")]
async fn lets_send(world: &mut World, who: String) -> Outcome {
    let policy = queue_policy(world).await?;
    let topic = world.topic("ping")?.to_owned();
    let (principal, source, expected) = match who.as_str() {
        "its topic" => (Principal::service("sns.amazonaws.com"), topic, true),
        "no other topic" => (
            Principal::service("sns.amazonaws.com"),
            format!("{topic}-2"),
            false,
        ),
        _ => (
            Principal::aws(format!("arn:aws:iam::{}:role/somebody", "999999999999")),
            topic,
            false,
        ),
    };
    let request = Request {
        principal,
        action: "sqs:SendMessage".to_owned(),
        resource: queue_arn(world)?,
        context: Context::default().with("aws:SourceArn", source),
    };
    let decision = decide(&[policy], &request);
    if decision.is_allowed() == expected {
        Ok(())
    } else {
        Err(Trouble::failed(format!("its policy decides: {decision:?}")))
    }
}

#[then("the task's calls were made with credentials of its task role")]
async fn with_its_role(world: &mut World) -> Outcome {
    // The gateway calls a caller so only if the key was issued by the task's own credentials endpoint.
    let task = world
        .fleet
        .task
        .as_deref()
        .or_broken("the scenario has no task")?;
    let name = format!("task/{}", super::look::id_of(task));
    let calls = world.recorded().await?.of(&name);
    if calls.iter().any(|call| call.operation == "ReceiveMessage") {
        Ok(())
    } else {
        let callers: std::collections::BTreeSet<_> =
            world.calls.all().into_iter().map(|call| call.caller).collect();
        Err(Trouble::failed(format!(
            "{name} received nothing; the callers were {callers:?}"
        )))
    }
}

/// A role with what it may do.
pub(crate) struct Role {
    arn: String,
    policies: Vec<Policy>,
}

impl Role {
    fn expect(&self, action: &str, resource: &str, expected: bool) -> Outcome {
        self.expect_in(action, resource, Context::default(), expected)
    }

    /// Holds it to allow something, or not, where that is known of the request.
    pub(crate) fn expect_in(
        &self,
        action: &str,
        resource: &str,
        context: Context,
        expected: bool,
    ) -> Outcome {
        let request = Request {
            principal: Principal::aws(&self.arn),
            action: action.to_owned(),
            resource: resource.to_owned(),
            context,
        };
        let decision = decide(&self.policies, &request);
        if decision.is_allowed() == expected {
            Ok(())
        } else {
            Err(Trouble::failed(format!("{action} on {resource}: {decision:?}")))
        }
    }
}

/// The role of the stack's tasks.
async fn role_of_stack(scenario: &Scenario) -> Outcome<Role> {
    let arn = scenario.service()?.task_role().to_owned();
    role(scenario, &arn).await
}

/// A role with its inline policies; it has no others.
pub(crate) async fn role(scenario: &Scenario, arn: &str) -> Outcome<Role> {
    let arn = arn.to_owned();
    let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
    let iam = &scenario.account.iam;
    let attached = iam
        .list_attached_role_policies()
        .role_name(&name)
        .send()
        .await
        .or_broken("listing the role's attached policies")?;
    if !attached.attached_policies().is_empty() {
        return Err(Trouble::failed(format!(
            "it has more: {:?}",
            attached.attached_policies()
        )));
    }
    let listed = iam
        .list_role_policies()
        .role_name(&name)
        .send()
        .await
        .or_broken("listing the role's policies")?;
    let mut policies = Vec::new();
    for policy in listed.policy_names() {
        let read = iam
            .get_role_policy()
            .role_name(&name)
            .policy_name(policy)
            .send()
            .await
            .or_broken("reading the role's policy")?;
        // IAM gives documents percent-encoded.
        let document = url::form_urlencoded::parse(
            format!("d={}", read.policy_document().replace('+', "%2B")).as_bytes(),
        )
        .next()
        .map(|(_, document)| document.into_owned())
        .unwrap_or_default();
        policies.push(Policy::parse(&document).or_broken("reading the role's policy")?);
    }
    Ok(Role { arn, policies })
}

fn queue_arn(scenario: &Scenario) -> Outcome<String> {
    let name = scenario.service()?.queue_name();
    Ok(format!("arn:aws:sqs:{REGION}:{}:{name}", scenario.account.id))
}

/// The policy of the service's queue.
pub(crate) async fn queue_policy(scenario: &Scenario) -> Outcome<Policy> {
    let name = aws_sdk_sqs::types::QueueAttributeName::Policy;
    let attributes = scenario
        .account
        .sqs
        .get_queue_attributes()
        .queue_url(scenario.service()?.queue())
        .attribute_names(name.clone())
        .send()
        .await
        .or_broken("reading the queue's policy")?;
    let document = attributes
        .attributes()
        .and_then(|attributes| attributes.get(&name))
        .or_broken("the queue has no policy")?;
    Policy::parse(document).or_broken("reading the queue's policy")
}

impl Scenario {
    /// Makes a role for tasks that allows these actions on everything, and returns its ARN.
    pub(crate) async fn make_task_role(&self, actions: &[&str]) -> Outcome<String> {
        let trust = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }],
        });
        let iam = &self.account.iam;
        let created = iam
            .create_role()
            .role_name(ROLE)
            .assume_role_policy_document(trust.to_string())
            .send()
            .await
            .or_broken("creating the task role")?;
        if !actions.is_empty() {
            let policy = json!({
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}],
            });
            iam.put_role_policy()
                .role_name(ROLE)
                .policy_name("tasks")
                .policy_document(policy.to_string())
                .send()
                .await
                .or_broken("giving the task role its policy")?;
        }
        created
            .role
            .map(|role| role.arn)
            .or_broken("creating the task role gave no role")
    }
}
