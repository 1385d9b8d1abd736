//! Scaling policies, and the rules of step scaling.

use serde_json::{Value, json};

use super::fixture::{Account, WORKER, of, without_ids};

fn step(adjustment_type: &str, steps: &Value, more: &Value) -> Value {
    let mut configuration = json!({"AdjustmentType": adjustment_type, "StepAdjustments": steps});
    for (name, value) in more.as_object().expect("an object") {
        configuration[name] = value.clone();
    }
    json!({"PolicyType": "StepScaling", "StepScalingPolicyConfiguration": configuration})
}

/// Steps by their bounds.
fn steps(bounds: &[(Option<f64>, Option<f64>)]) -> Value {
    bounds
        .iter()
        .map(|(lower, upper)| {
            json!({"MetricIntervalLowerBound": lower, "MetricIntervalUpperBound": upper, "ScalingAdjustment": 1})
        })
        .collect()
}

fn cpu(more: &Value) -> Value {
    let mut configuration = json!({
        "TargetValue": 50.5,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    });
    for (name, value) in more.as_object().expect("an object") {
        configuration[name] = value.clone();
    }
    json!({"PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": configuration})
}

fn describe(account: &Account) -> Value {
    account.ok("DescribeScalingPolicies", &json!({"ServiceNamespace": "ecs"}))["ScalingPolicies"].clone()
}

