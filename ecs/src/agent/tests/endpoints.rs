//! Which endpoints a container is given, and that they are its own.

use http::Method;

use super::bench::{Around, ID, launch};
use crate::shapes::common::LaunchType;

#[tokio::test]
async fn a_container_on_fargate_gets_these_variables() {
    let bench = Around::default().bench().await;
    let variables = bench.open(&launch(ID));
    let shown: Vec<String> = variables
        .iter()
        .map(|(name, value)| {
            let id = value.rsplit(['/']).next().filter(|id| id.len() == 32);
            format!(
                "{name}={}",
                id.map_or(value.clone(), |id| value.replace(id, "<id>"))
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    AWS_CONTAINER_AUTHORIZATION_TOKEN=<id>
    AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:5000/v2/credentials/<id>
    AWS_DEFAULT_REGION=eu-west-1
    AWS_EXECUTION_ENV=AWS_ECS_FARGATE
    AWS_REGION=eu-west-1
    ECS_AGENT_URI=http://127.0.0.1:5000/api/<id>
    ECS_CONTAINER_METADATA_URI=http://127.0.0.1:5000/v3/<id>
    ECS_CONTAINER_METADATA_URI_V4=http://127.0.0.1:5000/v4/<id>
    "#);
    assert_eq!(
        bench.open(&launch(ID)),
        variables,
        "opened again, it stays as it is"
    );
}

#[tokio::test]
async fn a_container_on_a_host_of_the_clusters_own_gets_no_region() {
    let around = Around {
        launch_type: LaunchType::Ec2,
        ..Around::default()
    };
    let variables = around.bench().await.open(&launch(ID));
    assert_eq!(variables["AWS_EXECUTION_ENV"], "AWS_ECS_EC2");
    assert!(!variables.contains_key("AWS_REGION") && !variables.contains_key("AWS_DEFAULT_REGION"));
}

#[tokio::test]
async fn what_the_task_definition_says_of_the_region_holds() {
    let bench = Around::default().bench().await;
    let mut task = launch(ID);
    let environment = &mut task.containers[0].environment;
    environment.insert("AWS_REGION".to_owned(), "us-east-1".to_owned());
    let variables = bench.open(&task);
    assert!(!variables.contains_key("AWS_REGION"));
    assert_eq!(variables["AWS_DEFAULT_REGION"], "eu-west-1");
}

#[tokio::test]
async fn a_task_without_a_role_gets_no_credentials() {
    let bench = Around::default().bench().await;
    let mut task = launch(ID);
    task.task_role_arn = None;
    let variables = bench.open(&task);
    assert!(
        variables.keys().all(|name| !name.starts_with("AWS_CONTAINER")),
        "{variables:?}"
    );
}

#[tokio::test]
async fn no_endpoint_takes_the_token_of_another_task() {
    let bench = Around::default().bench().await;
    let task = bench.open(&launch(ID));
    let other = bench.open(&launch("ffff456789abcdef0123456789abcdef"));
    let (own, foreign) = (
        task["AWS_CONTAINER_AUTHORIZATION_TOKEN"].as_str(),
        other["AWS_CONTAINER_AUTHORIZATION_TOKEN"].as_str(),
    );
    let protection = task["ECS_AGENT_URI"].clone() + "/task-protection/v1/state";
    let metadata = task["ECS_CONTAINER_METADATA_URI_V4"].clone();
    let refused = bench.send(Method::GET, &protection, Some(foreign), "").await;
    insta::assert_snapshot!(refused, @r#"403 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"AccessDeniedException","Message":"the token in the Authorization header is another task's"}}"#);
    let refused = bench.send(Method::GET, &metadata, Some(foreign), "").await;
    insta::assert_snapshot!(refused, @r#"403 "the token in the Authorization header is another task's""#);
    for token in [own, "Bearer whatever"] {
        let answer = bench.send(Method::GET, &metadata, Some(token), "").await;
        assert!(answer.starts_with("200 "), "{answer}");
    }
    assert_eq!(bench.ecs.seen().len(), 0);
}

#[tokio::test]
async fn the_containers_of_a_task_have_endpoints_of_their_own() {
    let bench = Around::default().bench().await;
    let mut task = launch(ID);
    let mut second = task.containers[0].clone();
    second.name = "side".to_owned();
    task.containers.push(second);
    let variables = bench.agent.open(&task);
    assert_ne!(
        variables["app"]["ECS_AGENT_URI"],
        variables["side"]["ECS_AGENT_URI"]
    );
    let answer = bench
        .get(&variables["side"]["ECS_CONTAINER_METADATA_URI_V4"])
        .await;
    assert!(answer.contains(r#""Name":"side""#), "{answer}");
}
