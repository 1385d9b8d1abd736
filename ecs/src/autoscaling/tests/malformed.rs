//! Requests that cannot be read, or are not as the service model says.

use proptest::prelude::*;
use serde_json::json;

use super::fixture::{Account, WORKER, of};

#[test]
fn what_is_missing_or_unknown_is_told_as_aws_tells_it() {
    let account = Account::new();
    assert_eq!(
        account.err(
            "RegisterScalableTarget",
            &json!({"ServiceNamespace": "ecs", "ResourceId": WORKER})
        ),
        "ValidationException: 1 validation error detected: Value null at 'scalableDimension' failed to satisfy \
         constraint: Member must not be null"
    );
    let told = account.err(
        "DeleteScalingPolicy",
        &json!({"ServiceNamespace": "ecz", "ResourceId": "", "PolicyName": "p"}),
    );
    assert!(
        told.starts_with(
            "ValidationException: 3 validation errors detected: Value 'ecz' at 'serviceNamespace' failed to satisfy \
             constraint: Member must satisfy enum value set: [ecs, "
        ),
        "{told}"
    );
    assert!(
        told.contains(
            "; Value '' at 'resourceId' failed to satisfy constraint: Member must have length greater than or equal to 1; "
        ),
        "{told}"
    );
    let policy = of(
        WORKER,
        &json!({"PolicyName": "x".repeat(257), "StepScalingPolicyConfiguration": {"StepAdjustments": [{}]}}),
    );
    let told = account.err("PutScalingPolicy", &policy);
    assert!(
        told.contains("Member must have length less than or equal to 256"),
        "{told}"
    );
    assert!(
        told.contains(
            "Value null at 'stepScalingPolicyConfiguration.stepAdjustments.1.member.scalingAdjustment'"
        ),
        "{told}"
    );
    let told = account.err("RegisterScalableTarget", &of("service/\u{1}/b", &json!({})));
    assert!(
        told.contains("Member must satisfy regular expression pattern: "),
        "{told}"
    );
    let ids: Vec<String> = (0..51).map(|n| n.to_string()).collect();
    let told = account.err(
        "DescribeScalableTargets",
        &json!({"ServiceNamespace": "ecs", "ResourceIds": ids}),
    );
    assert!(
        told.contains("at 'resourceIds' failed to satisfy constraint: Member must have length"),
        "{told}"
    );
}

#[test]
fn what_has_another_type_cannot_be_read() {
    let account = Account::new();
    for (more, expected) in [
        (
            json!({"MinCapacity": "1"}),
            "minCapacity: a string cannot be converted to an integer",
        ),
        (
            json!({"MinCapacity": 1.5}),
            "minCapacity: the number 1.5 cannot be converted to an integer of 32 bits",
        ),
        (
            json!({"MinCapacity": 3_000_000_000_u64}),
            "minCapacity: the number 3000000000 cannot be converted",
        ),
        (
            json!({"ResourceId": 7}),
            "resourceId: a number cannot be converted to a string",
        ),
        (
            json!({"SuspendedState": []}),
            "suspendedState: a list cannot be converted to a structure",
        ),
        (
            json!({"SuspendedState": {"ScheduledScalingSuspended": "true"}}),
            "suspendedState.scheduledScalingSuspended: a string",
        ),
        (
            json!({"Tags": {"a": 1}}),
            "tags.a: a number cannot be converted to a string",
        ),
        (
            json!({"Tags": ["a"]}),
            "tags: a list cannot be converted to a map",
        ),
    ] {
        let told = account.err("RegisterScalableTarget", &of(WORKER, &more));
        assert!(told.starts_with("SerializationException: "), "{told}");
        assert!(told.contains(expected), "{told}");
    }
    for body in [
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"a\": 1e999}",
        "\u{feff}{}",
        &"[".repeat(100_000),
    ] {
        let error = account
            .raw("DescribeScalableTargets", body.as_bytes())
            .expect_err(body);
        assert_eq!(error.code, "SerializationException");
    }
    assert_eq!(
        account
            .raw("DescribeScalableTargets", b"\xff\xfe")
            .expect_err("no text")
            .code,
        "SerializationException"
    );
    let told = account
        .raw("DescribeScalableTargets", b"")
        .expect_err("nothing")
        .to_string();
    assert!(told.contains("Value null at 'serviceNamespace'"), "{told}");
}

#[test]
fn what_is_not_served_is_named() {
    let account = Account::new();
    for operation in ["PutScheduledAction", "GetPredictiveScalingForecast", "Whatever"] {
        let error = account.raw(operation, b"{}").expect_err(operation);
        assert_eq!(error.code, "UnknownOperationException");
        assert_eq!(
            error.message,
            format!("local-ecs does not serve Application Auto Scaling's {operation}")
        );
    }
}

const OPERATIONS: [&str; 10] = [
    "RegisterScalableTarget",
    "DescribeScalableTargets",
    "DeregisterScalableTarget",
    "PutScalingPolicy",
    "DescribeScalingPolicies",
    "DeleteScalingPolicy",
    "DescribeScalingActivities",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
];

/// A request that is good, and what is put at one of its places.
fn mutated() -> impl Strategy<Value = serde_json::Value> {
    let whole = of(
        WORKER,
        &json!({
            "PolicyName": "p", "PolicyType": "TargetTrackingScaling", "MinCapacity": 0, "MaxCapacity": 1,
            "MaxResults": 5, "PolicyNames": ["p"], "ResourceIds": [WORKER], "NextToken": "0", "Tags": {"a": "b"},
            "ResourceARN": "arn:aws:x", "TagKeys": ["a"],
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 1,
                "CustomizedMetricSpecification": {"Metrics": [
                    {"Id": "m", "MetricStat": {"Metric": {"MetricName": "a", "Namespace": "b"}, "Stat": "Sum"}},
                    {"Id": "e", "Expression": "m / 1", "ReturnData": false},
                ]},
            },
            "StepScalingPolicyConfiguration": {"AdjustmentType": "ExactCapacity", "StepAdjustments": [
                {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1},
            ]},
        }),
    );
    let places = places(&whole, "");
    let value = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        any::<i64>().prop_map(|value| json!(value)),
        any::<f64>().prop_map(|value| json!(value)),
        ".{0,20}".prop_map(|value| json!(value)),
        Just(json!([])),
        Just(json!([null, 1, "x", {}])),
        Just(json!({})),
        Just(json!({"": {"": ""}})),
        Just(json!("StepScaling")),
    ];
    proptest::collection::vec((proptest::sample::select(places), value), 1..4).prop_map(move |changes| {
        let mut request = whole.clone();
        for (place, value) in changes {
            if let Some(target) = request.pointer_mut(&place) {
                *target = value;
            }
        }
        request
    })
}

fn places(value: &serde_json::Value, at: &str) -> Vec<String> {
    let mut all = vec![at.to_owned()];
    match value {
        serde_json::Value::Object(object) => {
            for (name, value) in object {
                all.extend(places(value, &format!("{at}/{name}")));
            }
        }
        serde_json::Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                all.extend(places(value, &format!("{at}/{index}")));
            }
        }
        _ => {}
    }
    all
}

proptest! {
    #[test]
    fn no_request_makes_it_panic(
        requests in proptest::collection::vec((proptest::sample::select(OPERATIONS.to_vec()), mutated()), 1..6),
    ) {
        let account = Account::with_target();
        for (operation, request) in requests {
            if let Err(error) = account.raw(operation, request.to_string().as_bytes()) {
                prop_assert!(error.status.is_client_error(), "{operation} {request}: {error}");
            }
        }
    }
}
