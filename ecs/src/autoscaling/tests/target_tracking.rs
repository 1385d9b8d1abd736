//! The rules of target tracking and of metric math.

use serde_json::{Value, json};

use super::fixture::Account;

fn tracking(configuration: &Value) -> Value {
    json!({"PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": configuration})
}

fn following(metrics: &Value) -> Value {
    tracking(&json!({"TargetValue": 100, "CustomizedMetricSpecification": {"Metrics": metrics}}))
}

fn metric(id: &str, name: &str, return_data: Option<bool>) -> Value {
    let metric = json!({"MetricName": name, "Namespace": "AWS/SQS", "Dimensions": [{"Name": "QueueName", "Value": "q"}]});
    json!({"Id": id, "MetricStat": {"Metric": metric, "Stat": "Sum"}, "ReturnData": return_data})
}

fn put(policy: &Value) -> Result<Value, String> {
    Account::with_target().put("p", policy)
}

/// The backlog per task, as AWS's guide scales on it.
#[test]
fn metric_math_is_kept_as_it_was_given() {
    let account = Account::with_target();
    let metrics = json!([
        metric("m1", "ApproximateNumberOfMessagesVisible", Some(false)),
        {
            "Id": "m2",
            "MetricStat": {
                "Metric": {
                    "MetricName": "RunningTaskCount", "Namespace": "ECS/ContainerInsights",
                    "Dimensions": [{"Name": "ClusterName", "Value": "c"}, {"Name": "ServiceName", "Value": "s"}],
                },
                "Stat": "Average", "Unit": "Count",
            },
            "ReturnData": false,
        },
        {"Id": "e1", "Label": "backlog per task", "Expression": "m1 / m2", "ReturnData": true},
    ]);
    account.put("backlog", &following(&metrics)).expect("a policy");
    let told = account.ok("DescribeScalingPolicies", &json!({"ServiceNamespace": "ecs"}));
    let policy = &told["ScalingPolicies"][0]["TargetTrackingScalingPolicyConfiguration"];
    assert_eq!(policy["CustomizedMetricSpecification"]["Metrics"], metrics);

    account
        .put("again", &following(&metrics))
        .expect_err("the same metrics");
}

#[test]
fn the_rules_of_metric_math() {
    let m1 = || metric("m1", "A", Some(false));
    let expression = |id: &str, expression: &str| json!({"Id": id, "Expression": expression});
    for good in [
        json!([metric("m1", "A", None)]),
        json!([
            m1(),
            expression("e1", "IF(m1 > 1e3, m1, FILL(METRICS(\"nobody\"), REPEAT)) / 2")
        ]),
        json!([
            m1(),
            json!({"Id": "a_B9", "Expression": "m1", "ReturnData": false}),
            expression("e", "a_B9 + m1")
        ]),
    ] {
        put(&following(&good)).expect("a policy");
    }
    let eleven: Vec<Value> = (0..11)
        .map(|n| metric(&format!("m{n}"), "A", Some(n == 0)))
        .collect();
    let mut both = m1();
    both["Expression"] = json!("1");
    let mut nameless = metric("m1", "A", None);
    nameless["MetricStat"]["Metric"] = json!({"Namespace": "x"});
    for (bad, expected) in [
        (
            json!([m1()]),
            "Exactly one of the Metrics must have ReturnData true, which it is unless given, but 0 have",
        ),
        (
            json!([metric("m1", "A", None), metric("m2", "B", Some(true))]),
            "but 2 have",
        ),
        (json!([metric("M1", "A", None)]), "The metric id M1 is not valid"),
        (
            json!([metric("m-1", "A", None)]),
            "The metric id m-1 is not valid",
        ),
        (
            json!([metric("m1", "A", None), metric("m1", "B", Some(false))]),
            "m1 is used more than once",
        ),
        (json!([{"Id": "m1"}]), "either an Expression or a MetricStat"),
        (json!([both]), "either an Expression or a MetricStat"),
        (json!([nameless]), "needs Metric.MetricName"),
        (
            json!([m1(), expression("e1", "m1 / m2")]),
            "refers to m2, which is not the id",
        ),
        (json!([m1(), expression("e1", "m1 / e1")]), "refers to itself"),
        (json!(eleven), "at most 10 Metrics, but has 11"),
    ] {
        let refused = put(&following(&bad)).expect_err("unusable");
        assert!(refused.starts_with("ValidationException: "), "{refused}");
        assert!(refused.contains(expected), "{refused}");
    }
}

#[test]
fn the_rules_of_target_tracking() {
    let label = "app/lb/50dc6c495c0c9188/targetgroup/tg/943f017f100becff";
    let predefined = |kind: &str, label: Option<&str>| json!({"TargetValue": 1, "PredefinedMetricSpecification": {"PredefinedMetricType": kind, "ResourceLabel": label}});
    let one = |more: Value| {
        let mut metric = json!({"MetricName": "A", "Namespace": "N", "Statistic": "Average"});
        for (name, value) in more.as_object().expect("an object") {
            metric[name] = value.clone();
        }
        json!({"TargetValue": 1, "CustomizedMetricSpecification": metric})
    };
    for good in [
        predefined("ECSServiceAverageMemoryUtilization", None),
        predefined("ALBRequestCountPerTarget", Some(label)),
        one(json!({})),
        one(json!({"Dimensions": [{"Name": "a", "Value": "b"}], "Unit": "Count"})),
    ] {
        put(&tracking(&good)).expect("a policy");
    }
    let cpu = predefined("ECSServiceAverageCPUUtilization", None);
    let with = |name: &str, value: Value| {
        let mut configuration = cpu.clone();
        configuration[name] = value;
        configuration
    };
    for (bad, expected) in [
        (
            json!({"TargetValue": 1}),
            "needs a PredefinedMetricSpecification or a CustomizedMetricSpecification",
        ),
        (
            with("CustomizedMetricSpecification", json!({})),
            "but both are given",
        ),
        (
            with("TargetValue", json!(0)),
            "TargetValue must be greater than 0",
        ),
        (with("TargetValue", json!(-3)), "but is -3"),
        (
            with("ScaleOutCooldown", json!(-1)),
            "ScaleOutCooldown cannot be less than 0",
        ),
        (
            with("ScaleInCooldown", json!(-1)),
            "ScaleInCooldown cannot be less than 0",
        ),
        (
            predefined("ALBRequestCountPerTarget", None),
            "needs a ResourceLabel",
        ),
        (
            predefined("ALBRequestCountPerTarget", Some("app/lb/targetgroup/tg")),
            "is not of the form",
        ),
        (
            predefined("ECSServiceAverageCPUUtilization", Some(label)),
            "only be given for ALBRequestCountPerTarget",
        ),
        (
            predefined("KafkaBrokerStorageUtilization", None),
            "does not serve the predefined metric type Kafka",
        ),
        (one(json!({"Statistic": null})), "needs Statistic"),
        (one(json!({"Namespace": ""})), "needs Namespace"),
        (
            one(json!({"Metrics": [{"Id": "m1", "Expression": "1"}]})),
            "but both are given",
        ),
    ] {
        let refused = put(&tracking(&bad)).expect_err("unusable");
        assert!(refused.starts_with("ValidationException: "), "{refused}");
        assert!(refused.contains(expected), "{refused}");
    }
}
