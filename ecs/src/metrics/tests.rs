use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinHandle;

use super::*;
use crate::aws_fake::{AwsFake, at};
use crate::localstack::LocalStack;
use crate::place::Place;

const SOON: Duration = Duration::from_millis(20);

fn service(name: &str, running: usize, desired: usize, pending: usize) -> ServiceCounts {
    ServiceCounts {
        name: name.to_owned(),
        running,
        desired,
        pending,
    }
}

fn place(account: &str, clusters: Vec<ClusterCounts>) -> PlaceCounts {
    PlaceCounts {
        place: Place::new(account, "eu-west-1"),
        clusters,
    }
}

fn cluster(services: Vec<ServiceCounts>) -> ClusterCounts {
    ClusterCounts {
        name: "prod".to_owned(),
        running_tasks: 4,
        services,
    }
}

fn run(
    localstack: &LocalStack,
    counts: impl Fn() -> Vec<PlaceCounts> + Send + Sync + 'static,
) -> JoinHandle<()> {
    tokio::spawn(ContainerInsights::new(localstack.clone(), SOON, counts).run())
}

#[tokio::test]
async fn the_metrics_of_a_place_are_one_call() {
    let fake = AwsFake::start(|_, _| (200, String::new())).await;
    let running = run(&fake.localstack, || {
        vec![place(
            "123456789012",
            vec![cluster(vec![service("worker", 2, 3, 1), service("web", 1, 1, 0)])],
        )]
    });
    // The next interval puts the same again.
    let asked = fake.wait_for(2).await;
    running.abort();
    assert_eq!(
        asked[0].path,
        "/service/GraniteServiceVersion20100801/operation/PutMetricData"
    );
    assert_eq!(
        (&*asked[0].account, &*asked[0].region),
        ("123456789012", "eu-west-1")
    );
    assert_eq!(asked[0].body, asked[1].body);
    // CBOR, as every new SDK puts metrics; a line for each datum.
    let lines = asked[0]
        .body
        .escape_ascii()
        .to_string()
        .replace(r"\xbfjMetricName", "\n\\xbfjMetricName");
    insta::assert_snapshot!(lines, @r#"
    \xbfiNamespaceuECS/ContainerInsightsjMetricData\x88
    \xbfjMetricNameiTaskCountjDimensions\x81\xbfdNamekClusterNameeValuedprod\xffeValue\xfb@\x10\x00\x00\x00\x00\x00\x00dUniteCount\xff
    \xbfjMetricNamelServiceCountjDimensions\x81\xbfdNamekClusterNameeValuedprod\xffeValue\xfb@\x00\x00\x00\x00\x00\x00\x00dUniteCount\xff
    \xbfjMetricNamepRunningTaskCountjDimensions\x82\xbfdNamekClusterNameeValuedprod\xff\xbfdNamekServiceNameeValuefworker\xffeValue\xfb@\x00\x00\x00\x00\x00\x00\x00dUniteCount\xff
    \xbfjMetricNamepDesiredTaskCountjDimensions\x82\xbfdNamekClusterNameeValuedprod\xff\xbfdNamekServiceNameeValuefworker\xffeValue\xfb@\x08\x00\x00\x00\x00\x00\x00dUniteCount\xff
    \xbfjMetricNamepPendingTaskCountjDimensions\x82\xbfdNamekClusterNameeValuedprod\xff\xbfdNamekServiceNameeValuefworker\xffeValue\xfb?\xf0\x00\x00\x00\x00\x00\x00dUniteCount\xff
    \xbfjMetricNamepRunningTaskCountjDimensions\x82\xbfdNamekClusterNameeValuedprod\xff\xbfdNamekServiceNameeValuecweb\xffeValue\xfb?\xf0\x00\x00\x00\x00\x00\x00dUniteCount\xff
    \xbfjMetricNamepDesiredTaskCountjDimensions\x82\xbfdNamekClusterNameeValuedprod\xff\xbfdNamekServiceNameeValuecweb\xffeValue\xfb?\xf0\x00\x00\x00\x00\x00\x00dUniteCount\xff
    \xbfjMetricNamepPendingTaskCountjDimensions\x82\xbfdNamekClusterNameeValuedprod\xff\xbfdNamekServiceNameeValuecweb\xffeValue\xfb\x00\x00\x00\x00\x00\x00\x00\x00dUniteCount\xff\xff
    "#);
}

#[tokio::test]
async fn more_than_a_thousand_data_are_more_calls() {
    let fake = AwsFake::start(|_, _| (200, String::new())).await;
    // 2 data of the cluster and 3 of each service: 2,003.
    let running = run(&fake.localstack, || {
        let services = (0..667)
            .map(|number| service(&format!("s-{number}"), 1, 1, 0))
            .collect();
        vec![place("123456789012", vec![cluster(services)])]
    });
    let asked = fake.wait_for(3).await;
    running.abort();
    let data = |body: &[u8]| body.windows(10).filter(|window| window == b"MetricName").count();
    let counts: Vec<usize> = asked.iter().take(3).map(|asked| data(&asked.body)).collect();
    assert_eq!(counts, [1000, 1000, 3]);
}

#[tokio::test]
async fn where_nothing_is_measured_nobody_is_called() {
    let fake = AwsFake::start(|_, _| (200, String::new())).await;
    let running = run(&fake.localstack, || {
        vec![
            place("111111111111", vec![]),
            place("222222222222", vec![cluster(vec![])]),
        ]
    });
    let asked = fake.wait_for(3).await;
    running.abort();
    assert!(
        asked.iter().all(|asked| asked.account == "222222222222"),
        "{asked:?}"
    );
}

/// Counts the lines of each level.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<tracing::Level>>>);

impl Lines {
    fn of(&self, level: tracing::Level) -> usize {
        let lines = self.0.lock().expect("unpoisoned");
        lines.iter().filter(|line| **line == level).count()
    }
}

impl tracing::Subscriber for Lines {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("local_ecs::metrics")
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        self.0.lock().expect("unpoisoned").push(*event.metadata().level());
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn an_absent_cloudwatch_is_one_warning_until_it_is_back() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let two = || {
        vec![
            place("111111111111", vec![cluster(vec![])]),
            place("222222222222", vec![cluster(vec![])]),
        ]
    };

    // It fails for six calls, and is there from then on.
    let fake = AwsFake::start(|_, before| (if before < 6 { 503 } else { 200 }, String::new())).await;
    let running = run(&fake.localstack, two);
    fake.wait_for(10).await;
    running.abort();
    assert_eq!(lines.of(tracing::Level::WARN), 1);
    assert_eq!(lines.of(tracing::Level::INFO), 1);

    // Nobody listens on the discard port.
    let asked = Arc::new(tokio::sync::Semaphore::new(0));
    let intervals = asked.clone();
    let running = run(&at("127.0.0.1:9"), move || {
        intervals.add_permits(1);
        two()
    });
    let enough = tokio::time::timeout(Duration::from_secs(60), asked.acquire_many(5)).await;
    running.abort();
    assert!(enough.is_ok(), "it goes on");
    assert_eq!(lines.of(tracing::Level::WARN), 2);
    assert_eq!(lines.of(tracing::Level::INFO), 1);
}
