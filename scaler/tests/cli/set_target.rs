//! `set-target` beside an endpoint with policies and measured durations.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use testing::{Call, FakeAws, PATIENCE, Reply, Running, lines};

use super::process::{Ended as _, assert_code, assert_each_is_refused, assert_told, beside, scaler, told};

const CONFIGURATION: &str = "TargetTrackingScalingPolicyConfiguration";

/// Policies, and what CloudWatch has of the durations.
#[derive(Clone, Default)]
struct System {
    policies: Vec<Value>,
    /// By period: the mean duration, and of how many messages.
    measured: Vec<(f64, f64)>,
}

/// A policy as rich as any: nothing but the target may change.
fn tracking(service: &str) -> Value {
    let metric = |id: &str, namespace: &str, name: &str| {
        json!({"Id": id, "Label": name, "ReturnData": false, "MetricStat": {
            "Stat": "Maximum", "Unit": "Count",
            "Metric": {"Namespace": namespace, "MetricName": name, "Dimensions": [{"Name": "Of", "Value": service}]},
        }})
    };
    json!({
        "PolicyName": "backlog", "PolicyARN": "arn:p", "PolicyType": "TargetTrackingScaling",
        "ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "CreationTime": 0,
        "ResourceId": id(service),
        CONFIGURATION: {
            "TargetValue": 100.0,
            "CustomizedMetricSpecification": {"Metrics": [
                metric("m1", "AWS/SQS", "ApproximateNumberOfMessagesVisible"),
                metric("m2", "ECS/ContainerInsights", "RunningTaskCount"),
                {"Id": "e1", "Expression": "m1 / m2", "Label": "backlog per task", "ReturnData": true},
            ]},
            "ScaleOutCooldown": 17,
            "ScaleInCooldown": 18,
            "DisableScaleIn": true,
        },
    })
}

fn id(service: &str) -> String {
    format!("service/c/{service}")
}

impl System {
    /// Services with a policy each, all of the same name.
    fn of(services: &[&str], measured: &[(f64, f64)]) -> Self {
        Self {
            policies: services.iter().map(|service| tracking(service)).collect(),
            measured: measured.to_vec(),
        }
    }

    fn start(self) -> FakeAws {
        self.start_with(|_, _| None)
    }

    /// With answers of a test's own, which come first.
    fn start_with(self, answer: impl Fn(&Call, usize) -> Option<Reply> + Send + Sync + 'static) -> FakeAws {
        FakeAws::start(move |call, before| answer(call, before).or_else(|| self.answer(call)))
    }

    fn answer(&self, call: &Call) -> Option<Reply> {
        Some(match call.operation.as_str() {
            "GetMetricData" => self.durations(),
            "DescribeScalingPolicies" => {
                let of = &call.input["ResourceId"];
                let names = call.input["PolicyNames"].as_array().cloned().unwrap_or_default();
                let policies = self.policies.iter().filter(|policy| {
                    names.contains(&policy["PolicyName"]) && (of.is_null() || policy["ResourceId"] == *of)
                });
                Reply::json(&json!({"ScalingPolicies": policies.collect::<Vec<_>>()}))
            }
            "PutScalingPolicy" => Reply::json(&json!({"PolicyARN": "arn:p", "Alarms": []})),
            _ => return None,
        })
    }

    fn durations(&self) -> Reply {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
        let hour = elapsed.expect("after 1970").as_secs() / 3600 * 3600;
        let times: Vec<u64> = (0..)
            .map(|ago| hour - 3600 * ago)
            .take(self.measured.len())
            .collect();
        let result = |id: &str, values: Vec<f64>| json!({"Id": id, "StatusCode": "Complete", "Timestamps": times, "Values": values});
        let (values, messages) = self.measured.iter().copied().unzip();
        let results = [result("value", values), result("messages", messages)];
        Reply::cbor(&json!({"MetricDataResults": results}))
    }
}

fn set_target(aws: &FakeAws) -> Command {
    let mut command = beside(aws, "set-target");
    command
        .env("scaling_policy_name", "backlog")
        .env("queue_name", "work.fifo");
    command
}

