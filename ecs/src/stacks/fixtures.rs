//! The project's own templates, planned and made against APIs that only take notes.

use std::collections::BTreeMap;
use std::sync::Mutex;

use futures::future::BoxFuture;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::apis::{Apis, Service};
use super::evaluate::Pseudo;
use super::make::Maker;
use super::parameters::Given;
use super::plan::{Foresight, Plan, PlanError, Request};
use crate::api::ApiError;
use crate::place::Place;

const ENVIRONMENT: &str = include_str!("../../../fixtures/cloudformation/environment.yaml");
const WORKER: &str = include_str!("../../../fixtures/cloudformation/worker-service.yaml");
const PUBLISHER: &str = include_str!("../../../fixtures/cloudformation/scheduled-publisher.yaml");
const PIPELINE: &str = include_str!("../../../fixtures/cloudformation/queue-processing.yaml");
const TOPIC: (&str, &str) = ("TopicArn", "arn:aws:sns:us-east-1:111122223333:ping");

struct Known;

impl Foresight for Known {
    fn next_revision(&self, _family: &str) -> i32 {
        7
    }

    fn policy_arn(&self, resource_id: &str, _dimension: &str, _namespace: &str, policy: &str) -> String {
        format!("arn:policy:{resource_id}:{policy}")
    }

    fn suffix(&self) -> String {
        "ABCDEF012345".to_owned()
    }
}

fn pseudo() -> Pseudo {
    Pseudo {
        account: "111122223333".to_owned(),
        region: "us-east-1".to_owned(),
        partition: "aws".to_owned(),
        stack_name: "jobs".to_owned(),
    }
}

fn given(parameters: &[(&str, &str)]) -> BTreeMap<String, Given> {
    parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Given::Value((*value).to_owned())))
        .collect()
}

fn planned(template: &str, parameters: &[(&str, &str)]) -> Result<Option<Plan>, PlanError> {
    let request = Request {
        template,
        given: &given(parameters),
        pseudo: &pseudo(),
        before: None,
        physical_ids: &BTreeMap::new(),
    };
    Plan::of(&request, &Known)
}

fn plan(template: &str, parameters: &[(&str, &str)]) -> Plan {
    planned(template, parameters)
        .expect("a plan")
        .expect("something of ours")
}

/// APIs that take everything, and keep it.
#[derive(Debug, Default)]
struct Notes(Mutex<Vec<(String, Value)>>);

impl Apis for Notes {
    fn call<'a>(
        &'a self,
        place: &'a Place,
        _service: Service,
        operation: &'static str,
        body: Value,
    ) -> BoxFuture<'a, Result<Value, ApiError>> {
        Box::pin(async move {
            let answer = match operation {
                "RegisterTaskDefinition" => {
                    let family = body["family"].as_str().unwrap_or_default();
                    let arn = place.ecs_arn(&format!("task-definition/{family}:7"));
                    json!({"taskDefinition": {"taskDefinitionArn": arn}})
                }
                "CreateService" => json!({"service": {"serviceArn": place.ecs_arn("service/c/s")}}),
                "CreateCluster" => json!({"cluster": {"clusterArn": place.ecs_arn("cluster/c")}}),
                "PutScalingPolicy" => json!({"PolicyARN": format!("arn:policy:{}", body["PolicyName"])}),
                _ => json!({}),
            };
            if !operation.starts_with("Describe") {
                self.0
                    .lock()
                    .expect("no panic")
                    .push((operation.to_owned(), body));
            }
            Ok(answer)
        })
    }

    fn policy_arn(&self, _: &Place, _: &str, _: &str, _: &str, _: &str) -> String {
        String::new()
    }
}

/// The calls that a template's resources are made with, where LocalStack answers each leaf with itself.
async fn calls(plan: &Plan) -> Vec<(String, Value)> {
    let leaves: BTreeMap<String, Value> = plan
        .leaves
        .values()
        .map(|leaf| (leaf.key.clone(), Value::String(format!("<{}>", leaf.key))))
        .collect();
    let place = Place::new("111122223333", "us-east-1");
    let notes = Notes::default();
    let maker = Maker {
        apis: &notes,
        place: &place,
    };
    let mut references = BTreeMap::new();
    for planned in &plan.resources {
        let properties = plan
            .named_properties(planned, &references, &leaves)
            .expect("properties");
        let made = maker
            .make(planned.kind, &planned.type_name, properties, false)
            .await
            .expect("made");
        for (attribute, value) in made.references {
            references.insert(
                (planned.logical_id.clone(), attribute.to_owned()),
                Value::String(value),
            );
        }
    }
    notes.0.into_inner().expect("no panic")
}

