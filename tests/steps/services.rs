//! Worker services: stacks of `worker-service.yaml`.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::given;

use crate::world::{Account, Scenario, Service, World, deploy};

/// Something that the template wants and nobody looks at: no task runs of these services.
const IMAGE: &str = "conformance/worker:local";

#[given("a worker service")]
async fn a_service(world: &mut World) -> Outcome {
    deploy_service(world, "worker", &["ping"]).await
}

#[given(expr = "a worker service subscribed to the topic {string}")]
async fn a_subscribed_service(world: &mut World, topic: String) -> Outcome {
    deploy_service(world, "worker", &[&topic]).await
}

#[given(expr = "a worker service {string} subscribed to the topic {string}")]
async fn a_named_service(world: &mut World, name: String, topic: String) -> Outcome {
    deploy_service(world, &name, &[&topic]).await
}

#[given(expr = "a worker service {string} subscribed to the topics {string} and {string}")]
async fn a_service_of_two_topics(world: &mut World, name: String, first: String, second: String) -> Outcome {
    deploy_service(world, &name, &[&first, &second]).await
}

#[given(expr = "messages stay hidden for {int} second(s)")]
async fn visibility_timeout(world: &mut World, seconds: u32) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    let name = aws_sdk_sqs::types::QueueAttributeName::VisibilityTimeout;
    let request = world
        .account
        .sqs
        .set_queue_attributes()
        .queue_url(queue)
        .attributes(name, seconds.to_string());
    request
        .send()
        .await
        .or_broken("setting the queue's visibility timeout")?;
    Ok(())
}

/// Makes the topics that are not there yet, and deploys the service subscribed to them.
async fn deploy_service(scenario: &mut Scenario, name: &str, topics: &[&str]) -> Outcome {
    for topic in topics {
        if !scenario.topics.contains_key(*topic) {
            let arn = create_topic(&scenario.account, topic).await?;
            scenario.topics.insert((*topic).to_owned(), arn);
        }
    }
    let arns: Vec<&str> = topics
        .iter()
        .map(|topic| scenario.topic(topic))
        .collect::<Outcome<_>>()?;
    let mut parameters = vec![("Image", IMAGE)];
    parameters.extend(["TopicArn", "SecondTopicArn"].into_iter().zip(arns));
    let deploying = deploy(
        &scenario.account.queues_alone,
        "worker-service.yaml",
        name,
        &parameters,
    );
    let outputs = scenario.environment.standing.during(deploying).await?;
    let service = Service::new(name, outputs);
    if service.queue().is_empty() || service.dead_letter_queue().is_empty() {
        return Err(Trouble::broken(format!(
            "the stack of {name} has not the outputs of a worker service"
        )));
    }
    scenario.services.push(service);
    Ok(())
}

pub(crate) async fn create_topic(account: &Account, name: &str) -> Outcome<String> {
    let created = account
        .sns
        .create_topic()
        .name(name)
        .send()
        .await
        .or_broken("creating the topic")?;
    created.topic_arn.or_broken("creating the topic gave no ARN")
}