/// The services whose policy was put, and its target.
fn targets(aws: &FakeAws) -> Vec<(String, f64)> {
    let calls = aws.calls("PutScalingPolicy").into_iter();
    let targets = calls.map(|call| {
        let service = call.input["ResourceId"].as_str().expect("an id").to_owned();
        let target = call.input[CONFIGURATION]["TargetValue"].as_f64();
        (service, target.expect("a target"))
    });
    targets.collect()
}

/// Neither the target nor the metric of it has changed, and nothing is told on stdout.
fn assert_nothing_is_set(aws: &FakeAws, output: &std::process::Output) {
    assert_eq!(targets(aws), []);
    assert!(aws.calls("PutMetricData").is_empty());
    assert!(output.stdout.is_empty());
}

#[test]
fn the_target_is_the_delay_by_the_mean_of_all_messages() {
    let aws = System::of(&["a"], &[(2.0, 30.0), (10.0, 10.0)]).start();
    let output = set_target(&aws).ended();
    assert_code(&output, 0);
    assert_eq!(targets(&aws), [(id("a"), 15.0)]);
    assert_eq!(lines(&output.stdout), ["15"]);
    assert_told(
        &output,
        "backlog: the target is 15 messages for each task, and was 100: 60 s of acceptable delay / 4 s of processing \
         duration (Average of 1day)",
    );
}

#[test]
fn while_nothing_was_measured_the_default_counts() {
    for (settings, target) in [
        (&[][..], 12.0),
        (&["--default-duration", "10s"], 6.0),
        (
            &["--acceptable-delay", "10s", "--default-duration", "100ms"],
            100.0,
        ),
    ] {
        let aws = System::of(&["a"], &[]).start();
        let output = set_target(&aws).args(settings).ended();
        assert_code(&output, 0);
        assert_eq!(targets(&aws), [(id("a"), target)]);
        assert_told(&output, "(the default: none was measured)");
    }
}

#[test]
fn all_else_of_the_policy_stays() {
    let aws = System::of(&["a"], &[]).start();
    assert_code(&set_target(&aws).ended(), 0);
    let put = aws.calls("PutScalingPolicy");
    assert_eq!(put.len(), 1);
    let (mut put, mut before) = (put[0].input.clone(), tracking("a"));
    for policy in [&mut put, &mut before] {
        policy[CONFIGURATION]["TargetValue"].take();
    }
    // What a policy is known by, and its configuration: the rest AWS tells and does not take.
    for told in ["PolicyARN", "CreationTime"] {
        before.as_object_mut().expect("an object").remove(told);
    }
    assert_eq!(put, before);
}

#[test]
fn the_target_is_published_beside_the_duration() {
    let aws = System::of(&["a"], &[]).start();
    assert_code(&set_target(&aws).ended(), 0);
    let put = aws.calls("PutMetricData");
    assert_eq!(put.len(), 1);
    assert_eq!(put[0].input["Namespace"], "ECS-SQS-BPI");
    let mut data = put[0].input["MetricData"].clone();
    assert_eq!(data[0]["Value"].take().as_f64(), Some(12.0));
    let dimensions = json!([
        {"Name": "Type", "Value": "Single-Queue"},
        {"Name": "QueueName", "Value": "work.fifo"},
    ]);
    assert_eq!(
        data,
        json!([{"MetricName": "ecsTargetBPI", "Dimensions": dimensions, "Value": null, "StorageResolution": 1}])
    );

    let asked = &aws.calls("GetMetricData")[0].input;
    let seconds = |name: &str| asked[name].as_f64().expect("a time");
    let window = seconds("EndTime") - seconds("StartTime");
    assert!((window - 86_400.0).abs() < 1.0, "{window}");
    for (place, stat) in ["Average", "SampleCount"].iter().enumerate() {
        assert_eq!(
            asked["MetricDataQueries"][place]["MetricStat"],
            json!({
                "Metric": {
                    "Namespace": "ECS-SQS-BPI", "MetricName": "MsgProcessingDuration", "Dimensions": dimensions,
                },
                "Period": 86_400,
                "Stat": stat,
            })
        );
    }
}

