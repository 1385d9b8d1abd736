//! Clusters, as clients see them.

use serde_json::json;

use super::{Api, arn};
use crate::plane::Order;
use crate::shapes::Timestamp;

#[test]
fn a_cluster_is_made_told_and_deleted() {
    let api = Api::new();
    let made = api.ok(
        "CreateCluster",
        json!({"clusterName": "jobs", "tags": [{"key": "team", "value": "a"}], "capacityProviders": ["FARGATE"],
               "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]}),
    );
    assert_eq!(made["cluster"]["clusterArn"], json!(arn("cluster/jobs")));
    assert_eq!(made["cluster"]["status"], "ACTIVE");
    assert_eq!(
        made["cluster"]["settings"],
        json!([{"name": "containerInsights", "value": "disabled"}])
    );
    assert_eq!(made["cluster"]["tags"], json!([{"key": "team", "value": "a"}]));

    let brief = api.ok(
        "DescribeClusters",
        json!({"clusters": [arn("cluster/jobs"), "none"]}),
    );
    assert_eq!(brief["clusters"][0]["clusterName"], "jobs");
    assert_eq!(brief["clusters"][0]["tags"], json!([]));
    assert_eq!(brief["clusters"][0]["statistics"], json!([]));
    assert_eq!(
        brief["failures"],
        json!([{"arn": arn("cluster/none"), "reason": "MISSING"}])
    );
    let full = api.ok(
        "DescribeClusters",
        json!({"clusters": ["jobs"], "include": ["TAGS", "STATISTICS", "SETTINGS"]}),
    );
    assert_eq!(full["clusters"][0]["tags"][0]["key"], "team");
    assert_eq!(
        full["clusters"][0]["statistics"].as_array().map(Vec::len),
        Some(8)
    );
    assert_eq!(full["clusters"][0]["settings"][0]["value"], "disabled");

    let deleted = api.ok("DeleteCluster", json!({"cluster": "jobs"}));
    assert_eq!(deleted["cluster"]["status"], "INACTIVE");
    assert_eq!(api.ok("ListClusters", json!({}))["clusterArns"], json!([]));
    let after = api.ok("DescribeClusters", json!({"clusters": ["jobs"]}));
    assert_eq!(after["clusters"][0]["status"], "INACTIVE");
    assert_eq!(
        api.refused("DeleteCluster", json!({"cluster": "jobs"})),
        "ClusterNotFoundException: The referenced cluster was inactive."
    );
    assert_eq!(
        api.refused("DeleteCluster", json!({"cluster": "none"})),
        "ClusterNotFoundException: Cluster not found."
    );
    let again = api.ok("CreateCluster", json!({"clusterName": "jobs"}));
    assert_eq!(again["cluster"]["tags"], json!([]));
}

#[test]
fn the_default_cluster_has_to_be_made_and_is_meant_where_none_is_named() {
    let api = Api::new();
    let missing = api.ok("DescribeClusters", json!({}));
    assert_eq!(missing["failures"][0]["arn"], json!(arn("cluster/default")));
    api.ok("CreateCluster", json!({}));
    assert_eq!(
        api.ok("DescribeClusters", json!({}))["clusters"][0]["clusterName"],
        "default"
    );
}

#[test]
fn making_it_again_changes_nothing_and_must_ask_for_nothing_else() {
    let api = Api::new();
    let request = json!({"clusterName": "jobs", "tags": [{"key": "a", "value": "b"}]});
    let first = api.ok("CreateCluster", request.clone());
    assert_eq!(api.ok("CreateCluster", request), first);
    assert_eq!(api.ok("CreateCluster", json!({"clusterName": "jobs"})), first);
    let other = json!({"clusterName": "jobs", "tags": [{"key": "a", "value": "c"}]});
    assert!(
        api.refused("CreateCluster", other)
            .starts_with("InvalidParameterException: Arguments on this")
    );
}

#[test]
fn settings_and_capacity_providers_are_changed() {
    let api = Api::new();
    api.ok(
        "PutAccountSettingDefault",
        json!({"name": "containerInsights", "value": "enabled"}),
    );
    let made = api.ok("CreateCluster", json!({}));
    assert_eq!(made["cluster"]["settings"][0]["value"], "enabled");
    let setting = |value: &str| json!({"cluster": "default", "settings": [{"name": "containerInsights", "value": value}]});
    for operation in ["UpdateCluster", "UpdateClusterSettings"] {
        let changed = api.ok(operation, setting("enhanced"));
        assert_eq!(
            changed["cluster"]["settings"],
            json!([{"name": "containerInsights", "value": "enhanced"}])
        );
        api.ok(operation, setting("disabled"));
        assert!(
            api.refused(operation, setting("on"))
                .starts_with("InvalidParameterException")
        );
    }
    let put = |providers: &[&str], strategy: &[&str]| {
        let strategy: Vec<_> = strategy
            .iter()
            .map(|name| json!({"capacityProvider": name, "weight": 1}))
            .collect();
        json!({"cluster": "default", "capacityProviders": providers, "defaultCapacityProviderStrategy": strategy})
    };
    let both = api.ok(
        "PutClusterCapacityProviders",
        put(&["FARGATE", "FARGATE_SPOT"], &["FARGATE_SPOT"]),
    );
    assert_eq!(
        both["cluster"]["capacityProviders"],
        json!(["FARGATE", "FARGATE_SPOT"])
    );
    for bad in [put(&["other"], &[]), put(&["FARGATE"], &["FARGATE_SPOT"])] {
        let error = api.refused("PutClusterCapacityProviders", bad);
        assert!(error.starts_with("InvalidParameterException"), "{error}");
    }
    let providers = api.ok(
        "DescribeCapacityProviders",
        json!({"capacityProviders": ["FARGATE", "none"]}),
    );
    assert_eq!(providers["capacityProviders"][0]["status"], "ACTIVE");
    assert_eq!(providers["failures"][0]["reason"], "MISSING");
}

#[test]
fn a_deleted_cluster_is_forgotten_by_the_runtime() {
    let api = Api::new();
    api.ok("CreateCluster", json!({"clusterName": "jobs"}));
    api.ok("DeleteCluster", json!({"cluster": "jobs"}));
    let mut plane = api.plane.lock().expect("not poisoned");
    let orders = plane.reconcile(Timestamp::from_millis(api.now.get()));
    assert_eq!(orders, [Order::ForgetCluster(arn("cluster/jobs"))]);
}

#[test]
fn a_capacity_provider_whose_tasks_run_stays() {
    let api = Api::new();
    let put = |providers: &[&str]| json!({"cluster": "default", "capacityProviders": providers, "defaultCapacityProviderStrategy": []});
    api.ok(
        "CreateCluster",
        json!({"capacityProviders": ["FARGATE", "FARGATE_SPOT"]}),
    );
    api.ok(
        "RegisterTaskDefinition",
        json!({"family": "f", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256",
               "memory": "512", "containerDefinitions": [{"name": "c", "image": "i"}]}),
    );
    let started = api.ok(
        "RunTask",
        json!({"taskDefinition": "f", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"]}},
               "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}),
    );
    let error = api.refused("PutClusterCapacityProviders", put(&["FARGATE"]));
    assert!(error.starts_with("ResourceInUseException"), "{error}");
    api.ok("PutClusterCapacityProviders", put(&["FARGATE_SPOT"]));
    assert_eq!(
        api.ok("DescribeClusters", json!({}))["clusters"][0]["pendingTasksCount"],
        1
    );
    let error = api.refused("DeleteCluster", json!({"cluster": "default"}));
    assert!(error.starts_with("ClusterContainsTasksException"), "{error}");
    api.ok("StopTask", json!({"task": started["tasks"][0]["taskArn"]}));
    api.ok("PutClusterCapacityProviders", put(&[]));
}