#[tokio::test]
async fn the_worker_service_on_ec2_is_made_by_these_calls() {
    let plan = plan(WORKER, &[("Image", "worker:1"), TOPIC]);
    insta::assert_json_snapshot!(calls(&plan).await);
}

#[tokio::test]
async fn the_worker_service_on_fargate_runs_in_the_subnets_of_its_type() {
    for (kind, public_ip, subnets) in [
        ("public", "ENABLED", json!(["subnet-a", "subnet-b"])),
        ("private", "DISABLED", json!(["subnet-c"])),
    ] {
        let parameters = [
            ("Image", "worker:1"),
            TOPIC,
            ("LaunchType", "FARGATE"),
            ("SubnetType", kind),
            ("PublicSubnetIds", "subnet-a,subnet-b"),
            ("PrivateSubnetIds", "subnet-c"),
            ("Command", "log-consumer,--verbose"),
            ("DesiredCount", "3"),
        ];
        let calls = calls(&plan(WORKER, &parameters)).await;
        let (_, definition) = &calls[0];
        assert_eq!(definition["networkMode"], "awsvpc");
        assert_eq!(definition["requiresCompatibilities"], json!(["FARGATE"]));
        assert_eq!(
            definition["containerDefinitions"][0]["command"],
            json!(["log-consumer", "--verbose"])
        );
        let (operation, service) = &calls[1];
        assert_eq!(operation, "CreateService");
        assert_eq!(service["desiredCount"], json!(3));
        assert_eq!(service["launchType"], "FARGATE");
        assert_eq!(
            service["networkConfiguration"]["awsvpcConfiguration"],
            json!({
                "assignPublicIp": public_ip,
                "securityGroups": ["<{\"Fn::GetAtt\":[\"SecurityGroup\",\"GroupId\"]}>"],
                "subnets": subnets,
            })
        );
    }
}

#[tokio::test]
async fn each_task_size_has_its_cpu_and_memory() {
    for (size, cpu, memory) in [
        ("x-small", "256", "512"),
        ("small", "512", "1024"),
        ("medium", "1024", "2048"),
        ("large", "2048", "4096"),
        ("x-large", "4096", "8192"),
    ] {
        let plan = plan(WORKER, &[("Image", "i"), TOPIC, ("TaskSize", size)]);
        let calls = calls(&plan).await;
        assert_eq!(
            (&calls[0].1["cpu"], &calls[0].1["memory"]),
            (&json!(cpu), &json!(memory))
        );
    }
}

#[tokio::test]
async fn the_environment_is_a_cluster() {
    insta::assert_json_snapshot!(calls(&plan(ENVIRONMENT, &[])).await);
}

#[test]
fn what_localstack_makes_refers_to_what_is_made_here() {
    let rewritten: Value =
        serde_json::from_str(&plan(WORKER, &[("Image", "i"), TOPIC]).rewritten).expect("JSON");
    assert_eq!(
        rewritten["Resources"]["BacklogAlarm"]["Properties"]["AlarmActions"],
        json!(["arn:policy:service/default/jobs-Service-ABCDEF012345:jobs-scale-out"])
    );
    let publisher: Value =
        serde_json::from_str(&plan(PUBLISHER, &[("Image", "i"), TOPIC]).rewritten).expect("JSON");
    assert_eq!(
        publisher["Resources"]["Schedule"]["Properties"]["Targets"][0]["EcsParameters"]["TaskDefinitionArn"],
        "arn:aws:ecs:us-east-1:111122223333:task-definition/jobs:7"
    );
    assert_eq!(
        publisher["Resources"]["TaskDefinition"]
            .as_object()
            .map(|resource| resource.keys().cloned().collect::<Vec<_>>()),
        Some(vec!["Properties".to_owned(), "Type".to_owned()])
    );
}

#[tokio::test]
async fn a_pipelines_tasks_are_defined_and_its_settings_name_them() {
    let parameters = [
        ("Image", "worker:1"),
        ("ScalerImage", "scaler:1"),
        ("SubnetId", "subnet-1"),
        ("ParametersPrefix", "/photos/"),
    ];
    let plan = plan(PIPELINE, &parameters);
    let rewritten: Value = serde_json::from_str(&plan.rewritten).expect("JSON");
    let resources = &rewritten["Resources"];
    assert_eq!(
        resources["TaskDefinitionParameter"]["Properties"]["Value"],
        "arn:aws:ecs:us-east-1:111122223333:task-definition/jobs:7"
    );
    let target = &resources["Schedule"]["Properties"]["Targets"][0]["EcsParameters"];
    assert_eq!(
        target["TaskDefinitionArn"],
        "arn:aws:ecs:us-east-1:111122223333:task-definition/jobs-scaler:7"
    );
    let calls = calls(&plan).await;
    let definition = |family: &str| {
        let made = calls.iter().find(|(_, body)| body["family"] == family);
        made.map(|(_, body)| body.clone()).expect("it is registered")
    };
    let worker = definition("jobs");
    assert_eq!(worker["tags"], json!([{"key": "pipeline", "value": "jobs"}]));
    assert_eq!(
        worker["containerDefinitions"][0]["command"],
        json!(["image-resizer"])
    );
    assert_eq!(worker["containerDefinitions"][0]["stopTimeout"], 120);
    let scaler = &definition("jobs-scaler")["containerDefinitions"][0];
    assert_eq!(scaler["command"], json!(["run-tasks"]));
    assert_eq!(
        scaler["environment"],
        json!([
            {"name": "PIPELINE_BATCH_SIZE", "value": "10"},
            {"name": "PIPELINE_PARAMETERS_PREFIX", "value": "/photos/"}
        ])
    );
}

