//! Scalable targets, their tags and activities.

use serde_json::json;

use super::fixture::{Account, WEB, WORKER, of, without_ids};

#[test]
fn a_target_is_told_as_it_was_registered() {
    let account = Account::with_target();
    let told = account.ok("DescribeScalableTargets", &json!({"ServiceNamespace": "ecs"}));
    insta::assert_snapshot!(without_ids(&told), @r#"
    {
      "ScalableTargets": [
        {
          "CreationTime": 1700000000.0,
          "MaxCapacity": 10,
          "MinCapacity": 0,
          "ResourceId": "service/prod/worker",
          "RoleARN": "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
          "ScalableDimension": "ecs:service:DesiredCount",
          "ScalableTargetARN": "arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/<id>",
          "ServiceNamespace": "ecs",
          "SuspendedState": {
            "DynamicScalingInSuspended": false,
            "DynamicScalingOutSuspended": false,
            "ScheduledScalingSuspended": false
          }
        }
      ]
    }
    "#);
}

#[test]
fn a_second_registration_changes_what_it_says_and_keeps_the_rest() {
    let account = Account::with_target();
    let register =
        |more| account.ok("RegisterScalableTarget", &of(WORKER, &more))["ScalableTargetARN"].clone();
    let told = || {
        account.ok("DescribeScalableTargets", &json!({"ServiceNamespace": "ecs"}))["ScalableTargets"][0]
            .clone()
    };
    let arn = told()["ScalableTargetARN"].clone();

    assert_eq!(register(json!({"MaxCapacity": 20, "MinCapacity": null})), arn);
    assert_eq!(
        (&told()["MinCapacity"], &told()["MaxCapacity"]),
        (&json!(0), &json!(20))
    );

    register(json!({"SuspendedState": {"DynamicScalingInSuspended": true}}));
    register(json!({"MinCapacity": 2, "SuspendedState": {"ScheduledScalingSuspended": true}}));
    assert_eq!(
        (&told()["MinCapacity"], &told()["MaxCapacity"]),
        (&json!(2), &json!(20))
    );
    let suspended = json!({
        "DynamicScalingInSuspended": true, "DynamicScalingOutSuspended": false, "ScheduledScalingSuspended": true,
    });
    assert_eq!(told()["SuspendedState"], suspended);

    // The bounds are held against each other as they will be.
    let refused = account.err("RegisterScalableTarget", &of(WORKER, &json!({"MaxCapacity": 1})));
    assert_eq!(
        refused,
        "ValidationException: Maximum capacity cannot be less than minimum capacity, but 1 is less than 2"
    );
    assert_eq!(told()["MaxCapacity"], 20);
    let refused = account.err(
        "RegisterScalableTarget",
        &of(WORKER, &json!({"Tags": {"a": "b"}})),
    );
    assert!(
        refused.contains("To update tags on an existing scalable target, use the TagResource API."),
        "{refused}"
    );
}

#[test]
fn what_cannot_be_a_target() {
    let account = Account::new();
    let bounds = json!({"MinCapacity": 1, "MaxCapacity": 2});
    for (request, expected) in [
        (
            of(WORKER, &json!({"MinCapacity": 1})),
            "MinCapacity and MaxCapacity must be given",
        ),
        (
            of(WORKER, &json!({"MinCapacity": -1, "MaxCapacity": 1})),
            "Minimum capacity cannot be less than 0",
        ),
        (
            of("service/prod/nobody", &bounds),
            "ECS service doesn't exist: service/prod/nobody",
        ),
        (
            of("service/worker", &bounds),
            "Invalid resource ID service/worker",
        ),
        (of("service/prod/", &bounds), "Invalid resource ID service/prod/"),
        (
            of("service/arn:aws:ecs:eu-west-1:1:cluster/prod/worker", &bounds),
            "with names, not ARNs",
        ),
        (
            of("table/orders", &bounds),
            "Unsupported service namespace, resource type or scalable dimension",
        ),
        (
            of(WORKER, &json!({"ServiceNamespace": "dynamodb"})),
            "for the service namespace ecs alone, not for dynamodb",
        ),
        (
            of(
                WORKER,
                &json!({"ScalableDimension": "rds:cluster:ReadReplicaCount"}),
            ),
            "the scalable dimension ecs:service:DesiredCount, not rds:cluster:ReadReplicaCount",
        ),
        (
            of(
                WORKER,
                &json!({"MinCapacity": 1, "MaxCapacity": 2, "Tags": {"AWS:x": "y"}}),
            ),
            "reserved for AWS",
        ),
    ] {
        let refused = account.err("RegisterScalableTarget", &request);
        assert!(refused.starts_with("ValidationException: "), "{refused}");
        assert!(refused.contains(expected), "{refused}");
    }
    let told = account.ok("DescribeScalableTargets", &json!({"ServiceNamespace": "ecs"}));
    assert_eq!(told, json!({"ScalableTargets": []}));
}

#[test]
fn targets_are_told_by_resource_id_and_in_pages() {
    let account = Account::with_target();
    account.ok(
        "RegisterScalableTarget",
        &of(WEB, &json!({"MinCapacity": 1, "MaxCapacity": 1})),
    );
    let describe = |more| {
        let mut request = json!({"ServiceNamespace": "ecs", "MaxResults": 1});
        request
            .as_object_mut()
            .expect("an object")
            .extend(serde_json::Map::clone(
                serde_json::Value::as_object(&more).expect("an object"),
            ));
        account.ok("DescribeScalableTargets", &request)
    };
    let first = describe(json!({}));
    assert_eq!(first["ScalableTargets"][0]["ResourceId"], WEB);
    let second = describe(json!({"NextToken": first["NextToken"]}));
    assert_eq!(second["ScalableTargets"][0]["ResourceId"], WORKER);
    assert_eq!(second.get("NextToken"), None);
    let one = describe(json!({"ResourceIds": [WORKER], "ScalableDimension": "ecs:service:DesiredCount"}));
    assert_eq!(one["ScalableTargets"][0]["ResourceId"], WORKER);
    assert_eq!(one.get("NextToken"), None);

    for (more, expected) in [
        (json!({"NextToken": "x"}), "InvalidNextTokenException: "),
        (
            json!({"MaxResults": 0}),
            "ValidationException: MaxResults must be between 1 and 50, but is 0",
        ),
        (
            json!({"MaxResults": 51}),
            "ValidationException: MaxResults must be between 1 and 50, but is 51",
        ),
        (
            json!({"ScalableDimension": "ecs:service:DesiredCount"}),
            "ValidationException: A scalable dimension can only",
        ),
    ] {
        let mut request = json!({"ServiceNamespace": "ecs"});
        for (name, value) in more.as_object().expect("an object") {
            request[name] = value.clone();
        }
        let refused = account.err("DescribeScalableTargets", &request);
        assert!(refused.starts_with(expected), "{refused}");
    }
}

#[test]
fn deregistering_takes_the_policies_with_it() {
    let account = Account::with_target();
    let tracking = json!({
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 50,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        },
    });
    account.put("cpu", &tracking).expect("a policy");
    assert_eq!(
        account.ok("DeregisterScalableTarget", &of(WORKER, &json!({}))),
        json!({})
    );
    let gone = "ObjectNotFoundException: No scalable target registered for service namespace: ecs, resource ID: \
                service/prod/worker, scalable dimension: ecs:service:DesiredCount";
    assert_eq!(
        account.err("DeregisterScalableTarget", &of(WORKER, &json!({}))),
        gone
    );
    assert_eq!(account.put("cpu", &tracking).expect_err("no target"), gone);
    account.ok(
        "RegisterScalableTarget",
        &of(WORKER, &json!({"MinCapacity": 1, "MaxCapacity": 1})),
    );
    let told = account.ok("DescribeScalingPolicies", &json!({"ServiceNamespace": "ecs"}));
    assert_eq!(told, json!({"ScalingPolicies": []}));
}

