//! Task definitions, as clients see them.

use serde_json::{Value, json};

use super::{Api, arn};

fn worker() -> Value {
    json!({"family": "worker", "containerDefinitions": [{"name": "main", "image": "worker", "memory": 128}]})
}

fn on_fargate() -> Value {
    json!({
        "family": "worker", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": ".25 vCPU",
        "memory": "1 GB", "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
        "containerDefinitions": [{
            "name": "main", "image": "worker", "stopTimeout": 120, "portMappings": [{"containerPort": 80}],
            "logConfiguration": {"logDriver": "awslogs", "options": {
                "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "p"}}
        }]
    })
}

/// The request with a member at that JSON pointer set, or removed by `null`.
fn with(mut request: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = request.pointer_mut(parent).expect("a parent");
    parent[name] = value;
    request
}

#[test]
fn revisions_count_up_and_the_newest_active_one_is_meant() {
    let api = Api::new();
    for revision in 1..=3 {
        let made = api.ok("RegisterTaskDefinition", worker());
        assert_eq!(made["taskDefinition"]["revision"], revision);
        assert_eq!(made["taskDefinition"]["status"], "ACTIVE");
    }
    let described = |reference: &str| {
        api.ok("DescribeTaskDefinition", json!({"taskDefinition": reference}))["taskDefinition"].clone()
    };
    assert_eq!(described("worker")["revision"], 3);
    assert_eq!(described("worker:1")["revision"], 1);
    assert_eq!(described(&arn("task-definition/worker:2"))["revision"], 2);

    let gone = api.ok("DeregisterTaskDefinition", json!({"taskDefinition": "worker:3"}));
    assert_eq!(gone["taskDefinition"]["status"], "INACTIVE");
    assert!(gone["taskDefinition"]["deregisteredAt"].is_number());
    assert_eq!(described("worker")["revision"], 2);
    assert_eq!(described("worker:3")["status"], "INACTIVE");

    let listed = |request: Value| api.ok("ListTaskDefinitions", request)["taskDefinitionArns"].clone();
    assert_eq!(
        listed(json!({"sort": "DESC"})),
        json!([arn("task-definition/worker:2"), arn("task-definition/worker:1")])
    );
    assert_eq!(
        listed(json!({"status": "INACTIVE"})),
        json!([arn("task-definition/worker:3")])
    );
    assert_eq!(listed(json!({"familyPrefix": "work"})), json!([]));

    let deleted = api.ok(
        "DeleteTaskDefinitions",
        json!({"taskDefinitions": ["worker:3", "worker:2", "worker:9"]}),
    );
    assert_eq!(deleted["taskDefinitions"][0]["status"], "DELETE_IN_PROGRESS");
    assert_eq!(deleted["failures"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        api.ok("RegisterTaskDefinition", worker())["taskDefinition"]["revision"],
        4
    );
}

#[test]
fn families_are_listed_by_whether_they_have_an_active_revision() {
    let api = Api::new();
    for family in ["a", "ab", "b"] {
        api.ok("RegisterTaskDefinition", with(worker(), "/family", json!(family)));
    }
    api.ok("DeregisterTaskDefinition", json!({"taskDefinition": "ab:1"}));
    let listed = |request: Value| api.ok("ListTaskDefinitionFamilies", request)["families"].clone();
    assert_eq!(listed(json!({"familyPrefix": "a"})), json!(["a", "ab"]));
    assert_eq!(listed(json!({"status": "ACTIVE"})), json!(["a", "b"]));
    assert_eq!(listed(json!({"status": "INACTIVE"})), json!(["ab"]));
    let first = api.ok("ListTaskDefinitionFamilies", json!({"maxResults": 2}));
    assert_eq!(first["families"], json!(["a", "ab"]));
    assert_eq!(listed(json!({"nextToken": first["nextToken"]})), json!(["b"]));
}

#[test]
fn what_is_unknown_or_no_reference_is_told() {
    let api = Api::new();
    api.ok("RegisterTaskDefinition", worker());
    let refused =
        |reference: &str| api.refused("DescribeTaskDefinition", json!({"taskDefinition": reference}));
    for unknown in [
        "none",
        "worker:2",
        "arn:aws:ecs:us-east-1:123456789012:task-definition/worker:1",
    ] {
        assert_eq!(
            refused(unknown),
            "ClientException: Unable to describe task definition."
        );
    }
    assert_eq!(
        refused("worker:x"),
        "ClientException: Invalid revision number. Number: x"
    );
    assert!(refused(&arn("cluster/worker")).starts_with("InvalidParameterException"));
    assert!(
        api.refused("DeregisterTaskDefinition", json!({"taskDefinition": "worker"}))
            .contains("revision")
    );
}

#[test]
fn what_is_not_said_is_filled_in() {
    let api = Api::new();
    let made = api.ok("RegisterTaskDefinition", on_fargate());
    let definition = &made["taskDefinition"];
    assert_eq!(
        (&definition["cpu"], &definition["memory"]),
        (&json!("256"), &json!("1024"))
    );
    assert_eq!(definition["compatibilities"], json!(["EC2", "FARGATE"]));
    let container = &definition["containerDefinitions"][0];
    assert_eq!(container["essential"], true);
    assert_eq!(
        container["portMappings"],
        json!([{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}])
    );
    let made = api.ok(
        "RegisterTaskDefinition",
        with(
            worker(),
            "/containerDefinitions/0/portMappings",
            json!([{"containerPort": 80}]),
        ),
    );
    assert_eq!(made["taskDefinition"]["networkMode"], "bridge");
    assert_eq!(
        made["taskDefinition"]["compatibilities"],
        json!(["EXTERNAL", "EC2"])
    );
    assert_eq!(
        made["taskDefinition"]["containerDefinitions"][0]["portMappings"][0]["hostPort"],
        0
    );
}

#[test]
fn tags_come_where_they_are_asked_for() {
    let api = Api::new();
    let made = api.ok(
        "RegisterTaskDefinition",
        with(worker(), "/tags", json!([{"key": "a", "value": "b"}])),
    );
    assert_eq!(made["tags"], json!([{"key": "a", "value": "b"}]));
    let described = |include: Value| {
        api.ok(
            "DescribeTaskDefinition",
            json!({"taskDefinition": "worker", "include": include}),
        )["tags"]
            .clone()
    };
    assert_eq!(described(json!([])), json!([]));
    assert_eq!(described(json!(["TAGS"])), json!([{"key": "a", "value": "b"}]));
}

/// Each line breaks one rule of a task definition that is good otherwise.
#[test]
fn each_rule_is_kept() {
    let api = Api::new();
    api.ok("RegisterTaskDefinition", worker());
    api.ok("RegisterTaskDefinition", on_fargate());
    let main = |name: &str| format!("/containerDefinitions/0/{name}");
    let two = |second: Value| {
        let mut request = worker();
        let containers = request["containerDefinitions"]
            .as_array_mut()
            .expect("containers");
        containers.push(second);
        request
    };
    let side = |more: Value| {
        let mut side = json!({"name": "side", "image": "i", "memory": 10, "essential": false});
        side.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        side
    };
    let cases = [
        (
            with(worker(), "/family", json!("")),
            "Family should not be null or empty.",
        ),
        (with(worker(), "/family", json!("a b")), "Family can have"),
        (
            with(worker(), "/family", json!("a".repeat(256))),
            "Family can have",
        ),
        (
            with(worker(), "/containerDefinitions", json!([])),
            "Container list cannot be empty.",
        ),
        (
            with(worker(), &main("name"), json!(null)),
            "Container.name should not be null",
        ),
        (
            with(worker(), &main("name"), json!("a.b")),
            "Container.name contains invalid characters",
        ),
        (
            with(worker(), &main("image"), json!("")),
            "Container.image should not be null",
        ),
        (with(worker(), &main("memory"), json!(3)), "at least 4 MiB"),
        (
            with(worker(), &main("memory"), json!(null)),
            "At least one of 'memory' or 'memoryReservation'",
        ),
        (
            with(worker(), &main("memoryReservation"), json!(129)),
            "must be greater than 'memoryReservation'",
        ),
        (with(worker(), &main("cpu"), json!(-1)), "cannot be negative"),
        (
            with(worker(), &main("essential"), json!(false)),
            "at least one essential container",
        ),
        (
            with(worker(), "/memory", json!("127")),
            "above the task's 127 MiB",
        ),
        (
            with(worker(), "/cpu", json!("100")),
            "Invalid 'cpu' setting for task",
        ),
        (
            with(with(worker(), "/cpu", json!("128")), &main("cpu"), json!(129)),
            "CPU units together",
        ),
        (
            with(worker(), &main("portMappings"), json!([{}])),
            "no containerPort",
        ),
        (
            with(worker(), &main("portMappings"), json!([{"containerPort": 65536}])),
            "from 1 to 65535",
        ),
        (
            with(
                worker(),
                &main("portMappings"),
                json!([{"containerPort": 1, "hostPort": 5}, {"containerPort": 2, "hostPort": 5}]),
            ),
            "used more than once",
        ),
        (
            with(
                worker(),
                &main("portMappings"),
                json!([{"containerPort": 1, "name": "-a"}]),
            ),
            "port mapping's name",
        ),
        (
            with(
                worker(),
                &main("portMappings"),
                json!([{"containerPortRange": "9-8"}]),
            ),
            "containerPortRange",
        ),
        (
            with(worker(), &main("mountPoints"), json!([{"sourceVolume": "v"}])),
            "Unknown volume 'v'.",
        ),
        (
            with(worker(), "/volumes", json!([{"name": "v"}, {"name": "v"}])),
            "used more than once",
        ),
        (
            with(
                worker(),
                &main("secrets"),
                json!([{"name": "S", "valueFrom": "p"}]),
            ),
            "executionRoleArn",
        ),
        (
            with(worker(), &main("environment"), json!([{"value": "v"}])),
            "has no name",
        ),
        (
            with(
                worker(),
                &main("environmentFiles"),
                json!([{"type": "s3", "value": "arn:aws:s3:::b/x"}]),
            ),
            "ends in .env",
        ),
        (
            with(
                worker(),
                &main("logConfiguration"),
                json!({"logDriver": "awslogs", "options": {"awslogs-group": "g"}}),
            ),
            "Log driver awslogs requires options: awslogs-region",
        ),
        (
            with(
                on_fargate(),
                &main("logConfiguration/options/awslogs-x"),
                json!("1"),
            ),
            "Log driver awslogs disallows options: awslogs-x",
        ),
        (
            with(worker(), &main("healthCheck"), json!({"command": ["true"]})),
            "CMD or CMD-SHELL",
        ),
        (
            with(
                worker(),
                &main("healthCheck"),
                json!({"command": ["CMD", "true"], "interval": 4}),
            ),
            "from 5 to 300",
        ),
        (
            with(
                worker(),
                &main("dependsOn"),
                json!([{"containerName": "x", "condition": "START"}]),
            ),
            "does not have",
        ),
        (
            two(side(
                json!({"dependsOn": [{"containerName": "main", "condition": "SUCCESS"}]}),
            )),
            "which is essential",
        ),
        (
            two(side(
                json!({"dependsOn": [{"containerName": "main", "condition": "HEALTHY"}]}),
            )),
            "no health check",
        ),
        (
            two(side(
                json!({"dependsOn": [{"containerName": "side", "condition": "START"}]}),
            )),
            "in a circle",
        ),
        (
            with(
                two(side(
                    json!({"dependsOn": [{"containerName": "main", "condition": "START"}]}),
                )),
                &main("dependsOn"),
                json!([{"containerName": "side", "condition": "START"}]),
            ),
            "in a circle",
        ),
        (two(side(json!({"name": "main"}))), "must be unique"),
        (two(side(json!({"links": ["x:y"]}))), "does not have"),
        (
            with(worker(), "/tags", json!([{"key": "aws:x", "value": ""}])),
            "reserved",
        ),
        (
            with(on_fargate(), "/networkMode", json!("bridge")),
            "Fargate only supports network mode",
        ),
        (
            with(on_fargate(), "/cpu", json!(null)),
            "requires that 'cpu' be defined",
        ),
        (
            with(on_fargate(), "/memory", json!(null)),
            "requires that 'memory' be defined",
        ),
        (
            with(on_fargate(), "/memory", json!("4096")),
            "No Fargate configuration exists",
        ),
        (
            with(on_fargate(), "/executionRoleArn", json!(null)),
            "execution role ARN to support log driver",
        ),
        (
            with(on_fargate(), &main("stopTimeout"), json!(121)),
            "from 2 to 120 seconds",
        ),
        (
            with(on_fargate(), &main("stopTimeout"), json!(1)),
            "from 2 to 120 seconds",
        ),
        (
            with(on_fargate(), &main("privileged"), json!(true)),
            "'privileged'",
        ),
        (
            with(on_fargate(), &main("portMappings/0/hostPort"), json!(81)),
            "must match",
        ),
        (
            with(on_fargate(), &main("links"), json!(["main"])),
            "Links are not supported",
        ),
        (
            with(
                on_fargate(),
                "/volumes",
                json!([{"name": "v", "host": {"sourcePath": "/"}}]),
            ),
            "host path",
        ),
        (
            with(on_fargate(), "/ephemeralStorage", json!({"sizeInGiB": 20})),
            "from 21 to 200 GiB",
        ),
    ];
    for (request, expected) in cases {
        let error = api.refused("RegisterTaskDefinition", request);
        assert!(error.contains(expected), "'{error}' is not about '{expected}'");
        let code = if expected == "reserved" {
            "InvalidParameterException"
        } else {
            "ClientException"
        };
        assert!(error.starts_with(code), "{error}");
    }
}