#[test]
fn policies_are_told_as_they_were_put() {
    let account = Account::with_target();
    account
        .put("cpu", &cpu(&json!({"ScaleInCooldown": 60})))
        .expect("a policy");
    let put = account.put(
        "steps",
        &step(
            "ChangeInCapacity",
            &steps(&[(Some(0.0), None)]),
            &json!({"Cooldown": 0}),
        ),
    );
    assert_eq!(put.expect("a policy")["Alarms"], json!([]));
    insta::assert_snapshot!(without_ids(&describe(&account)), @r#"
    [
      {
        "Alarms": [
          {
            "AlarmARN": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:TargetTracking-service/prod/worker-AlarmHigh-<id>",
            "AlarmName": "TargetTracking-service/prod/worker-AlarmHigh-<id>"
          },
          {
            "AlarmARN": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:TargetTracking-service/prod/worker-AlarmLow-<id>",
            "AlarmName": "TargetTracking-service/prod/worker-AlarmLow-<id>"
          }
        ],
        "CreationTime": 1700000000.0,
        "PolicyARN": "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:<id>:resource/ecs/service/prod/worker:policyName/cpu",
        "PolicyName": "cpu",
        "PolicyType": "TargetTrackingScaling",
        "ResourceId": "service/prod/worker",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ServiceNamespace": "ecs",
        "TargetTrackingScalingPolicyConfiguration": {
          "PredefinedMetricSpecification": {
            "PredefinedMetricType": "ECSServiceAverageCPUUtilization"
          },
          "ScaleInCooldown": 60,
          "TargetValue": 50.5
        }
      },
      {
        "CreationTime": 1700000000.0,
        "PolicyARN": "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:<id>:resource/ecs/service/prod/worker:policyName/steps",
        "PolicyName": "steps",
        "PolicyType": "StepScaling",
        "ResourceId": "service/prod/worker",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ServiceNamespace": "ecs",
        "StepScalingPolicyConfiguration": {
          "AdjustmentType": "ChangeInCapacity",
          "Cooldown": 0,
          "StepAdjustments": [
            {
              "MetricIntervalLowerBound": 0.0,
              "ScalingAdjustment": 1
            }
          ]
        }
      }
    ]
    "#);
}

#[test]
fn a_policy_of_the_same_name_is_replaced_and_keeps_its_arn_and_alarms() {
    let mut account = Account::with_target();
    let first = account.put("cpu", &cpu(&json!({}))).expect("a policy");
    account.later(60);
    let second = account
        .put("cpu", &cpu(&json!({"TargetValue": 70})))
        .expect("a policy");
    assert_eq!(first, second);
    assert_eq!(
        describe(&account)[0]["TargetTrackingScalingPolicyConfiguration"]["TargetValue"],
        70.0
    );
    assert_eq!(describe(&account)[0]["CreationTime"], 1_700_000_000.0);

    // One way only: the alarm to scale in goes.
    let third = account
        .put("cpu", &cpu(&json!({"DisableScaleIn": true})))
        .expect("a policy");
    assert_eq!(third["PolicyARN"], first["PolicyARN"]);
    assert_eq!(third["Alarms"], json!([first["Alarms"][0]]));

    // What is left out stays: here all.
    let fourth = account.put("cpu", &json!({})).expect("a policy");
    assert_eq!(fourth, third);

    let other = step("ChangeInCapacity", &steps(&[(Some(0.0), None)]), &json!({}));
    let refused = account.put("cpu", &other).expect_err("another type");
    assert!(refused.contains("cannot be changed to StepScaling"), "{refused}");
}

#[test]
fn a_policy_is_deleted_by_name() {
    let account = Account::with_target();
    account.put("cpu", &cpu(&json!({}))).expect("a policy");
    let request = of(WORKER, &json!({"PolicyName": "cpu"}));
    assert_eq!(account.ok("DeleteScalingPolicy", &request), json!({}));
    assert_eq!(describe(&account), json!([]));
    assert_eq!(
        account.err("DeleteScalingPolicy", &request),
        "ObjectNotFoundException: No scaling policy found for service namespace: ecs, resource ID: \
         service/prod/worker, scalable dimension: ecs:service:DesiredCount, policy name: cpu"
    );
}

#[test]
fn what_cannot_be_a_policy() {
    let account = Account::with_target();
    account.put("cpu", &cpu(&json!({}))).expect("a policy");
    let mut both = cpu(&json!({}));
    both["StepScalingPolicyConfiguration"] = json!({});
    for (policy, expected) in [
        (json!({}), "PolicyType must be given"),
        (
            json!({"PolicyType": "StepScaling"}),
            "StepScalingPolicyConfiguration must be given",
        ),
        (
            json!({"PolicyType": "TargetTrackingScaling"}),
            "TargetTrackingScalingPolicyConfiguration must be given",
        ),
        (
            json!({"PolicyType": "PredictiveScaling"}),
            "does not serve predictive scaling",
        ),
        (
            json!({"PolicyType": "StepScaling", "PredictiveScalingPolicyConfiguration": 1}),
            "does not serve predictive scaling",
        ),
        (
            both,
            "StepScalingPolicyConfiguration cannot be given for a policy of the type TargetTrackingScaling",
        ),
        (
            cpu(&json!({"TargetValue": 60})),
            "Only one TargetTrackingScaling policy for a given metric specification is allowed.",
        ),
    ] {
        let refused = account.put("new", &policy).expect_err("unusable");
        assert!(refused.starts_with("ValidationException: "), "{refused}");
        assert!(refused.contains(expected), "{refused}");
    }
    let refused = account
        .put("a\u{7f}b", &cpu(&json!({})))
        .expect_err("an unusable name");
    assert!(refused.contains("cannot be printed"), "{refused}");
}

#[test]
fn a_target_has_at_most_50_policies() {
    let account = Account::with_target();
    let policy = step("ChangeInCapacity", &steps(&[(Some(0.0), None)]), &json!({}));
    for number in 0..50 {
        account.put(&format!("p{number}"), &policy).expect("a policy");
    }
    let refused = account.put("one more", &policy).expect_err("too many");
    assert!(refused.starts_with("LimitExceededException: "), "{refused}");
    account
        .put("p7", &policy)
        .expect("one that is there can be replaced");

    let request =
        json!({"ServiceNamespace": "ecs", "PolicyNames": ["p7", "p8", "nobody"], "ResourceId": WORKER});
    let told = account.ok("DescribeScalingPolicies", &request);
    let names: Vec<&str> = told["ScalingPolicies"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|policy| policy["PolicyName"].as_str())
        .collect();
    assert_eq!(names, ["p7", "p8"]);
}

#[test]
fn the_rules_of_steps() {
    let account = Account::with_target();
    let change = |bounds: &[_]| step("ChangeInCapacity", &steps(bounds), &json!({}));
    for (index, good) in [
        change(&[(Some(0.0), None)]),
        change(&[(None, Some(0.0))]),
        change(&[(None, Some(-10.0)), (Some(-10.0), Some(0.0))]),
        change(&[(Some(10.0), None), (Some(0.0), Some(10.0))]),
        change(&[(None, Some(-5.0)), (Some(-5.0), Some(5.0)), (Some(5.0), None)]),
        step(
            "ExactCapacity",
            &json!([{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 0}]),
            &json!({}),
        ),
        step(
            "PercentChangeInCapacity",
            &json!([{"MetricIntervalUpperBound": 0, "ScalingAdjustment": -10}]),
            &json!({"MinAdjustmentMagnitude": 2, "Cooldown": 60, "MetricAggregationType": "Maximum"}),
        ),
    ]
    .iter()
    .enumerate()
    {
        account.put(&format!("good {index}"), good).expect("a policy");
    }
    let up = steps(&[(Some(0.0), None)]);
    for (bad, expected) in [
        (change(&[]), "at least one step adjustment"),
        (change(&[(None, None)]), "cannot both be null"),
        (
            change(&[(Some(5.0), Some(5.0)), (Some(5.0), None)]),
            "must be less than its upper bound",
        ),
        (
            change(&[(Some(0.0), None), (Some(5.0), None)]),
            "At most one step adjustment can have a null upper bound",
        ),
        (
            change(&[(None, Some(0.0)), (None, Some(-5.0))]),
            "At most one step adjustment can have a null lower bound",
        ),
        (
            change(&[(Some(0.0), Some(10.0)), (Some(5.0), None)]),
            "cannot overlap",
        ),
        (
            change(&[(Some(0.0), Some(5.0)), (Some(10.0), None)]),
            "cannot be a gap",
        ),
        (change(&[(Some(-5.0), Some(0.0))]), "negative lower bound -5"),
        (change(&[(Some(0.0), Some(5.0))]), "positive upper bound 5"),
        (
            step("ChangeInCapacity", &up, &json!({"MinAdjustmentMagnitude": 2})),
            "only be given with the adjustment type PercentChangeInCapacity",
        ),
        (
            step(
                "PercentChangeInCapacity",
                &up,
                &json!({"MinAdjustmentMagnitude": 0}),
            ),
            "must be at least 1",
        ),
        (
            step("ChangeInCapacity", &up, &json!({"Cooldown": -1})),
            "Cooldown cannot be less than 0",
        ),
        (
            step(
                "ExactCapacity",
                &json!([{"MetricIntervalLowerBound": 0, "ScalingAdjustment": -1}]),
                &json!({}),
            ),
            "cannot be less than 0, but is -1",
        ),
        (
            json!({"PolicyType": "StepScaling", "StepScalingPolicyConfiguration": {"StepAdjustments": up}}),
            "AdjustmentType must be given",
        ),
    ] {
        let refused = account.put("bad", &bad).expect_err("unusable");
        assert!(refused.starts_with("ValidationException: "), "{refused}");
        assert!(refused.contains(expected), "{refused}");
    }
    let many: Vec<_> = (0..21)
        .map(|n| (Some(f64::from(n)), Some(f64::from(n + 1))))
        .collect();
    let refused = account.put("bad", &change(&many)).expect_err("too many");
    assert!(refused.starts_with("LimitExceededException: "), "{refused}");
}