#[test]
fn tags() {
    let account = Account::new();
    let register = of(
        WORKER,
        &json!({"MinCapacity": 1, "MaxCapacity": 2, "Tags": {"team": "orders"}}),
    );
    let arn = account.ok("RegisterScalableTarget", &register)["ScalableTargetARN"].clone();
    let list = || account.ok("ListTagsForResource", &json!({"ResourceARN": arn}))["Tags"].clone();
    assert_eq!(list(), json!({"team": "orders"}));
    account.ok(
        "TagResource",
        &json!({"ResourceARN": arn, "Tags": {"team": "ops", "stage": ""}}),
    );
    assert_eq!(list(), json!({"team": "ops", "stage": ""}));
    account.ok(
        "UntagResource",
        &json!({"ResourceARN": arn, "TagKeys": ["team", "absent"]}),
    );
    assert_eq!(list(), json!({"stage": ""}));

    let many: serde_json::Map<String, serde_json::Value> =
        (0..50).map(|n| (format!("k{n}"), json!("v"))).collect();
    let refused = account.err("TagResource", &json!({"ResourceARN": arn, "Tags": many}));
    assert!(refused.starts_with("TooManyTagsException: "), "{refused}");
    assert_eq!(list(), json!({"stage": ""}), "all or nothing");
    let refused = account.err("ListTagsForResource", &json!({"ResourceARN": "arn:aws:x"}));
    assert!(refused.starts_with("ResourceNotFoundException: "), "{refused}");
}

