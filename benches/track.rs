//! How long `scaler track` takes for a pass over 100 services, on LocalStack: at most a second is promised.
//!
//! `cargo bench --bench track` (with `--profile dev`: of the binaries that the tests run). Each service follows the
//! documented two policies on a queue of its own, and half an hour of their metrics is there. What is measured is the whole
//! program, from its start to its end, and with it the worst of passes: one that knows of nothing from passes before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_applicationautoscaling as autoscaling;
use aws_sdk_applicationautoscaling::types::{
    CustomizedMetricSpecification, PolicyType, ScalableDimension, ServiceNamespace, TargetTrackingMetric,
    TargetTrackingMetricDataQuery, TargetTrackingMetricDimension, TargetTrackingMetricStat,
    TargetTrackingScalingPolicyConfiguration,
};
use aws_sdk_cloudwatch as cloudwatch;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum};
use aws_sdk_ecs::types::{ContainerDefinition, NetworkMode};
use aws_sdk_sqs::config::{Credentials, SharedCredentialsProvider};
use clap::Parser;
use conformance::environment::Environment;
use conformance::options::Options;
use tokio::process::Command;

const SERVICES: usize = 100;
const PASSES: usize = 15;
/// Seconds.
const PROMISED: f64 = 1.0;
const REGION: &str = "us-east-1";
const ACCOUNT: &str = "100000000001";
const CLUSTER: &str = "bench";
/// Minutes that have metrics.
const HISTORY: u64 = 30;
/// `PutMetricData` takes so many.
const DATA_PER_CALL: usize = 1000;

