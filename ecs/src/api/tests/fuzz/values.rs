//! Random values of the model's shapes, made so that many requests get far: names and ARNs that are there are likely.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::api::tests::model::{Service, Shape};

/// Makes values, and remembers what answers named.
pub(super) struct Values {
    pub(super) rng: Rng,
    model: &'static Service,
    /// ARNs that came in answers, by kind.
    known: BTreeMap<String, Vec<String>>,
}

impl Values {
    pub(super) fn new(model: &'static Service, seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            model,
            known: BTreeMap::new(),
        }
    }

    /// Remembers the ARNs of an answer.
    pub(super) fn learn(&mut self, answer: &Value) {
        match answer {
            Value::String(text) => {
                let kind = text.splitn(6, ':').nth(5).and_then(|rest| rest.split('/').next());
                let is_arn =
                    text.starts_with("arn:aws:ecs:") || text.starts_with("arn:aws:application-autoscaling:");
                if let (true, Some(kind)) = (is_arn, kind) {
                    let known = self.known.entry(kind.to_owned()).or_default();
                    if known.len() > 40 {
                        known.swap_remove(self.rng.usize(..known.len()));
                    }
                    known.push(text.clone());
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            Value::Object(members) => members.values().for_each(|item| self.learn(item)),
            _ => {}
        }
    }

    /// A request of the operation: from the shape alone, or most often from one that is good.
    pub(super) fn request(&mut self, operation: &str) -> Value {
        let shape = self.model.shape(&self.model.operations[operation].input);
        let random = self.value(shape, "", 0);
        if self.rng.u8(..) < 40 {
            return random;
        }
        let Some(mut request) = self.good(operation) else {
            return random;
        };
        // With a little of what is random.
        for (name, value) in random.as_object().into_iter().flatten() {
            if self.rng.u8(..) < 8 {
                request[name] = value.clone();
            }
        }
        request
    }

    /// What gets far, of the operations that others depend on.
    fn good(&mut self, operation: &str) -> Option<Value> {
        let few = self.rng.i32(0..6);
        let (minimum, maximum) = (*self.pick(&[0, 50, 100]), *self.pick(&[100, 150, 200]));
        let (breaks, rolls_back) = (self.rng.bool(), self.rng.bool());
        let name = format!("s{}", self.rng.u8(0..8));
        let service = self.known_of("service");
        let host = self.known_of("container-instance");
        Some(match operation {
            "RegisterTaskDefinition" => self.registrable(),
            "RegisterContainerInstance" => json!({"totalResources": [
                {"name": "CPU", "type": "INTEGER", "integerValue": self.rng.i32(1..4096)},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": self.rng.i32(1..4096)}]}),
            "RunTask" => self.placed(json!({"count": few.max(1)})),
            "StartTask" => {
                let mut request = self.placed(json!({"containerInstances": [host]}));
                let members = request.as_object_mut()?;
                members.remove("launchType");
                members.remove("capacityProviderStrategy");
                request
            }
            "CreateService" => self.placed(json!({
                "serviceName": name, "desiredCount": few,
                "deploymentConfiguration": {
                    "minimumHealthyPercent": minimum, "maximumPercent": maximum,
                    "deploymentCircuitBreaker": {"enable": breaks, "rollback": rolls_back},
                },
            })),
            "UpdateService" => {
                let mut request = json!({"service": service, "desiredCount": few});
                if self.rng.bool() {
                    request["taskDefinition"] = json!(self.pick(&["a", "b", "c"]));
                }
                if self.rng.u8(..) < 60 {
                    request["forceNewDeployment"] = json!(true);
                }
                request
            }
            "DeleteService" => json!({"service": service, "force": self.rng.bool()}),
            "UpdateTaskProtection" => json!({
                "cluster": "default", "tasks": [self.known_of("task")], "protectionEnabled": self.rng.bool()}),
            "StopTask" => json!({"task": self.known_of("task")}),
            "UpdateContainerInstancesState" => json!({
                "containerInstances": [self.known_of("container-instance")], "status": self.pick(&["ACTIVE", "DRAINING"])}),
            "DeregisterContainerInstance" => json!({
                "containerInstance": self.known_of("container-instance"), "force": self.rng.bool()}),
            "ListServiceDeployments" => json!({"service": service}),
            "StopServiceDeployment" => json!({"serviceDeploymentArn": self.known_of("service-deployment")}),
            "DeleteCluster" => json!({"cluster": self.pick(&["a", "b", "c", "c", "default"])}),
            "RegisterScalableTarget" => json!({
                "ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount",
                "ResourceId": self.text("ResourceId"), "MinCapacity": few, "MaxCapacity": few + 2}),
            "PutScalingPolicy" => json!({
                "ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount",
                "ResourceId": self.text("ResourceId"), "PolicyName": self.pick(&["p", "q"]),
                "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 50.0, "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}}),
            "TagResource"
                if self
                    .model
                    .shape("TagResourceRequest")
                    .members
                    .contains_key("resourceArn") =>
            {
                json!({"resourceArn": self.text("resourceArn"), "tags": [{"key": "k", "value": "v"}]})
            }
            _ => return None,
        })
    }

    /// A task definition, and where its tasks are to run.
    fn placed(&mut self, mut request: Value) -> Value {
        request["taskDefinition"] = json!(self.pick(&["a", "b", "c"]));
        match self.rng.u8(0..4) {
            0 => request["launchType"] = json!("EC2"),
            1 => request["launchType"] = json!("FARGATE"),
            2 => {
                let spot = json!([{"capacityProvider": "FARGATE_SPOT", "weight": 1},
                                  {"capacityProvider": "FARGATE", "weight": 1, "base": 1}]);
                request["capacityProviderStrategy"] = spot;
            }
            _ => {}
        }
        if self.rng.u8(..) < 200 {
            request["networkConfiguration"] = json!({"awsvpcConfiguration": {"subnets": ["subnet-1"]}});
        }
        request
    }

    fn registrable(&mut self) -> Value {
        let ports = if self.rng.bool() {
            json!([{"containerPort": 80}])
        } else {
            json!([])
        };
        let mut request = json!({
            "family": self.pick(&["a", "b", "c"]),
            "containerDefinitions": [
                {"name": "main", "image": "i", "memory": 100, "cpu": 10, "portMappings": ports}],
        });
        if self.rng.u8(..) < 170 {
            request["requiresCompatibilities"] = json!(["FARGATE"]);
            request["networkMode"] = json!("awsvpc");
            request["cpu"] = json!("256");
            request["memory"] = json!("512");
        }
        if self.rng.bool() {
            request["containerDefinitions"][0]["healthCheck"] = json!({"command": ["CMD", "true"]});
        }
        request
    }

    fn value(&mut self, shape: &Shape, name: &str, depth: u8) -> Value {
        let model = self.model;
        match shape.r#type.as_str() {
            "structure" => {
                let mut members = Map::new();
                for (name, member) in &shape.members {
                    let required = shape.required.contains(name);
                    let chance = if required {
                        250
                    } else if likely(name) {
                        120
                    } else {
                        25_u8.saturating_sub(depth.saturating_mul(5))
                    };
                    if self.rng.u8(..) < chance {
                        members.insert(name.clone(), self.value(model.of(Some(member)), name, depth + 1));
                    }
                }
                members.into()
            }
            "list" => {
                let length = *self.pick(&[0, 1, 1, 1, 2, 2, 3, 11, 101]);
                let length = if depth > 2 { length.min(3) } else { length };
                let member = model.of(shape.member.as_ref());
                (0..length).map(|_| self.value(member, name, depth + 1)).collect()
            }
            "map" => json!({self.text("key"): self.value(model.of(shape.value.as_ref()), name, depth + 1)}),
            "string" if shape.r#enum.is_empty() => json!(self.text(name)),
            "string" if self.rng.u8(..) < 5 => json!(self.text(name)),
            "string" => json!(self.pick(&shape.r#enum)),
            "boolean" => json!(self.rng.bool()),
            "integer" => json!(self.pick(&[0, 1, 1, 1, 2, 2, 3, 10, 50, 100, 200, -1, i32::MAX, i32::MIN])),
            "long" => json!(self.pick(&[0, 1, 512, i64::MAX, i64::MIN])),
            "timestamp" | "double" => json!(self.pick(&[0.0, 1.7e9, 1.7e9 + 0.5, -1.0, 1e300, -1e300])),
            other => panic!("a shape of type {other}"),
        }
    }

    fn text(&mut self, name: &str) -> String {
        let kind = match name {
            "cluster" | "clusters" => "cluster",
            "taskDefinition" | "taskDefinitions" => "task-definition",
            "task" | "tasks" => "task",
            "service" | "services" | "serviceName" => "service",
            "containerInstance" | "containerInstances" | "containerInstanceArn" => "container-instance",
            "serviceDeploymentArn" | "serviceDeploymentArns" => "service-deployment",
            "serviceRevisionArns" => "service-revision",
            "resourceArn" => {
                let kinds: Vec<String> = self.known.keys().cloned().collect();
                if kinds.is_empty() {
                    return "arn".to_owned();
                }
                let kind = self.pick(&kinds).clone();
                return self.known_of(&kind);
            }
            "ResourceId" => {
                return (*self.pick(&["service/default/s", "service/a/b", "service/none/x"])).to_owned();
            }
            "ServiceNamespace" => return "ecs".to_owned(),
            "ScalableDimension" => return "ecs:service:DesiredCount".to_owned(),
            "ResourceARN" => return self.known_of("scalable-target"),
            "capacityProvider" | "capacityProviders" => {
                return (*self.pick(&["FARGATE", "FARGATE_SPOT", "other"])).to_owned();
            }
            "clusterName" | "family" | "familyPrefix" | "name" | "containerName" => {
                return (*self.pick(&["a", "b", "c", "a b", ""])).to_owned();
            }
            "value" => return (*self.pick(&["enabled", "disabled", "v"])).to_owned(),
            "startedBy" | "group" => return (*self.pick(&["a", "b", "service:a", "family:a"])).to_owned(),
            "expression" | "filter" => {
                return (*self.pick(&[
                    "attribute:ecs.os-type == linux",
                    "task:group == service:a",
                    "runningTasksCount > 1",
                    "(",
                    "!",
                    "a in [b, c]",
                    "agentVersion >= 1.0.0",
                    "not(task:group == a) and registeredAt exists",
                    "attribute:x !exists",
                ]))
                .to_owned();
            }
            "field" => {
                return (*self.pick(&[
                    "instanceId",
                    "cpu",
                    "memory",
                    "attribute:ecs.availability-zone",
                    "x",
                ]))
                .to_owned();
            }
            _ => "",
        };
        if kind == "cluster" && self.rng.u8(..) < 200 {
            return "default".to_owned();
        }
        if !kind.is_empty() && self.rng.u8(..) < 230 {
            return self.known_of(kind);
        }
        let odd = [
            "",
            "a",
            "b:1",
            "arn:",
            "arn:aws:ecs:eu-west-1:123456789012:",
            "é\u{0}𝄞",
            "1",
            "-",
            "a/b",
            "a:99999999999",
            "a:0",
        ];
        match self.rng.u8(..) {
            0..4 => "x".repeat(self.rng.usize(200..3000)),
            _ => (*self.pick(&odd)).to_owned(),
        }
    }

    fn known_of(&mut self, kind: &str) -> String {
        let known = self.known.get(kind).cloned().unwrap_or_default();
        if known.is_empty() {
            return (*self.pick(&["a", "b", "c"])).to_owned();
        }
        let arn = self.pick(&known).clone();
        match self.rng.u8(0..4) {
            0 => arn.rsplit('/').next().unwrap_or_default().to_owned(),
            _ => arn,
        }
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.rng.usize(..from.len())]
    }
}

/// Members that decide what a request is about.
fn likely(name: &str) -> bool {
    matches!(
        name,
        "cluster"
            | "clusterName"
            | "desiredCount"
            | "count"
            | "launchType"
            | "force"
            | "totalResources"
            | "capacityProviderStrategy"
            | "networkConfiguration"
            | "taskDefinition"
            | "protectionEnabled"
    )
}
