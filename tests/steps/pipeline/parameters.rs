//! The SSM parameters.

use aws_sdk_ssm::types::ParameterType;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use super::notifications::keys;
use crate::world::{CLUSTER, REGION, SCALER, SUBNET, Scenario, World};

/// All that the scaler wants to know.
const NAMES: [&str; 9] = [
    "PIPELINE_UNPROCESSED_SQS_URL",
    "PIPELINE_ENABLED",
    "PIPELINE_ECS_MAX_TASKS",
    "PIPELINE_ECS_CLUSTER",
    "PIPELINE_ECS_TASK_CONTAINER",
    "PIPELINE_ECS_TASK_DEFINITION",
    "PIPELINE_ECS_TASK_SUBNET",
    "PIPELINE_ECS_TASK_SECURITYGROUP",
    "PIPELINE_S3_DEST_PREFIX",
];

#[then("the SSM parameters have the pipeline's values")]
async fn have_values(world: &mut World) -> Outcome {
    let service = world.service()?;
    let expected = [
        service.queue(),
        "1",
        "10",
        CLUSTER,
        "worker",
        service.output("TaskDefinitionArn"),
        SUBNET,
        service.output("SecurityGroupId"),
        world.pipeline.prefix.as_str(),
    ];
    let answer = world
        .account
        .ssm
        .get_parameters()
        .set_names(Some(NAMES.map(str::to_owned).into()))
        .send()
        .await
        .or_broken("reading the SSM parameters")?;
    for (name, expected) in NAMES.into_iter().zip(expected) {
        let value = answer
            .parameters()
            .iter()
            .find(|parameter| parameter.name() == Some(name))
            .and_then(|parameter| parameter.value());
        if value != Some(expected) {
            return Err(Trouble::failed(format!(
                "{name} is {value:?}, and not {expected}"
            )));
        }
    }
    Ok(())
}

#[then("it has read its settings from SSM")]
async fn has_read(world: &mut World) -> Outcome {
    let calls = world.recorded().await?.of(SCALER);
    let mut read: Vec<&str> = calls
        .iter()
        .filter(|call| call.service == "ssm" && call.succeeded())
        .flat_map(|call| call.parameters["Names"].as_array().into_iter().flatten())
        .filter_map(|name| name.as_str())
        .collect();
    read.sort_unstable();
    read.dedup();
    match NAMES.into_iter().find(|name| !read.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Trouble::failed(format!(
            "{name} is none of those that it has read: {read:?}"
        ))),
    }
}

#[when(expr = "the pipeline is disabled by {string}")]
async fn disabled(world: &mut World, value: String) -> Outcome {
    put(world, "PIPELINE_ENABLED", &value).await
}

#[when("the pipeline is enabled")]
async fn enabled(world: &mut World) -> Outcome {
    put(world, "PIPELINE_ENABLED", "1").await
}

#[given("all the SSM parameters of a pipeline but these")]
async fn all_but(world: &mut World, step: &Step) -> Outcome {
    let missing = keys(step)?;
    let queue = format!(
        "{}queue/{REGION}/{}/unprocessed",
        world.environment.endpoint_of_programs, world.account.id
    );
    let values = [
        queue.as_str(),
        "1",
        "10",
        CLUSTER,
        "worker",
        "pipeline:1",
        SUBNET,
        "sg-0aaaaaaa",
        "resized",
    ];
    for (name, value) in NAMES.into_iter().zip(values) {
        if !missing.iter().any(|missing| missing == name) {
            put(world, name, value).await?;
        }
    }
    Ok(())
}

#[then("its error names each of these, and no others")]
async fn error_names(world: &mut World, step: &Step) -> Outcome {
    let expected = keys(step)?;
    let stderr = world.program(SCALER)?.transcript().stderr();
    let wrong: Vec<&str> = NAMES
        .into_iter()
        .filter(|name| stderr.contains(name) != expected.iter().any(|expected| expected == name))
        .collect();
    if wrong.is_empty() && !expected.is_empty() {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "{wrong:?} is named or not named in:\n{stderr}"
        )))
    }
}

async fn put(scenario: &Scenario, name: &str, value: &str) -> Outcome {
    scenario
        .account
        .ssm
        .put_parameter()
        .name(format!("{}{name}", scenario.pipeline.parameters))
        .value(value)
        .r#type(ParameterType::String)
        .overwrite(true)
        .send()
        .await
        .or_broken(format!("setting {name}"))?;
    Ok(())
}
