//! What is malformed, of a wrong type, unknown or not served.

use serde_json::json;

use super::Api;
use super::model::ECS;
use crate::api::ecs::SERVED;

#[track_caller]
fn refused(api: &Api, operation: &str, body: &[u8]) -> String {
    match api.raw(operation, body) {
        Ok(answer) => panic!("{operation} was answered: {answer}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_no_json_object_cannot_be_read() {
    let api = Api::new();
    let deep = [b"[".repeat(200_000), b"]".repeat(200_000)].concat();
    let nested = [br#"{"tags":"#.to_vec(), deep.clone(), b"}".to_vec()].concat();
    let bodies: [&[u8]; 9] = [
        b"{",
        b"{\"clusterName\":}",
        b"[]",
        b"null",
        b"3",
        b"\"x\"",
        b"\xff\xfe",
        &deep,
        &nested,
    ];
    for body in bodies {
        let error = refused(&api, "CreateCluster", body);
        assert!(error.starts_with("SerializationException: "), "{error}");
        assert!(error.len() < 300, "{error}");
    }
    assert!(api.raw("CreateCluster", b"").is_ok());
}

#[test]
fn types_are_those_of_the_model() {
    let api = Api::new();
    for (operation, request, place) in [
        ("CreateCluster", json!({"clusterName": 3}), "clusterName"),
        ("CreateCluster", json!({"clusterName": ["a"]}), "clusterName"),
        ("CreateCluster", json!({"tags": {"key": "a"}}), "tags"),
        ("CreateCluster", json!({"tags": [["key", "value"]]}), "tags[]"),
        ("CreateCluster", json!({"tags": [{"key": true}]}), "tags[].key"),
        ("ListClusters", json!({"maxResults": "3"}), "maxResults"),
        ("ListClusters", json!({"maxResults": 3.5}), "maxResults"),
        (
            "ListClusters",
            json!({"maxResults": 4_294_967_297_i64}),
            "maxResults",
        ),
        (
            "DescribeClusters",
            json!({"include": [{"TAGS": null}]}),
            "include[]",
        ),
        (
            "RegisterTaskDefinition",
            json!({"family": "f", "containerDefinitions": [{"dockerLabels": {"a": 1}}]}),
            "containerDefinitions[].dockerLabels.a",
        ),
    ] {
        let error = api.refused(operation, request);
        let expected = format!("SerializationException: The parameter {place} is unusable: ");
        assert!(error.starts_with(&expected), "{error}");
    }
    assert!(
        api.call("ListClusters", json!({"maxResults": 3.0, "nextToken": null}))
            .is_ok()
    );
}

#[test]
fn what_is_missing_or_none_of_an_enumeration_is_told() {
    let api = Api::new();
    for (operation, request, expected) in [
        (
            "DeleteCluster",
            json!({}),
            "InvalidParameterException: Cluster cannot be empty.",
        ),
        (
            "DeleteCluster",
            json!({"cluster": null}),
            "InvalidParameterException: Cluster cannot be empty.",
        ),
        (
            "RegisterTaskDefinition",
            json!({"containerDefinitions": []}),
            "ClientException: Family cannot be empty.",
        ),
        (
            "DescribeClusters",
            json!({"include": ["ALL"]}),
            "InvalidParameterException: Invalid value 'ALL' for the parameter include[]: it must be one of ATTACHMENTS,",
        ),
        (
            "RegisterTaskDefinition",
            json!({"family": "f", "networkMode": "x", "containerDefinitions": []}),
            "ClientException: Invalid value 'x' for the parameter networkMode",
        ),
    ] {
        let error = api.refused(operation, request);
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn an_operation_that_is_not_served_is_named() {
    let api = Api::new();
    let model = ECS.all.iter().map(String::as_str);
    let others = model.filter(|operation| !SERVED.contains(operation));
    for operation in others.chain(["Nonsense", ""]) {
        assert_eq!(
            api.refused(operation, json!({})),
            format!("UnknownOperationException: local-ecs does not serve Amazon ECS's {operation}")
        );
    }
}

#[test]
fn members_that_nobody_knows_are_ignored() {
    let api = Api::new();
    let made = api.ok(
        "CreateCluster",
        json!({"clusterName": "a", "whatever": {"x": [1]}, "tags": [{"key": "k", "color": 1}]}),
    );
    assert_eq!(made["cluster"]["tags"], json!([{"key": "k"}]));
}

#[test]
fn a_body_of_10_mb_is_read_and_its_value_is_not_sent_back() {
    let api = Api::new();
    let error = api.refused("CreateCluster", json!({"clusterName": "x".repeat(10_000_000)}));
    assert!(
        error.starts_with("InvalidParameterException: Cluster must match"),
        "{}",
        &error[..200]
    );
    assert!(error.len() < 500);
    let error = api.refused(
        "CreateCluster",
        json!({"tags": vec![json!({"key": "k"}); 100_000]}),
    );
    assert!(error.len() < 500);
}

#[test]
fn of_members_that_come_twice_the_last_holds() {
    let api = Api::new();
    let made = api
        .raw("CreateCluster", br#"{"clusterName":"a","clusterName":"b"}"#)
        .expect("made");
    assert_eq!(made["cluster"]["clusterName"], "b");
}