const QUEUES: &str = "AWS/SQS";
const WAITING: &str = "ApproximateNumberOfMessagesVisible";
const IN_FLIGHT: &str = "ApproximateNumberOfMessagesNotVisible";
const INSIGHTS: &str = "ECS/ContainerInsights";
const RUNNING: &str = "RunningTaskCount";

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse_from(["track", "--localstack", "embedded", "--runtime", "process"]);
    let environment = Environment::start(&options, Path::new(env!("CARGO_MANIFEST_DIR")))
        .await
        .unwrap();
    let passes = measure(&environment).await;
    environment.end().await.unwrap();
    let median = passes[passes.len() / 2];
    println!(
        "a pass over {SERVICES} services: median {median:.2} s, {:.2} to {:.2} s; promised: {PROMISED} s",
        passes[0],
        passes[passes.len() - 1],
    );
    if median <= PROMISED {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The passes' seconds, ascending.
async fn measure(environment: &Environment) -> Vec<f64> {
    environment.admin.register(ACCOUNT, "bench").await.unwrap();
    let credentials = Credentials::new(ACCOUNT, "secret", None, None, "bench");
    let config = SdkConfig::builder()
        .endpoint_url(environment.endpoint.as_str())
        .region(Region::from_static(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .behavior_version(BehaviorVersion::latest())
        .build();
    services(&config).await;
    metrics(&cloudwatch::Client::new(&config)).await;
    let mut passes = Vec::new();
    for _ in 0..PASSES {
        let begun = Instant::now();
        let ended = Command::new(&environment.binaries.scaler)
            .args(["track", "--dry-run"])
            .env("AWS_ENDPOINT_URL", environment.endpoint.as_str())
            .env("AWS_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", ACCOUNT)
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{said}");
        // Each of them was decided about, by its metrics.
        assert_eq!(said.matches("tasks run").count(), SERVICES, "{said}");
        passes.push(begun.elapsed().as_secs_f64());
    }
    passes.sort_by(f64::total_cmp);
    passes
}

/// Makes the services, of no tasks, and their queues.
async fn services(config: &SdkConfig) {
    let ecs = aws_sdk_ecs::Client::new(config);
    let sqs = aws_sdk_sqs::Client::new(config);
    let autoscaling = autoscaling::Client::new(config);
    ecs.create_cluster().cluster_name(CLUSTER).send().await.unwrap();
    ecs.register_task_definition()
        .family("worker")
        .network_mode(NetworkMode::Bridge)
        .container_definitions(
            ContainerDefinition::builder()
                .name("worker")
                .image("worker")
                .memory(512)
                .build(),
        )
        .send()
        .await
        .unwrap();
    for service in names() {
        sqs.create_queue().queue_name(&service).send().await.unwrap();
        ecs.create_service()
            .cluster(CLUSTER)
            .service_name(&service)
            .task_definition("worker")
            .desired_count(0)
            .send()
            .await
            .unwrap();
        autoscaling
            .register_scalable_target()
            .service_namespace(ServiceNamespace::Ecs)
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .resource_id(format!("service/{CLUSTER}/{service}"))
            .min_capacity(0)
            .max_capacity(10)
            .send()
            .await
            .unwrap();
        for (policy, metric) in [("backlog-per-task", WAITING), ("in-flight-per-task", IN_FLIGHT)] {
            put_policy(&autoscaling, &service, policy, metric).await;
        }
    }
}

fn names() -> impl Iterator<Item = String> {
    (0..SERVICES).map(|number| format!("service-{number}"))
}

/// Messages for each running task, as `fixtures/cloudformation/target-tracking.yaml` has it.
async fn put_policy(autoscaling: &autoscaling::Client, service: &str, policy: &str, messages: &str) {
    let dimension = |name: &str, value: &str| {
        TargetTrackingMetricDimension::builder()
            .name(name)
            .value(value)
            .build()
            .unwrap()
    };
    let metric = |id: &str, namespace: &str, name: &str, dimensions: Vec<TargetTrackingMetricDimension>| {
        let metric = TargetTrackingMetric::builder()
            .namespace(namespace)
            .metric_name(name)
            .set_dimensions(Some(dimensions))
            .build();
        let stat = TargetTrackingMetricStat::builder().metric(metric).stat("Maximum");
        TargetTrackingMetricDataQuery::builder()
            .id(id)
            .metric_stat(stat.build().unwrap())
            .return_data(false)
            .build()
            .unwrap()
    };
    let metrics = CustomizedMetricSpecification::builder()
        .metrics(metric(
            "m1",
            QUEUES,
            messages,
            vec![dimension("QueueName", service)],
        ))
        .metrics(metric(
            "m2",
            INSIGHTS,
            RUNNING,
            vec![
                dimension("ClusterName", CLUSTER),
                dimension("ServiceName", service),
            ],
        ))
        .metrics(
            TargetTrackingMetricDataQuery::builder()
                .id("perTask")
                .expression("m1 / m2")
                .build()
                .unwrap(),
        )
        .build();
    let configuration = TargetTrackingScalingPolicyConfiguration::builder()
        .target_value(10.0)
        .customized_metric_specification(metrics)
        .build()
        .unwrap();
    autoscaling
        .put_scaling_policy()
        .policy_name(format!("{service}-{policy}"))
        .policy_type(PolicyType::TargetTrackingScaling)
        .service_namespace(ServiceNamespace::Ecs)
        .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
        .resource_id(format!("service/{CLUSTER}/{service}"))
        .target_tracking_scaling_policy_configuration(configuration)
        .send()
        .await
        .unwrap();
}

/// Puts each minute's datapoints, as SQS and Container Insights would have. AWS keeps these namespaces for its own
/// services; LocalStack takes them from anybody.
async fn metrics(cloudwatch: &cloudwatch::Client) {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let minutes = (1..=HISTORY).map(|ago| now.saturating_sub(Duration::from_mins(ago)));
    let mut of_queues = Vec::new();
    let mut of_services = Vec::new();
    for minute in minutes {
        let at = DateTime::from_secs_f64(minute.as_secs_f64());
        let datum = |name: &str, value: f64, dimensions: &[(&str, &str)]| {
            let dimensions = dimensions.iter();
            let dimensions =
                dimensions.map(|(name, value)| Dimension::builder().name(*name).value(*value).build());
            MetricDatum::builder()
                .metric_name(name)
                .value(value)
                .timestamp(at)
                .set_dimensions(Some(dimensions.collect()))
                .build()
        };
        for service in names() {
            of_queues.push(datum(WAITING, 7.0, &[("QueueName", &service)]));
            of_queues.push(datum(IN_FLIGHT, 1.0, &[("QueueName", &service)]));
            let names = [("ClusterName", CLUSTER), ("ServiceName", service.as_str())];
            of_services.push(datum(RUNNING, 2.0, &names));
        }
    }
    for (namespace, data) in [(QUEUES, of_queues), (INSIGHTS, of_services)] {
        for data in data.chunks(DATA_PER_CALL) {
            cloudwatch
                .put_metric_data()
                .namespace(namespace)
                .set_metric_data(Some(data.to_vec()))
                .send()
                .await
                .unwrap();
        }
    }
}
