//! What ECS and Application Auto Scaling have in a region, in the words of their own APIs: so what is shown here is
//! what any client sees, on one page.

use serde_json::{Map, Value, json};

use crate::control::{Region, Service};

/// Everything in a region.
pub(super) fn of(region: &Region) -> Value {
    let ecs = |operation: &str, request: Value| answer(region, Service::Ecs, operation, &request);
    let clusters: Vec<Value> = listed(&ecs, "ListClusters", &json!({}), "clusterArns")
        .into_iter()
        .map(|cluster| of_cluster(&ecs, &cluster))
        .collect();
    let scaling = |operation: &str, list: &str| {
        let request = json!({"ServiceNamespace": "ecs"});
        answer(region, Service::ApplicationAutoScaling, operation, &request)
            .get_mut(list)
            .map_or_else(|| json!([]), Value::take)
    };
    json!({
        "region": &*region.place.region,
        "clusters": clusters,
        "scalableTargets": scaling("DescribeScalableTargets", "ScalableTargets"),
        "scalingPolicies": scaling("DescribeScalingPolicies", "ScalingPolicies"),
    })
}

fn of_cluster(ecs: &impl Fn(&str, Value) -> Value, cluster: &Value) -> Value {
    let within = json!({"cluster": cluster});
    let described = ecs("DescribeClusters", json!({"clusters": [cluster]}));
    let services = listed(ecs, "ListServices", &within, "serviceArns");
    let hosts = listed(ecs, "ListContainerInstances", &within, "containerInstanceArns");
    let mut tasks = listed(ecs, "ListTasks", &within, "taskArns");
    tasks.extend(listed(
        ecs,
        "ListTasks",
        &json!({"cluster": cluster, "desiredStatus": "STOPPED"}),
        "taskArns",
    ));
    json!({
        "cluster": described["clusters"][0],
        "services": described_by(ecs, "DescribeServices", cluster, "services", &services, 10),
        "tasks": described_by(ecs, "DescribeTasks", cluster, "tasks", &tasks, 100),
        "protectedTasks": described_in(ecs, "GetTaskProtection", cluster, "tasks", "protectedTasks", &tasks, 100),
        "containerInstances":
            described_by(ecs, "DescribeContainerInstances", cluster, "containerInstances", &hosts, 100),
    })
}

/// All pages of a list.
fn listed(ecs: &impl Fn(&str, Value) -> Value, operation: &str, request: &Value, list: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut token = Value::Null;
    loop {
        let mut request = request.as_object().cloned().unwrap_or_else(Map::new);
        request.insert("maxResults".to_owned(), json!(100));
        if !token.is_null() {
            request.insert("nextToken".to_owned(), token);
        }
        let mut page = ecs(operation, Value::Object(request));
        if let Some(Value::Array(more)) = page.get_mut(list).map(Value::take) {
            items.extend(more);
        }
        token = page.get_mut("nextToken").map_or(Value::Null, Value::take);
        if token.is_null() {
            return items;
        }
    }
}

fn described_by(
    ecs: &impl Fn(&str, Value) -> Value,
    operation: &str,
    cluster: &Value,
    list: &str,
    ids: &[Value],
    at_once: usize,
) -> Vec<Value> {
    described_in(ecs, operation, cluster, list, list, ids, at_once)
}

fn described_in(
    ecs: &impl Fn(&str, Value) -> Value,
    operation: &str,
    cluster: &Value,
    asked: &str,
    told: &str,
    ids: &[Value],
    at_once: usize,
) -> Vec<Value> {
    ids.chunks(at_once)
        .flat_map(|ids| {
            let mut answer = ecs(operation, json!({"cluster": cluster, asked: ids}));
            match answer.get_mut(told).map(Value::take) {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            }
        })
        .collect()
}

/// An answer, or the error in its place.
fn answer(region: &Region, service: Service, operation: &str, request: &Value) -> Value {
    match region.call(service, operation, request.to_string().as_bytes()) {
        Ok(answer) => serde_json::from_slice(&answer).unwrap_or(Value::Null),
        Err(error) => json!({"error": error.to_string()}),
    }
}
