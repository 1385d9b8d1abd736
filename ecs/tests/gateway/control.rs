//! What the admin API has of ECS: clocks, state, resets.

use std::time::Duration;

use serde_json::{Value, json};

use super::harness::{ACCOUNT, Gateway, Upstream, json_call};

const ECS: &str = "AmazonEC2ContainerServiceV20141113";

async fn ecs(gateway: &Gateway, operation: &str, request: &Value) -> Value {
    let call = json_call("ecs", &format!("{ECS}.{operation}"), &request.to_string());
    let answer = gateway.ask(call).await;
    assert_eq!(answer.status(), 200, "{operation}: {}", answer.text());
    answer.json()
}

/// A gateway with a service of two tasks, which run in nothing.
async fn with_a_service() -> (Upstream, Gateway) {
    let upstream = Upstream::json("{}").await;
    let gateway = Gateway::any(upstream.address).await;
    ecs(&gateway, "CreateCluster", &json!({"clusterName": "c"})).await;
    let definition = json!({
        "family": "f",
        "containerDefinitions": [{"name": "p", "image": "i", "memory": 64}],
        "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
    });
    ecs(&gateway, "RegisterTaskDefinition", &definition).await;
    let service = json!({
        "cluster": "c", "serviceName": "s", "taskDefinition": "f", "desiredCount": 2,
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    });
    ecs(
        &gateway,
        "PutClusterCapacityProviders",
        &json!({"cluster": "c", "capacityProviders": ["FARGATE_SPOT"], "defaultCapacityProviderStrategy": []}),
    )
    .await;
    ecs(&gateway, "CreateService", &service).await;
    (upstream, gateway)
}

/// The tasks of the account's only cluster.
fn tasks(state: &Value) -> Vec<Value> {
    let tasks = &state["regions"][0]["clusters"][0]["tasks"];
    tasks.as_array().unwrap().clone()
}