#[test]
fn activities_are_told_latest_first_and_for_six_weeks() {
    let mut account = Account::with_target();
    account.ok(
        "RegisterScalableTarget",
        &of(WEB, &json!({"MinCapacity": 0, "MaxCapacity": 10})),
    );
    let record = |account: &Account, resource_id: &str, description: &str, reasons: &[&str]| {
        let reasons: Vec<_> = reasons
            .iter()
            .map(|code| json!({"Code": code, "MaxCapacity": 10, "CurrentCapacity": 10}))
            .collect();
        let activity = json!({
            "Description": description,
            "Cause": "monitor alarm x in state ALARM triggered policy y",
            "StatusCode": if reasons.is_empty() { "Successful" } else { "Failed" },
            "Details": "as it was",
            "NotScaledReasons": reasons,
        });
        account.ok("RecordScalingActivity", &of(resource_id, &activity));
    };
    let told = |account: &Account, more: serde_json::Value| -> Vec<String> {
        let mut request = json!({"ServiceNamespace": "ecs"});
        for (name, value) in more.as_object().expect("an object") {
            request[name] = value.clone();
        }
        let answer = account.ok("DescribeScalingActivities", &request);
        let activities = answer["ScalingActivities"].as_array().expect("a list").clone();
        activities
            .iter()
            .map(|activity| activity["Description"].as_str().expect("a text").to_owned())
            .collect()
    };

    record(&account, WORKER, "Setting desired count to 10.", &[]);
    account.later(60);
    record(
        &account,
        WORKER,
        "Attempting to scale out",
        &["AlreadyAtMaxCapacity"],
    );
    record(&account, WEB, "Setting desired count to 2.", &[]);
    assert_eq!(
        told(&account, json!({})),
        ["Setting desired count to 2.", "Setting desired count to 10."]
    );
    assert_eq!(
        told(&account, json!({"ResourceId": WORKER})),
        ["Setting desired count to 10."]
    );
    assert_eq!(
        told(
            &account,
            json!({"ResourceId": WORKER, "IncludeNotScaledActivities": true})
        ),
        ["Attempting to scale out", "Setting desired count to 10."]
    );
    let request = json!({"ServiceNamespace": "ecs", "ResourceId": WORKER, "IncludeNotScaledActivities": true, "MaxResults": 1});
    let answer = account.ok("DescribeScalingActivities", &request);
    insta::assert_snapshot!(without_ids(&answer["ScalingActivities"][0]), @r#"
    {
      "ActivityId": "<id>",
      "Cause": "monitor alarm x in state ALARM triggered policy y",
      "Description": "Attempting to scale out",
      "Details": "as it was",
      "EndTime": 1700000060.0,
      "NotScaledReasons": [
        {
          "Code": "AlreadyAtMaxCapacity",
          "CurrentCapacity": 10,
          "MaxCapacity": 10
        }
      ],
      "ResourceId": "service/prod/worker",
      "ScalableDimension": "ecs:service:DesiredCount",
      "ServiceNamespace": "ecs",
      "StartTime": 1700000060.0,
      "StatusCode": "Failed"
    }
    "#);

    let unregistered = of(
        "service/prod/other",
        &json!({"Description": "d", "Cause": "c", "StatusCode": "Failed"}),
    );
    assert!(
        account
            .err("RecordScalingActivity", &unregistered)
            .starts_with("ObjectNotFoundException: No scalable target registered")
    );
    let unknown = of(
        WORKER,
        &json!({"Description": "d", "Cause": "c", "StatusCode": "Done"}),
    );
    assert!(
        account
            .err("RecordScalingActivity", &unknown)
            .starts_with("ValidationException")
    );

    account.later(6 * 7 * 24 * 60 * 60);
    assert_eq!(told(&account, json!({})), ["Setting desired count to 2."]);
}