#[test]
fn an_update_that_changes_nothing_leaves_the_template_as_it_is() {
    let before = plan(WORKER, &[("Image", "a"), TOPIC]);
    let physical_ids = BTreeMap::from([(
        "TaskDefinition".to_owned(),
        "arn:aws:ecs:us-east-1:111122223333:task-definition/jobs:7".to_owned(),
    )]);
    let again = |parameters: &[(&str, &str)]| {
        let mut given = given(parameters);
        given.insert("TopicArn".to_owned(), Given::Previous);
        let request = Request {
            template: WORKER,
            given: &given,
            pseudo: &pseudo(),
            before: Some(&before),
            physical_ids: &physical_ids,
        };
        Plan::of(&request, &Known)
            .expect("a plan")
            .expect("ours")
            .rewritten
    };
    assert_eq!(again(&[("Image", "a")]), before.rewritten);
    assert_ne!(again(&[("Image", "b")]), before.rewritten);
}

#[test]
fn a_template_without_resources_of_ours_is_left_alone() {
    let template = "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n";
    assert!(matches!(planned(template, &[]), Ok(None)));
}

#[test]
fn parameters_that_the_template_refuses_are_named() {
    let refused = |parameters: &[(&str, &str)]| planned(WORKER, parameters).expect_err("refused").to_string();
    assert!(refused(&[("Image", "i"), TOPIC, ("DesiredCount", "0")]).contains("DesiredCount"));
    assert!(refused(&[("Image", "i"), TOPIC, ("TaskSize", "huge")]).contains("TaskSize"));
    assert!(refused(&[("Image", "i"), TOPIC, ("LaunchType", "FARGATE")]).contains("PublicSubnetIds"));
}

fn expression() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"Ref": "P"})),
        Just(json!({"Ref": "AWS::NoValue"})),
        Just(json!({"Ref": "Queue"})),
        Just(json!({"Fn::GetAtt": ["Cluster", "Arn"]})),
        Just(json!({"Fn::ImportValue": "x"})),
        "[a-z$\\{\\}!.]{0,8}".prop_map(Value::String),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let list = prop::collection::vec(inner, 0..4);
        let names = prop_oneof![
            Just("Fn::Sub"),
            Just("Fn::Join"),
            Just("Fn::Select"),
            Just("Fn::Split"),
            Just("Fn::If"),
            Just("Fn::Equals"),
            Just("Fn::FindInMap"),
            Just("Fn::Cidr"),
            Just("Fn::Not"),
            Just("Fn::Base64"),
            Just("Fn::ToJsonString"),
            Just("Fn::Length"),
            Just("Fn::Nope"),
        ];
        prop_oneof![
            list.clone().prop_map(Value::Array),
            (names, list.clone()).prop_map(|(name, list)| json!({name: list})),
            list.prop_map(|list| json!({"Key": list})),
        ]
    })
}

proptest! {
    #[test]
    fn any_expression_is_planned_and_evaluated_without_a_panic(
        name in expression(), service in expression(), condition in expression()
    ) {
        let template = json!({
            "Parameters": {"P": {"Type": "CommaDelimitedList", "Default": "a,b"}},
            "Mappings": {"M": {"a": {"b": "c"}}},
            "Conditions": {"C": condition, "T": {"Fn::Equals": ["a", "a"]}},
            "Resources": {
                "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": service}},
                "Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": name}},
                "Service": {"Type": "AWS::ECS::Service", "Properties": {"Cluster": service, "ServiceName": name}},
            },
        });
        if let Ok(Some(plan)) = planned(&template.to_string(), &[]) {
            let leaves = plan.leaves.values().map(|leaf| (leaf.key.clone(), json!("leaf"))).collect();
            for planned in &plan.resources {
                let _ = plan.named_properties(planned, &BTreeMap::new(), &leaves);
            }
        }
    }
}
