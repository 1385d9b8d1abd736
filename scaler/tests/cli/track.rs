//! `track` beside an endpoint with services, policies and metrics.

use std::collections::BTreeMap;
use std::process::Output;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use testing::{Call, FakeAws, Reply, lines};

use super::process::{Ended as _, assert_code, assert_refused, assert_told, beside, told};

/// Services with their policies, and what CloudWatch has of them.
#[derive(Clone, Default)]
struct System {
    /// By name: desired and running count, and the policies.
    services: BTreeMap<String, (i64, i64, Vec<Value>)>,
    /// Services that are registered and not there.
    gone: Vec<&'static str>,
    /// By the metric's name: its value in every period.
    metrics: BTreeMap<&'static str, f64>,
    /// Namespaces that cannot be read.
    unreadable: Vec<&'static str>,
    activities: Vec<Value>,
    records: bool,
}

const VISIBLE: &str = "ApproximateNumberOfMessagesVisible";
const RUNNING: &str = "RunningTaskCount";

fn metric(id: &str, namespace: &str, name: &str, service: &str) -> Value {
    json!({"Id": id, "ReturnData": false, "MetricStat": {
        "Stat": "Maximum",
        "Metric": {"Namespace": namespace, "MetricName": name, "Dimensions": [{"Name": "Of", "Value": service}]},
    }})
}

/// A policy on the backlog per task, or on what another expression makes of it.
fn tracking(service: &str, target: f64, expression: &str) -> Value {
    json!({
        "PolicyName": "backlog", "PolicyARN": "arn:p", "PolicyType": "TargetTrackingScaling",
        "ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "CreationTime": 0,
        "ResourceId": id(service),
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": target,
            "CustomizedMetricSpecification": {"Metrics": [
                metric("m1", "AWS/SQS", VISIBLE, service),
                metric("m2", "ECS/ContainerInsights", RUNNING, service),
                {"Id": "e1", "Expression": expression, "ReturnData": true},
            ]},
        },
    })
}

fn id(service: &str) -> String {
    format!("service/c/{service}")
}

fn now() -> f64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    elapsed.expect("after 1970").as_secs_f64()
}

impl System {
    /// Services that follow a backlog per task with the target 12; `visible` messages wait for `running` tasks.
    fn following(names: &[&str], visible: f64, running: i64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let metrics = BTreeMap::from([(VISIBLE, visible), (RUNNING, running as f64)]);
        let services = names.iter().map(|name| {
            let policies = vec![tracking(name, 12.0, "m1 / m2")];
            ((*name).to_owned(), (running, running, policies))
        });
        Self {
            services: services.collect(),
            metrics,
            records: true,
            ..Self::default()
        }
    }

    fn start(self) -> FakeAws {
        FakeAws::start(move |call, _| self.answer(call))
    }

