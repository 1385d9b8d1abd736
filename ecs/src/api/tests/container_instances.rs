//! Container instances and tags, as clients see them.

use serde_json::{Value, json};

use super::{Api, arn};

fn host(cpu: i32, memory: i32) -> Value {
    json!({"totalResources": [
        {"name": "CPU", "type": "INTEGER", "integerValue": cpu},
        {"name": "MEMORY", "type": "INTEGER", "integerValue": memory},
        {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22", "51678"]},
    ]})
}

fn registered(api: &Api) -> String {
    let made = api.ok("RegisterContainerInstance", host(2048, 3900));
    made["containerInstance"]["containerInstanceArn"]
        .as_str()
        .expect("an ARN")
        .to_owned()
}

#[test]
fn a_host_is_registered_described_drained_and_taken_away() {
    let api = Api::new();
    assert!(
        api.refused("RegisterContainerInstance", host(1, 1))
            .starts_with("ClusterNotFoundException")
    );
    api.ok("CreateCluster", json!({}));
    let host = registered(&api);
    assert!(host.starts_with(&arn("container-instance/default/")), "{host}");
    let id = host.rsplit('/').next().expect("an id");
    let described = api.ok(
        "DescribeContainerInstances",
        json!({"containerInstances": [id, "none"]}),
    );
    let told = &described["containerInstances"][0];
    assert_eq!(told["status"], "ACTIVE");
    assert_eq!(told["registeredResources"], told["remainingResources"]);
    assert_eq!(told["registeredResources"][1]["integerValue"], 3900);
    assert_eq!(
        told["registeredResources"][2]["stringSetValue"],
        json!(["22", "51678"])
    );
    assert_eq!(
        described["failures"],
        json!([{"arn": arn("container-instance/default/none"), "reason": "MISSING"}])
    );
    assert_eq!(
        api.ok("DescribeClusters", json!({}))["clusters"][0]["registeredContainerInstancesCount"],
        1
    );
    assert!(
        api.refused("DeleteCluster", json!({"cluster": "default"}))
            .starts_with("ClusterContainsContainerInstancesException")
    );

    let drain = |status: &str| json!({"containerInstances": [host, "none"], "status": status});
    let drained = api.ok("UpdateContainerInstancesState", drain("DRAINING"));
    assert_eq!(drained["containerInstances"][0]["status"], "DRAINING");
    assert_eq!(drained["failures"][0]["reason"], "MISSING");
    assert!(
        api.refused("UpdateContainerInstancesState", drain("REGISTERING"))
            .starts_with("InvalidParameter")
    );
    let listed = |status: &str| {
        api.ok("ListContainerInstances", json!({"status": status}))["containerInstanceArns"].clone()
    };
    assert_eq!((listed("ACTIVE"), listed("DRAINING")), (json!([]), json!([host])));

    let gone = api.ok("DeregisterContainerInstance", json!({"containerInstance": host}));
    assert_eq!(gone["containerInstance"]["status"], "INACTIVE");
    assert_eq!(
        api.ok("ListContainerInstances", json!({}))["containerInstanceArns"],
        json!([])
    );
    let again = api.refused("DeregisterContainerInstance", json!({"containerInstance": host}));
    assert!(again.starts_with("InvalidParameterException"), "{again}");
    api.ok("DeleteCluster", json!({"cluster": "default"}));
}

#[test]
fn a_host_may_register_again_with_more() {
    let api = Api::new();
    api.ok("CreateCluster", json!({}));
    let arn = registered(&api);
    let mut more = host(4096, 3900);
    more["containerInstanceArn"] = json!(arn);
    more["attributes"] = json!([{"name": "rack", "value": "1"}]);
    let again = api.ok("RegisterContainerInstance", more);
    assert_eq!(again["containerInstance"]["containerInstanceArn"], json!(arn));
    assert_eq!(
        again["containerInstance"]["remainingResources"][0]["integerValue"],
        4096
    );
    let attributes = again["containerInstance"]["attributes"]
        .as_array()
        .expect("attributes");
    assert!(attributes.contains(&json!({"name": "rack", "value": "1"})));
    let found = |filter: &str| {
        api.ok("ListContainerInstances", json!({"filter": filter}))["containerInstanceArns"].clone()
    };
    assert_eq!(found("attribute:rack == 1"), json!([arn]));
    assert_eq!(found("attribute:rack == 2"), json!([]));
    assert!(
        api.refused("ListContainerInstances", json!({"filter": "("}))
            .starts_with("InvalidParameter")
    );
    assert_eq!(
        api.ok("ListContainerInstances", json!({}))["containerInstanceArns"],
        json!([arn])
    );
    for bad in [json!({}), host(0, 1), host(1, 0)] {
        assert!(
            api.refused("RegisterContainerInstance", bad)
                .starts_with("InvalidParameterException")
        );
    }
}

#[test]
fn tags_of_every_kind_of_resource_are_kept() {
    let api = Api::new();
    api.ok("CreateCluster", json!({}));
    let definition = api.ok(
        "RegisterTaskDefinition",
        json!({"family": "f", "containerDefinitions": [{"name": "c", "image": "i", "memory": 10}]}),
    );
    let definition = definition["taskDefinition"]["taskDefinitionArn"]
        .as_str()
        .expect("an ARN");
    for resource in [arn("cluster/default"), definition.to_owned(), registered(&api)] {
        let tags = json!([{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]);
        api.ok("TagResource", json!({"resourceArn": resource, "tags": tags}));
        api.ok(
            "UntagResource",
            json!({"resourceArn": resource, "tagKeys": ["a"]}),
        );
        assert_eq!(
            api.ok("ListTagsForResource", json!({"resourceArn": resource})),
            json!({"tags": [{"key": "b", "value": "2"}]})
        );
    }
    for bad in [
        "x".to_owned(),
        "arn:".to_owned(),
        arn("cluster/none"),
        arn("task-definition/f:7"),
        arn("task-definition/f"),
        arn("container-instance/default/none"),
        arn("thing/x"),
        "arn:aws:ecs:us-east-1:123456789012:cluster/default".to_owned(),
    ] {
        let error = api.refused("ListTagsForResource", json!({"resourceArn": bad}));
        assert!(error.contains("Exception"), "{error}");
    }
}
