//! What would be missing is refused where a task is to run, and nothing else is.

use serde_json::{Value, json};

use super::check;
use crate::place::Place;
use crate::plane::Plane;
use crate::plane::testing::{CLUSTER, World, create, keep, network};
use crate::shapes::common::LaunchType;
use crate::shapes::service::UpdateServiceRequest;
use crate::shapes::task::{RunTaskRequest, StartTaskRequest};
use crate::shapes::task_definition::TaskDefinition;

/// A task definition with these members beside what every one has.
fn with(task: &Value, container: &Value) -> TaskDefinition {
    let mut definition = json!({"family": "app", "revision": 3, "containerDefinitions": [
        {"name": "side", "image": "side"}, {"name": "app", "image": "worker"}]});
    for (name, value) in task.as_object().expect("an object") {
        definition[name] = value.clone();
    }
    for (name, value) in container.as_object().expect("an object") {
        definition["containerDefinitions"][1][name] = value.clone();
    }
    serde_json::from_value(definition).expect("a task definition")
}

#[test]
fn each_field_that_would_be_missing_is_named_with_its_container() {
    for (field, value) in [
        ("secrets", json!([{"name": "A", "valueFrom": "arn:b"}])),
        (
            "environmentFiles",
            json!([{"value": "arn:aws:s3:::b/a.env", "type": "s3"}]),
        ),
        ("repositoryCredentials", json!({"credentialsParameter": "arn:c"})),
        (
            "mountPoints",
            json!([{"sourceVolume": "data", "containerPath": "/data"}]),
        ),
        ("volumesFrom", json!([{"sourceContainer": "side"}])),
        (
            "ulimits",
            json!([{"name": "nofile", "softLimit": 1, "hardLimit": 2}]),
        ),
        (
            "systemControls",
            json!([{"namespace": "net.core.somaxconn", "value": "1"}]),
        ),
        ("restartPolicy", json!({"enabled": true})),
        ("firelensConfiguration", json!({"type": "fluentbit"})),
        ("disableNetworking", json!(true)),
        ("dnsServers", json!(["10.0.0.1"])),
        ("dnsSearchDomains", json!(["local"])),
        ("extraHosts", json!([{"hostname": "a", "ipAddress": "10.0.0.1"}])),
        ("dockerSecurityOptions", json!(["no-new-privileges"])),
        ("credentialSpecs", json!(["credentialspec:a"])),
        ("resourceRequirements", json!([{"type": "GPU", "value": "1"}])),
        ("interactive", json!(true)),
        ("pseudoTerminal", json!(true)),
        (
            "portMappings.containerPortRange",
            json!([{"containerPortRange": "80-90"}]),
        ),
        (
            "linuxParameters.capabilities",
            json!({"capabilities": {"drop": ["ALL"]}}),
        ),
        (
            "linuxParameters.devices",
            json!({"devices": [{"hostPath": "/dev/fuse"}]}),
        ),
        (
            "linuxParameters.initProcessEnabled",
            json!({"initProcessEnabled": true}),
        ),
        (
            "linuxParameters.sharedMemorySize",
            json!({"sharedMemorySize": 64}),
        ),
        (
            "linuxParameters.tmpfs",
            json!({"tmpfs": [{"containerPath": "/t", "size": 1}]}),
        ),
        ("linuxParameters.maxSwap", json!({"maxSwap": 0})),
        ("linuxParameters.swappiness", json!({"swappiness": 0})),
        ("logConfiguration.logDriver", json!({"logDriver": "awsfirelens"})),
        (
            "logConfiguration.options.awslogs-multiline-pattern",
            json!({"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-multiline-pattern": "^a"}}),
        ),
        (
            "logConfiguration.secretOptions",
            json!({"logDriver": "awslogs", "secretOptions": [{"name": "a", "valueFrom": "arn:b"}]}),
        ),
    ] {
        let member = field.split('.').next().expect("a name");
        let error = check(&with(&json!({}), &json!({member: value}))).expect_err(field);
        assert_eq!(error.code, "ClientException");
        let named = format!("`{field}` of container app,");
        assert!(error.message.contains(&named), "{field}: {}", error.message);
    }
    for (field, value) in [
        ("pidMode", json!("task")),
        ("ipcMode", json!("task")),
        ("proxyConfiguration", json!({"containerName": "side"})),
        ("enableFaultInjection", json!(true)),
        (
            "runtimePlatform.operatingSystemFamily",
            json!({"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
        ),
    ] {
        let member = field.split('.').next().expect("a name");
        let error = check(&with(&json!({member: value}), &json!({}))).expect_err(field);
        assert!(
            error.message.contains(&format!("`{field}` of the task,")),
            "{}",
            error.message
        );
    }
}

#[test]
fn what_makes_no_difference_is_let_through() {
    let task = json!({
        "volumes": [{"name": "unused"}], "ipcMode": "none", "ephemeralStorage": {"sizeInGiB": 30},
        "enableFaultInjection": false,
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    });
    let container = json!({
        "secrets": [], "mountPoints": [], "ulimits": [], "dockerSecurityOptions": [], "systemControls": [],
        "linuxParameters": {"initProcessEnabled": false, "capabilities": {"add": [], "drop": []}},
        "restartPolicy": {"enabled": false}, "interactive": false, "versionConsistency": "enabled",
        "portMappings": [{"containerPort": 80, "name": "http", "appProtocol": "http"}],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g", "mode": "non-blocking"}},
        "user": "1000", "readonlyRootFilesystem": true, "stopTimeout": 120,
    });
    check(&with(&task, &container)).expect("let through");
    let json_file = json!({"logConfiguration": {"logDriver": "json-file"}});
    check(&with(&json!({}), &json_file)).expect("let through");
}

/// Keeps `app:3`, which wants a secret.
fn keep_secret(plane: &mut Plane, at: &Place) {
    let mut definition = crate::plane::testing::definition(at, "app", 3);
    definition.container_definitions[0].secrets =
        serde_json::from_value(json!([{"name": "A", "valueFrom": "arn:b"}])).expect("a secret");
    keep(plane, definition);
}

#[test]
fn every_call_that_would_run_it_refuses_and_nothing_has_changed() {
    let mut world = World::new();
    let place = world.plane.place.clone();
    keep_secret(&mut world.plane, &place);
    let secret = "`secrets` of container app";

    let run = RunTaskRequest {
        cluster: Some(CLUSTER.to_owned()),
        task_definition: "app:3".to_owned(),
        launch_type: Some(LaunchType::Fargate),
        network_configuration: Some(network()),
        ..RunTaskRequest::default()
    };
    let error = world.plane.run_task(&run, world.now).expect_err("refused");
    assert!(error.message.contains(secret), "{}", error.message);

    let start = StartTaskRequest {
        cluster: Some(CLUSTER.to_owned()),
        task_definition: "app:3".to_owned(),
        container_instances: vec!["none".to_owned()],
        network_configuration: Some(network()),
        ..StartTaskRequest::default()
    };
    let error = world.plane.start_task(&start, world.now).expect_err("refused");
    assert!(error.message.contains(secret), "{}", error.message);

    let mut service = create(1);
    service.task_definition = Some("app:3".to_owned());
    let error = world
        .plane
        .create_service(&service, world.now)
        .expect_err("refused");
    assert!(error.message.contains(secret), "{}", error.message);

    world.create(1);
    let update = UpdateServiceRequest {
        cluster: Some(CLUSTER.to_owned()),
        service: "worker".to_owned(),
        desired_count: Some(5),
        task_definition: Some("app:3".to_owned()),
        ..UpdateServiceRequest::default()
    };
    let error = world
        .plane
        .update_service(&update, world.now)
        .expect_err("refused");
    assert!(error.message.contains(secret), "{}", error.message);
    assert_eq!(world.service().desired_count, 1);
    assert_eq!(world.service().deployments.len(), 1);
}
