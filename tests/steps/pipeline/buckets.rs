//! How the buckets are closed.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::then;
use local_ecs::iam::{Context, Policy, Principal, Request, decide};

use crate::world::{Scenario, World};

#[then("both buckets block public access")]
async fn block(world: &mut World) -> Outcome {
    for bucket in buckets(world) {
        let answer = world
            .account
            .s3
            .get_public_access_block()
            .bucket(&bucket)
            .send()
            .await
            .or_broken("asking for the block of public access")?;
        let blocked = answer.public_access_block_configuration().is_some_and(|block| {
            [
                block.block_public_acls(),
                block.block_public_policy(),
                block.ignore_public_acls(),
                block.restrict_public_buckets(),
            ]
            .iter()
            .all(|set| *set == Some(true))
        });
        if !blocked {
            return Err(Trouble::failed(format!("{bucket}: {answer:?}")));
        }
    }
    Ok(())
}

#[then("both buckets encrypt what is stored in them")]
async fn encrypt(world: &mut World) -> Outcome {
    for bucket in buckets(world) {
        let answer = world
            .account
            .s3
            .get_bucket_encryption()
            .bucket(&bucket)
            .send()
            .await
            .map_err(|error| Trouble::failed(format!("{bucket}: {}", command_line::one_line(&error))))?;
        let rules = answer
            .server_side_encryption_configuration()
            .map(aws_sdk_s3::types::ServerSideEncryptionConfiguration::rules)
            .unwrap_or_default();
        let encrypts = rules
            .iter()
            .any(|rule| rule.apply_server_side_encryption_by_default().is_some());
        if !encrypts {
            return Err(Trouble::failed(format!("{bucket} has the rules {rules:?}")));
        }
    }
    Ok(())
}

#[then("both buckets refuse what does not come by TLS")]
async fn only_tls(world: &mut World) -> Outcome {
    for bucket in buckets(world) {
        let answer = world
            .account
            .s3
            .get_bucket_policy()
            .bucket(&bucket)
            .send()
            .await
            .map_err(|error| Trouble::failed(format!("{bucket}: {}", command_line::one_line(&error))))?;
        let policy =
            Policy::parse(answer.policy().unwrap_or_default()).or_broken("reading the bucket's policy")?;
        // Somebody whose own role allows everything.
        let all =
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        let own = Policy::parse(all).or_broken("reading a policy of the suite's")?;
        for (tls, expected) in [("true", true), ("false", false)] {
            let request = Request {
                principal: Principal::aws(format!("arn:aws:iam::{}:role/anyone", world.account.id)),
                action: "s3:GetObject".to_owned(),
                resource: format!("arn:aws:s3:::{bucket}/ecsproc/cat.jpg"),
                context: Context::default().with("aws:SecureTransport", tls),
            };
            let decision = decide(&[policy.clone(), own.clone()], &request);
            if decision.is_allowed() != expected {
                return Err(Trouble::failed(format!("{bucket}, TLS {tls}: {decision:?}")));
            }
        }
    }
    Ok(())
}

fn buckets(scenario: &Scenario) -> [String; 2] {
    [
        scenario.pipeline.source.clone(),
        scenario.pipeline.destination.clone(),
    ]
}