/// The state once as many tasks run as this.
async fn running(gateway: &Gateway, count: usize) -> Value {
    // A minute.
    for _ in 0..3000 {
        let state = gateway.admin.state(ACCOUNT).await.unwrap();
        let running = tasks(&state)
            .iter()
            .filter(|task| task["lastStatus"] == "RUNNING")
            .count();
        if running == count {
            return state;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "{count} tasks never run: {}",
        gateway.admin.state(ACCOUNT).await.unwrap()
    );
}

#[tokio::test]
async fn the_state_is_told_in_the_words_of_the_apis() {
    let (_upstream, gateway) = with_a_service().await;
    let state = running(&gateway, 2).await;
    let region = &state["regions"][0];
    assert_eq!(region["region"], "eu-west-1");
    let cluster = &region["clusters"][0];
    assert_eq!(cluster["cluster"]["clusterName"], "c");
    assert_eq!(cluster["services"][0]["desiredCount"], 2);
    assert_eq!(cluster["tasks"][0]["capacityProviderName"], "FARGATE_SPOT");
    assert_eq!(cluster["containerInstances"], json!([]));
    assert_eq!(region["scalableTargets"], json!([]));
}

#[tokio::test]
async fn the_clock_is_moved_forward_and_what_is_due_happens() {
    let (_upstream, gateway) = with_a_service().await;
    let state = running(&gateway, 2).await;
    let tasks = &state["regions"][0]["clusters"][0]["tasks"];
    let task = tasks[0]["taskArn"].clone();
    let protect = json!({"cluster": "c", "tasks": [task], "protectionEnabled": true, "expiresInMinutes": 60});
    ecs(&gateway, "UpdateTaskProtection", &protect).await;
    let none = json!({"cluster": "c", "service": "s", "desiredCount": 0});
    ecs(&gateway, "UpdateService", &none).await;
    running(&gateway, 1).await;
    let before = gateway.admin.clock(ACCOUNT).await.unwrap();
    assert!(before.ahead_seconds.abs() < f64::EPSILON);
    let hour = Duration::from_secs(3601);
    let after = gateway.admin.advance_clock(ACCOUNT, hour).await.unwrap();
    assert!((after.ahead_seconds - 3601.0).abs() < f64::EPSILON);
    assert!(after.now - before.now >= hour);
    running(&gateway, 0).await;
}

#[tokio::test]
async fn a_spot_task_is_interrupted_and_replaced() {
    let (_upstream, gateway) = with_a_service().await;
    let state = running(&gateway, 2).await;
    let task = tasks(&state)[0]["taskArn"].as_str().unwrap().to_owned();
    gateway.admin.interrupt(ACCOUNT, &task).await.unwrap();
    let tasks = tasks(&running(&gateway, 2).await);
    let interrupted = tasks.iter().find(|other| other["taskArn"] == *task).unwrap();
    assert_eq!(interrupted["stopCode"], "SpotInterruption");
    assert_eq!(interrupted["stoppedReason"], "Your Spot Task was interrupted.");
    let refused = gateway.admin.interrupt(ACCOUNT, "0123").await.unwrap_err();
    assert!(refused.to_string().contains("has no task 0123"), "{refused}");
}

#[tokio::test]
async fn a_task_is_killed_without_warning_and_replaced() {
    let (_upstream, gateway) = with_a_service().await;
    let state = running(&gateway, 2).await;
    let task = tasks(&state)[0]["taskArn"].as_str().unwrap().to_owned();
    gateway.admin.kill(ACCOUNT, &task).await.unwrap();
    // Until it is told that it has ended, it is one of the two that run.
    let killed = async {
        loop {
            let tasks = tasks(&running(&gateway, 2).await);
            let killed = tasks.into_iter().find(|other| other["taskArn"] == *task).unwrap();
            if killed["lastStatus"] == "STOPPED" {
                return killed;
            }
        }
    };
    let killed = super::harness::soon(killed).await;
    assert_eq!(killed["stopCode"], "EssentialContainerExited");
    assert_eq!(killed["containers"][0]["exitCode"], 137);
    let refused = gateway.admin.kill(ACCOUNT, &task).await.unwrap_err();
    assert!(refused.to_string().contains("is STOPPED"), "{refused}");
    let refused = gateway.admin.kill(ACCOUNT, "0123").await.unwrap_err();
    assert!(refused.to_string().contains("has no task 0123"), "{refused}");
}

#[tokio::test]
async fn a_reset_leaves_the_account_and_nothing_else() {
    let (_upstream, gateway) = with_a_service().await;
    running(&gateway, 2).await;
    gateway
        .admin
        .add_fault(
            ACCOUNT,
            &local_ecs::Fault::of("sqs", "ReceiveMessage", local_ecs::Effect::Throttle),
        )
        .await
        .unwrap();
    gateway.admin.reset(ACCOUNT).await.unwrap();
    assert_eq!(gateway.admin.state(ACCOUNT).await.unwrap()["regions"], json!([]));
    assert_eq!(gateway.admin.faults(ACCOUNT).await.unwrap().len(), 0);
    ecs(&gateway, "CreateCluster", &json!({"clusterName": "again"})).await;
    gateway.admin.reset_all().await.unwrap();
    assert_eq!(gateway.admin.state(ACCOUNT).await.unwrap()["regions"], json!([]));
    assert!(gateway.admin.reset("999999999999").await.is_err());
}

#[tokio::test]
async fn a_clock_takes_durations_only() {
    let (_upstream, gateway) = with_a_service().await;
    for body in [
        r#"{"advance":"soon"}"#,
        r#"{"advance":"-5m"}"#,
        r#"{"back":"5m"}"#,
        "{",
    ] {
        let request = format!(
            "POST /_local-ecs/accounts/{ACCOUNT}/clock HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = gateway.ask(request).await;
        assert!((400..500).contains(&answer.status()), "{body}: {}", answer.text());
        assert!(answer.json()["error"].is_string());
    }
}
