//! Metadata, by the bytes of every answer.

use super::bench::{Around, Bench, ID, launch};
use crate::shapes::common::LaunchType;

async fn bench(launch_type: LaunchType) -> (Bench, String) {
    let around = Around {
        launch_type,
        ..Around::default()
    };
    let bench = around.bench().await;
    let url = bench.open(&launch(ID))["ECS_CONTAINER_METADATA_URI_V4"].clone();
    (bench, url)
}

#[tokio::test]
async fn a_container_is_described() {
    let (bench, url) = bench(LaunchType::Fargate).await;
    let answer = bench.get(&url).await;
    insta::assert_snapshot!(answer, @r#"200 {"DockerId":"4711","Name":"app","DockerName":"app","Image":"worker:1","ImageID":"sha256:00","Labels":{"com.amazonaws.ecs.cluster":"arn:aws:ecs:eu-west-1:111122223333:cluster/work","com.amazonaws.ecs.container-name":"app","com.amazonaws.ecs.task-arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","com.amazonaws.ecs.task-definition-family":"worker","com.amazonaws.ecs.task-definition-version":"7","team":"a\u0026b"},"DesiredStatus":"RUNNING","KnownStatus":"RUNNING","Limits":{"CPU":256,"Memory":512},"CreatedAt":"2023-11-14T22:13:22Z","StartedAt":"2023-11-14T22:13:23Z","Type":"NORMAL","LogDriver":"awslogs","LogOptions":{"awslogs-group":"/work","awslogs-region":"eu-west-1","awslogs-stream":"w/app/0123456789abcdef0123456789abcdef"},"ContainerARN":"arn:aws:ecs:eu-west-1:111122223333:container/work/0123456789abcdef0123456789abcdef/1","Networks":[{"NetworkMode":"awsvpc","IPv4Addresses":["10.0.0.5"]}]}"#);
    assert_eq!(bench.get(&format!("{url}/")).await, answer);
    assert_eq!(bench.get(&url.replace("/v4/", "/v3/")).await, answer);
}

#[tokio::test]
async fn a_task_is_described() {
    let (bench, url) = bench(LaunchType::Fargate).await;
    let answer = bench.get(&format!("{url}/task")).await;
    let (before, rest) = answer.split_once(r#""Containers":["#).expect("containers");
    let (container, after) = rest.split_once("],\"ServiceName").expect("what follows");
    assert_eq!(format!("200 {container}"), bench.get(&url).await);
    insta::assert_snapshot!(format!("{before}\n\"ServiceName{after}"), @r#"
    200 {"Cluster":"arn:aws:ecs:eu-west-1:111122223333:cluster/work","TaskARN":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Family":"worker","Revision":"7","DesiredStatus":"RUNNING","KnownStatus":"RUNNING","Limits":{"CPU":0.25,"Memory":512},"PullStartedAt":"2023-11-14T22:13:21Z","PullStoppedAt":"2023-11-14T22:13:22Z","AvailabilityZone":"eu-west-1a","LaunchType":"FARGATE",
    "ServiceName":"workers","FaultInjectionEnabled":false}
    "#);
    let tagged = bench.get(&format!("{url}/taskWithTags")).await;
    assert_eq!(
        tagged.replace(r#""TaskTags":{"team":"a"},"#, ""),
        answer,
        "{tagged}"
    );
    assert_ne!(tagged, answer);
}

#[tokio::test]
async fn a_host_of_the_clusters_own_names_the_cluster_and_the_container_its_way() {
    let (bench, url) = bench(LaunchType::Ec2).await;
    let answer = bench.get(&format!("{url}/task")).await;
    for part in [
        r#"{"Cluster":"work","#,
        r#""DockerName":"ecs-worker-7-app-0123456789abcdef0123""#,
        r#""LaunchType":"EC2""#,
    ] {
        assert!(answer.contains(part), "{answer}");
    }
}

#[tokio::test]
async fn what_is_not_measured_is_null() {
    let (bench, url) = bench(LaunchType::Fargate).await;
    assert_eq!(bench.get(&format!("{url}/stats")).await, "200 null");
    assert_eq!(
        bench.get(&format!("{url}/task/stats")).await,
        r#"200 {"4711":null}"#
    );
}

#[tokio::test]
async fn ids_that_nobody_has_are_not_found() {
    let (bench, _) = bench(LaunchType::Fargate).await;
    let mut answers = Vec::new();
    for path in ["", "/task", "/stats", "/task/stats"] {
        answers.push(bench.get(&format!("http://x/v4/bad{path}")).await);
    }
    insta::assert_snapshot!(answers.join("\n"), @r#"
    404 "V4 container metadata handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: bad"
    404 "V4 task metadata handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: bad"
    404 "V4 container stats handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: bad"
    404 "V4 task stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: bad"
    "#);
    assert_eq!(bench.get("http://x/v9/bad").await, "404 404 page not found\n");
}

#[tokio::test]
async fn a_task_that_ecs_does_not_know_has_no_metadata() {
    let bench = Around::default().bench().await;
    let url = bench.open(&launch("gone"))["ECS_CONTAINER_METADATA_URI_V4"].clone();
    insta::assert_snapshot!(bench.get(&url).await, @r#"500 "failed to get metadata: ECS does not know the task arn:aws:ecs:eu-west-1:111122223333:task/work/gone""#);
}