#[test]
fn metrics_window_and_statistic_are_settings() {
    let aws = System::of(&["a"], &[(3.0, 2.0), (6.0, 1.0)]).start();
    let output = set_target(&aws)
        .args(["--metric-namespace", "Mine", "--app-metric-name", "Took"])
        .args(["--bpi-metric-name", "Target", "--metric-type", "All"])
        .args(["--window", "10m", "--statistic", "Maximum"])
        .ended();
    assert_code(&output, 0);
    assert_eq!(targets(&aws), [(id("a"), 10.0)]);
    assert_told(&output, "(Maximum of 10m)");
    let asked = &aws.calls("GetMetricData")[0].input["MetricDataQueries"][0]["MetricStat"];
    assert_eq!(asked["Metric"]["Namespace"], "Mine");
    assert_eq!(asked["Metric"]["MetricName"], "Took");
    assert_eq!(asked["Metric"]["Dimensions"][0]["Value"], "All");
    assert_eq!(
        (&asked["Period"], &asked["Stat"]),
        (&json!(600), &json!("Maximum"))
    );
    let put = &aws.calls("PutMetricData")[0].input;
    assert_eq!(put["Namespace"], "Mine");
    assert_eq!(put["MetricData"][0]["MetricName"], "Target");
    assert_eq!(put["MetricData"][0]["Dimensions"][0]["Value"], "All");
}

#[test]
fn a_duration_that_makes_no_target_changes_nothing() {
    let aws = System::of(&["a"], &[(0.0, 5.0)]).start();
    let output = set_target(&aws).ended();
    assert_code(&output, 1);
    assert_told(
        &output,
        "scaler: error: a processing duration of 0 s with an acceptable delay of 60 s makes no target; the target stays \
         as it is",
    );
    assert_nothing_is_set(&aws, &output);
}

#[test]
fn a_policy_that_is_not_there_is_named() {
    let aws = System::of(&["a"], &[]).start();
    for (settings, why) in [
        (
            &["--scaling-policy-name", "other"][..],
            "there is no scaling policy other of any ECS service; make one, or name another",
        ),
        (
            &["--resource-id", "service/c/b"],
            "there is no scaling policy backlog of service/c/b; make one, or name another",
        ),
    ] {
        let output = set_target(&aws).args(settings).ended();
        assert_code(&output, 1);
        assert_told(&output, why);
        assert_nothing_is_set(&aws, &output);
    }
}

#[test]
fn of_several_policies_of_that_name_the_service_says_which() {
    let aws = System::of(&["a", "b"], &[]).start();
    let output = set_target(&aws).ended();
    assert_code(&output, 1);
    assert_told(
        &output,
        "there are several scaling policies backlog: of service/c/a, service/c/b; say which by --resource-id",
    );
    assert_nothing_is_set(&aws, &output);

    assert_code(&set_target(&aws).env("resource_id", "service/c/b").ended(), 0);
    assert_eq!(targets(&aws), [(id("b"), 12.0)]);
}

#[test]
fn a_policy_of_another_type_has_no_target() {
    let mut system = System::of(&["a"], &[]);
    let policy = system.policies[0].as_object_mut().expect("an object");
    policy.remove(CONFIGURATION);
    policy.insert("PolicyType".to_owned(), json!("StepScaling"));
    policy.insert(
        "StepScalingPolicyConfiguration".to_owned(),
        json!({"AdjustmentType": "ChangeInCapacity", "StepAdjustments": []}),
    );
    let aws = system.start();
    let output = set_target(&aws).ended();
    assert_code(&output, 1);
    assert_told(
        &output,
        "the scaling policy backlog is of type StepScaling: only target tracking has a target",
    );
    assert_nothing_is_set(&aws, &output);
}

#[test]
fn what_aws_refuses_is_told_with_what_became_of_the_target() {
    let denied = || Reply::error(400, "AccessDenied");
    let denied_in_cbor = || Reply::cbor_error(400, "AccessDenied");
    for (operation, answer, why) in [
        (
            "GetMetricData",
            denied_in_cbor(),
            "the processing durations could not be read: AccessDenied: says the test",
        ),
        (
            "DescribeScalingPolicies",
            denied(),
            "the policy could not be read: AccessDenied: says the test",
        ),
        (
            "PutScalingPolicy",
            denied(),
            "the policy could not be put, and has its old target: AccessDenied: says the test",
        ),
        (
            "PutMetricData",
            denied_in_cbor(),
            "the target is set, and could not be published as a metric: AccessDenied: says the test",
        ),
    ] {
        let aws = System::of(&["a"], &[])
            .start_with(move |call, _| (call.operation == operation).then(|| answer.clone()));
        let output = set_target(&aws).ended();
        assert_code(&output, 1);
        assert_told(&output, why);
        assert!(output.stdout.is_empty());
        let is_put = matches!(operation, "PutScalingPolicy" | "PutMetricData");
        assert_eq!(targets(&aws).len(), usize::from(is_put), "{operation}");
    }
}