    fn answer(&self, call: &Call) -> Option<Reply> {
        let names = self.services.keys().map(String::as_str);
        Some(match call.operation.as_str() {
            "DescribeScalingActivities" => Reply::json(&json!({"ScalingActivities": self.activities})),
            "DescribeScalableTargets" => {
                let targets = names.chain(self.gone.iter().copied()).map(|name| {
                    json!({
                        "ServiceNamespace": "ecs", "ResourceId": id(name), "MinCapacity": 1, "MaxCapacity": 10,
                        "ScalableDimension": "ecs:service:DesiredCount", "RoleARN": "r", "CreationTime": 0,
                    })
                });
                Reply::json(&json!({"ScalableTargets": targets.collect::<Vec<_>>()}))
            }
            "DescribeScalingPolicies" => {
                let policies = self.services.values().flat_map(|(_, _, policies)| policies);
                Reply::json(&json!({"ScalingPolicies": policies.collect::<Vec<_>>()}))
            }
            "DescribeServices" => {
                let asked = call.input["services"].as_array().cloned().unwrap_or_default();
                let services = asked.iter().filter_map(|name| {
                    let (desired, running, _) = self.services.get(name.as_str()?)?;
                    Some(json!({
                        "serviceName": name, "status": "ACTIVE", "desiredCount": desired, "runningCount": running,
                        "deployments": [{"status": "PRIMARY", "rolloutState": "COMPLETED"}],
                    }))
                });
                Reply::json(&json!({"services": services.collect::<Vec<_>>()}))
            }
            "GetMetricData" => self.metric_data(&call.input),
            "UpdateService" => Reply::json(&json!({"service": {}})),
            "RecordScalingActivity" if self.records => Reply::json(&json!({"ActivityId": "a"})),
            "RecordScalingActivity" => Reply::error(400, "UnknownOperationException"),
            _ => return None,
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "seconds since 1970"
    )]
    fn metric_data(&self, input: &Value) -> Reply {
        let queries = input["MetricDataQueries"].as_array().cloned().unwrap_or_default();
        let metric = |query: &Value| query["MetricStat"]["Metric"].clone();
        if queries.iter().any(|query| {
            self.unreadable
                .iter()
                .any(|name| metric(query)["Namespace"] == *name)
        }) {
            return Reply::cbor_error(400, "InvalidParameterValue");
        }
        let seconds = |name: &str| input[name].as_f64().expect("a time") as i64;
        let results = queries.iter().map(|query| {
            let period = query["MetricStat"]["Period"].as_i64().expect("a period");
            let first = seconds("StartTime");
            assert_eq!(
                first % period,
                0,
                "LocalStack counts periods from where it is asked"
            );
            let value = metric(query)["MetricName"]
                .as_str()
                .and_then(|name| self.metrics.get(name).copied());
            let step = usize::try_from(period).expect("a period");
            let times: Vec<i64> = (first..seconds("EndTime")).step_by(step).collect();
            let times = if value.is_some() { times } else { Vec::new() };
            let values: Vec<f64> = times.iter().map(|_| value.unwrap_or_default() + 0.0).collect();
            let times: Vec<f64> = times.iter().map(|at| *at as f64).collect();
            json!({"Id": query["Id"], "StatusCode": "Complete", "Timestamps": times, "Values": values})
        });
        Reply::cbor(&json!({"MetricDataResults": results.collect::<Vec<_>>()}))
    }
}

fn track(aws: &FakeAws, arguments: &[&str]) -> Output {
    beside(aws, "track").args(arguments).ended()
}

/// The services whose desired count was set, and to what.
fn set(aws: &FakeAws) -> Vec<(String, i64)> {
    let mut calls: Vec<_> = aws
        .calls("UpdateService")
        .iter()
        .map(|call| {
            let service = call.input["service"].as_str().unwrap_or_default().to_owned();
            (service, call.input["desiredCount"].as_i64().unwrap_or_default())
        })
        .collect();
    calls.sort();
    calls
}

fn one(service: &str, count: i64) -> Vec<(String, i64)> {
    vec![(service.to_owned(), count)]
}

#[test]
fn a_service_is_scaled_and_the_activity_told_and_recorded() {
    let aws = System::following(&["a"], 50.0, 2).start();
    let output = track(&aws, &[]);
    assert_code(&output, 0);
    assert_eq!(set(&aws), one("a", 5));
    assert_told(
        &output,
        "service/c/a: sets the desired count from 2 to 5: backlog asks for 5 by 25 on 2 tasks",
    );
    let told = lines(&output.stdout);
    assert_eq!(told.len(), 1, "{told:?}");
    let activity: Value = serde_json::from_str(&told[0]).expect("JSON");
    assert_eq!(activity["Description"], "Setting desired count to 5.");
    assert_eq!(activity["StatusCode"], "Successful");
    assert_eq!(aws.calls("RecordScalingActivity")[0].input, activity);
}

#[test]
fn a_hundred_services_take_one_call_a_namespace() {
    let names: Vec<String> = (0..100).map(|number| format!("s{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let aws = System::following(&names, 12.0, 1).start();
    assert_code(&track(&aws, &[]), 0);
    let asked = aws.calls("GetMetricData");
    let mut sizes: Vec<usize> = asked
        .iter()
        .map(|call| call.input["MetricDataQueries"].as_array().map_or(0, Vec::len))
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [100, 100]);
    assert_eq!(aws.calls("DescribeServices").len(), 10);
    assert_eq!(aws.calls("DescribeAlarms").len(), 0, "no policy follows an alarm");
    assert_eq!(set(&aws), []);
}

/// To CloudWatch's arithmetic what is missing is 0: an empty queue.
#[test]
fn missing_data_scale_nothing() {
    for missing in [VISIBLE, RUNNING] {
        let mut system = System::following(&["a"], 0.0, 5);
        system.metrics.remove(missing);
        let aws = system.start();
        let output = track(&aws, &[]);
        assert_code(&output, 0);
        assert_told(&output, "backlog has 0 of");
        assert_eq!(set(&aws), [], "without {missing}");
    }
}

#[test]
fn no_running_task_divides_nothing() {
    let aws = System::following(&["a"], 50.0, 0).start();
    let output = track(&aws, &[]);
    assert_code(&output, 0);
    assert_told(&output, "backlog has 0 of");
    assert_eq!(set(&aws), []);
}

#[test]
fn what_is_wrong_with_one_is_told_and_the_others_are_served() {
    let mut system = System::following(&["bad", "cut", "fine", "none", "zero"], 50.0, 2);
    for (name, target, expression) in [
        ("bad", 12.0, "m1 / m9"),
        ("cut", 12.0, "m1 /"),
        ("none", 12.0, ""),
        ("zero", 0.0, "m1 / m2"),
    ] {
        let policies = vec![tracking(name, target, expression)];
        system.services.insert(name.to_owned(), (2, 2, policies));
    }
    system.gone.push("gone");
    let aws = system.start();
    let output = track(&aws, &[]);
    assert_code(&output, 1);
    for (service, why) in [
        ("bad", "m9"),
        ("cut", "the policy backlog cannot be followed"),
        ("none", "the policy backlog cannot be followed"),
        ("zero", "the target value is 0"),
        ("gone", "there is no such active service any more"),
    ] {
        let mut all = lines(&output.stderr).into_iter();
        assert!(
            all.any(|line| line.contains(&format!("service/c/{service}: ")) && line.contains(why)),
            "{service}: {}",
            told(&output)
        );
    }
    assert_told(&output, "5 of 6 services could not be served");
    assert_eq!(set(&aws), one("fine", 5));
}

#[test]
fn a_namespace_that_cannot_be_read_holds_up_only_who_follows_it() {
    let mut system = System::following(&["a", "b"], 50.0, 2);
    let mut other = tracking("b", 12.0, "m1 / m2");
    other["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]["Metrics"][0]["MetricStat"]
        ["Metric"]["Namespace"] = json!("Mine");
    system.services.insert("b".to_owned(), (2, 2, vec![other]));
    system.unreadable.push("AWS/SQS");
    let aws = system.start();
    let output = track(&aws, &[]);
    assert_code(&output, 1);
    assert_told(
        &output,
        "the metrics of AWS/SQS could not be read: InvalidParameterValue",
    );
    assert_eq!(set(&aws), one("b", 5));
}

#[test]
fn a_cooldown_outlives_the_scaler() {
    let mut system = System::following(&["a"], 50.0, 2);
    // Somebody has taken tasks away since.
    system.activities.push(json!({
        "ActivityId": "1", "ServiceNamespace": "ecs", "ResourceId": "service/c/a",
        "ScalableDimension": "ecs:service:DesiredCount", "Description": "d", "Cause": "c", "StartTime": now() - 100.0,
        "StatusCode": "Successful",
        "Details": json!({"policy": "backlog", "from": 1, "to": 6, "metric": 70, "tasks": 1}).to_string(),
    }));
    let aws = system.clone().start();
    let output = track(&aws, &[]);
    assert_code(&output, 0);
    assert_told(&output, "backlog cools down");
    assert_eq!(set(&aws), []);

    system.activities[0]["StartTime"] = json!(now() - 400.0);
    let aws = system.start();
    assert_code(&track(&aws, &[]), 0);
    assert_eq!(set(&aws), one("a", 5));
}

#[test]
fn an_endpoint_that_records_nothing_is_told_and_no_trouble() {
    let mut system = System::following(&["a"], 50.0, 2);
    system.records = false;
    let aws = system.start();
    let output = track(&aws, &[]);
    assert_code(&output, 0);
    assert_told(&output, "the endpoint does not record them");
    assert_eq!(lines(&output.stdout).len(), 1);
}

#[test]
fn a_dry_run_changes_nothing() {
    let aws = System::following(&["a"], 50.0, 2).start();
    let output = track(&aws, &["--dry-run"]);
    assert_code(&output, 0);
    assert_told(&output, "from 2 to 5");
    assert_eq!(set(&aws), []);
    assert_eq!(aws.calls("RecordScalingActivity").len(), 0);
}

#[test]
fn only_the_services_that_are_asked_for_are_tracked() {
    let aws = System::following(&["a"], 50.0, 2).start();
    let output = track(&aws, &["--resources", "service/c/a, service/c/x"]);
    assert_code(&output, 1);
    assert_eq!(
        aws.calls("DescribeScalableTargets")[0].input["ResourceIds"],
        json!(["service/c/a", "service/c/x"])
    );
    assert_told(&output, "service/c/x: it is not registered as a scalable target");
    assert_eq!(set(&aws), one("a", 5));
}

#[test]
fn unusable_settings_are_named() {
    let aws = System::default().start();
    for (arguments, why) in [
        (
            ["--period", "7s"],
            "TRACK_PERIOD is '7s', which is no period of CloudWatch's",
        ),
        (["--period", "0s"], "TRACK_PERIOD is '0s', which is out of range"),
        (
            ["--period", "1.5s"],
            "TRACK_PERIOD is '1.5s', which is not in whole seconds",
        ),
        (
            ["--resources", "a"],
            "TRACK_RESOURCES is 'a', which is no ECS service",
        ),
        (
            ["--datapoints-to-scale-in", "0"],
            "TRACK_DATAPOINTS_TO_SCALE_IN is '0', which is out of range",
        ),
        (["--every", "soon"], "EVERY is 'soon', which is no duration"),
    ] {
        let output = track(&aws, &arguments);
        assert_refused(&output, why);
    }
}