#[test]
fn a_pass_that_fails_is_told_and_the_next_goes_on() {
    let aws = System::of(&["a"], &[]).start_with(|call, before| {
        (call.operation == "DescribeScalingPolicies" && before == 0)
            .then(|| Reply::error(400, "AccessDenied"))
    });
    let running = Running::start(set_target(&aws).args(["--every", "100ms"]));
    aws.wait_for("PutMetricData", 2);
    let output = running.stop();
    assert_code(&output, 0);
    assert_told(
        &output,
        "the pass failed: the policy could not be read: AccessDenied",
    );
    assert!(lines(&output.stdout).iter().all(|line| line == "12"));
}

#[test]
fn a_pass_ends_with_its_time_or_a_stop() {
    let never = || {
        System::of(&["a"], &[]).start_with(|call, _| {
            (call.operation == "GetMetricData").then(|| Reply::cbor(&json!({})).after(PATIENCE * 2))
        })
    };
    let aws = never();
    let output = set_target(&aws)
        .args(["--pass-timeout", "1s"])
        // The attempts, which have limits of their own, are not to be over before the pass is.
        .env("AWS_MAX_ATTEMPTS", "50")
        .ended();
    assert_code(&output, 1);
    assert_told(&output, "the pass took longer than 1s, so it was given up");
    assert_nothing_is_set(&aws, &output);

    let aws = never();
    let running = Running::start(&mut set_target(&aws));
    let asked = aws.wait_for("GetMetricData", 1)[0].at;
    let output = running.stop();
    assert_code(&output, 0);
    assert!(asked.elapsed() < PATIENCE / 2, "{:?}", asked.elapsed());
    assert_nothing_is_set(&aws, &output);
}

#[test]
fn every_setting_that_is_missing_or_unusable_is_named_and_nothing_is_called() {
    let aws = System::of(&["a"], &[]).start();
    let settings = [
        ("scaling_policy_name", None),
        ("scaling_policy_name", Some(" ")),
        ("queue_name", None),
        ("queue_name", Some("no name")),
        ("desired_latency", Some("0")),
        ("desired_latency", Some("15days")),
        ("desired_latency", Some("soon")),
        ("default_msg_proc_duration", Some("0")),
        ("default_msg_proc_duration", Some("13h")),
        ("window", Some("0")),
        ("window", Some("16days")),
        ("window", Some("1500ms")),
        ("statistic", Some("Sum")),
        ("statistic", Some("p100")),
        ("EVERY", Some("50ms")),
        ("PASS_TIMEOUT", Some("2h")),
        ("AWS_REGION", None),
        ("AWS_REGION", Some("mars")),
        ("AWS_ENDPOINT_URL", Some("localhost")),
        ("AWS_ACCESS_KEY_ID", None),
    ];
    assert_each_is_refused(|| set_target(&aws), &settings);
    for operation in ["GetMetricData", "DescribeScalingPolicies"] {
        assert!(aws.calls(operation).is_empty(), "{operation} was called");
    }
}

#[test]
fn help_tells_every_variable() {
    let output = scaler().args(["set-target", "--help"]).ended();
    assert_code(&output, 0);
    assert_eq!(told(&output), "");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    for variable in [
        "scaling_policy_name",
        "resource_id",
        "desired_latency",
        "default_msg_proc_duration",
        "window",
        "statistic",
        "queue_name",
        "app_metric_name",
        "bpi_metric_name",
        "metric_type",
        "metric_namespace",
        "EVERY",
        "PASS_TIMEOUT",
        "AWS_REGION",
        "AWS_ENDPOINT_URL",
    ] {
        assert!(
            help.contains(&format!("[env: {variable}=")),
            "{variable} in {help}"
        );
    }
}
