//! Making, changing and deleting one resource by calls of its API.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::apis::{Apis, Service};
use super::kind::{Kind, cluster_name, scalable_target, scalable_target_id};
use super::properties;
use crate::api::ApiError;
use crate::place::Place;

/// How often a service is looked at, until it is stable or gone.
const LOOKS: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

/// A resource that was made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Made {
    pub(crate) kind: Kind,
    pub(crate) type_name: String,
    pub(crate) physical_id: String,
    /// As they were when it was made, with its name.
    pub(crate) properties: Map<String, Value>,
    /// What references to it stand for, by attribute (empty for `Ref`).
    pub(crate) references: Vec<(&'static str, String)>,
    /// It stays when the stack goes.
    pub(crate) retained: bool,
}

/// Why a resource could not be made, changed or deleted. One sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct MakeError(pub(crate) String);

/// Makes resources in one place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Maker<'a> {
    pub(crate) apis: &'a dyn Apis,
    pub(crate) place: &'a Place,
}

fn text<'a>(map: &'a Map<String, Value>, name: &str) -> &'a str {
    map.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn pick(map: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), map.get(*name)?.clone())))
        .collect()
}

impl Maker<'_> {
    async fn ecs(&self, operation: &'static str, body: Value) -> Result<Value, ApiError> {
        self.apis.call(self.place, Service::Ecs, operation, body).await
    }

    async fn auto_scaling(&self, operation: &'static str, body: Value) -> Result<Value, ApiError> {
        let service = Service::ApplicationAutoScaling;
        self.apis.call(self.place, service, operation, body).await
    }

    /// Makes a resource. A service is made when this returns, not stable: see [`Maker::stable`].
    pub(crate) async fn make(
        &self,
        kind: Kind,
        type_name: &str,
        properties: Map<String, Value>,
        retained: bool,
    ) -> Result<Made, MakeError> {
        let members = properties::ecs(&properties);
        let (physical_id, references) = match kind {
            Kind::Cluster => self.make_cluster(members).await?,
            Kind::TaskDefinition => {
                let answer = self
                    .ecs("RegisterTaskDefinition", Value::Object(members))
                    .await
                    .map_err(|error| failed(Service::Ecs, &error))?;
                let arn = at(&answer, "/taskDefinition/taskDefinitionArn");
                (arn.clone(), vec![("", arn.clone()), ("TaskDefinitionArn", arn)])
            }
            Kind::Service => self.make_service(members).await?,
            Kind::CapacityProviderAssociations => {
                self.associate(&members).await?;
                let cluster = text(&members, "cluster").to_owned();
                (cluster.clone(), vec![("", cluster)])
            }
            Kind::ScalableTarget => self.register_target(&properties).await?,
            Kind::ScalingPolicy => self.put_policy(&properties).await?,
            Kind::Other => {
                return Err(MakeError(format!(
                    "local-ecs does not make resources of the type {type_name}"
                )));
            }
        };
        Ok(Made {
            kind,
            type_name: type_name.to_owned(),
            physical_id,
            properties,
            references,
            retained,
        })
    }

    async fn make_cluster(
        &self,
        members: Map<String, Value>,
    ) -> Result<(String, Vec<(&'static str, String)>), MakeError> {
        let name = text(&members, "clusterName").to_owned();
        // The API answers with the cluster of that name if there is one; CloudFormation does not take what is not its own.
        let found = self.ecs("DescribeClusters", json!({"clusters": [&name]})).await;
        if found.is_ok_and(|answer| answer.pointer("/clusters/0/status") == Some(&json!("ACTIVE"))) {
            return Err(MakeError(format!(
                "Resource of type 'AWS::ECS::Cluster' with identifier '{name}' already exists."
            )));
        }
        let answer = self
            .ecs("CreateCluster", Value::Object(members))
            .await
            .map_err(|error| failed(Service::Ecs, &error))?;
        let arn = at(&answer, "/cluster/clusterArn");
        Ok((name.clone(), vec![("", name), ("Arn", arn)]))
    }

    async fn make_service(
        &self,
        mut members: Map<String, Value>,
    ) -> Result<(String, Vec<(&'static str, String)>), MakeError> {
        members.remove("forceNewDeployment");
        let daemon = text(&members, "schedulingStrategy") == "DAEMON";
        if !daemon {
            members.entry("desiredCount").or_insert_with(|| json!(1));
        }
        let name = text(&members, "serviceName").to_owned();
        let answer = self
            .ecs("CreateService", Value::Object(members))
            .await
            .map_err(|error| failed(Service::Ecs, &error))?;
        let arn = at(&answer, "/service/serviceArn");
        let references = vec![("", arn.clone()), ("ServiceArn", arn.clone()), ("Name", name)];
        Ok((arn, references))
    }

    async fn associate(&self, members: &Map<String, Value>) -> Result<(), MakeError> {
        let mut body = pick(
            members,
            &["cluster", "capacityProviders", "defaultCapacityProviderStrategy"],
        );
        for list in ["capacityProviders", "defaultCapacityProviderStrategy"] {
            body.entry(list).or_insert_with(|| json!([]));
        }
        self.ecs("PutClusterCapacityProviders", Value::Object(body))
            .await
            .map(drop)
            .map_err(|error| failed(Service::Ecs, &error))
    }

    async fn register_target(
        &self,
        properties: &Map<String, Value>,
    ) -> Result<(String, Vec<(&'static str, String)>), MakeError> {
        if properties
            .get("ScheduledActions")
            .is_some_and(|actions| *actions != json!([]))
        {
            let message = "local-ecs does not make the ScheduledActions of a scalable target";
            return Err(MakeError(message.to_owned()));
        }
        let mut members = properties::auto_scaling(properties);
        members.remove("ScheduledActions");
        let id = scalable_target_id(
            text(&members, "ResourceId"),
            text(&members, "ScalableDimension"),
            text(&members, "ServiceNamespace"),
        );
        self.auto_scaling("RegisterScalableTarget", Value::Object(members))
            .await
            .map_err(|error| failed(Service::ApplicationAutoScaling, &error))?;
        Ok((id.clone(), vec![("", id.clone()), ("Id", id)]))
    }

    async fn put_policy(
        &self,
        properties: &Map<String, Value>,
    ) -> Result<(String, Vec<(&'static str, String)>), MakeError> {
        let members = policy_members(properties);
        let name = text(&members, "PolicyName").to_owned();
        let answer = self
            .auto_scaling("PutScalingPolicy", Value::Object(members))
            .await
            .map_err(|error| failed(Service::ApplicationAutoScaling, &error))?;
        let arn = at(&answer, "/PolicyARN");
        let references = vec![("", arn.clone()), ("Arn", arn.clone()), ("PolicyName", name)];
        Ok((arn, references))
    }

    /// Changes a resource to these properties. The caller has seen to it that it need not be replaced.
    pub(crate) async fn change(
        &self,
        made: &Made,
        properties: Map<String, Value>,
    ) -> Result<Made, MakeError> {
        let changed = Made {
            properties: properties.clone(),
            ..made.clone()
        };
        let members = properties::ecs(&properties);
        match made.kind {
            Kind::Cluster => self.change_cluster(made, members).await?,
            Kind::Service => self.change_service(made, members).await?,
            Kind::CapacityProviderAssociations => self.associate(&members).await?,
            Kind::ScalableTarget => {
                self.register_target(&properties).await?;
            }
            Kind::ScalingPolicy => {
                self.put_policy(&properties).await?;
            }
            Kind::TaskDefinition | Kind::Other => {
                return self
                    .make(made.kind, &made.type_name, properties, made.retained)
                    .await;
            }
        }
        Ok(changed)
    }

    async fn change_cluster(&self, made: &Made, members: Map<String, Value>) -> Result<(), MakeError> {
        let before = properties::ecs(&made.properties);
        let cluster = &made.physical_id;
        let ecs = |error: &ApiError| failed(Service::Ecs, error);
        let update = ["settings", "configuration", "serviceConnectDefaults"];
        if update.iter().any(|name| before.get(*name) != members.get(*name)) {
            let mut body = pick(&members, &update);
            body.insert("cluster".to_owned(), json!(cluster));
            self.ecs("UpdateCluster", Value::Object(body))
                .await
                .map_err(|error| ecs(&error))?;
        }
        let providers = ["capacityProviders", "defaultCapacityProviderStrategy"];
        if providers
            .iter()
            .any(|name| before.get(*name) != members.get(*name))
        {
            let mut body = pick(&members, &providers);
            body.insert("cluster".to_owned(), json!(cluster));
            self.associate(&body).await?;
        }
        let arn = reference(made, "Arn");
        self.retag(&arn, &before, &members).await
    }

    async fn change_service(&self, made: &Made, members: Map<String, Value>) -> Result<(), MakeError> {
        let before = properties::ecs(&made.properties);
        let mut body = pick(
            &members,
            &[
                "cluster",
                "taskDefinition",
                "desiredCount",
                "capacityProviderStrategy",
                "deploymentConfiguration",
                "availabilityZoneRebalancing",
                "networkConfiguration",
                "placementConstraints",
                "placementStrategy",
                "platformVersion",
                "healthCheckGracePeriodSeconds",
                "enableExecuteCommand",
                "enableECSManagedTags",
                "loadBalancers",
                "propagateTags",
                "serviceRegistries",
                "serviceConnectConfiguration",
                "volumeConfigurations",
            ],
        );
        // What is gone from the template is emptied; members without an empty form keep their value, as on AWS.
        for list in [
            "placementConstraints",
            "placementStrategy",
            "loadBalancers",
            "serviceRegistries",
        ] {
            if before.contains_key(list) && !body.contains_key(list) {
                body.insert(list.to_owned(), json!([]));
            }
        }
        if members.get("forceNewDeployment") != before.get("forceNewDeployment")
            && members.contains_key("forceNewDeployment")
        {
            body.insert("forceNewDeployment".to_owned(), json!(true));
        }
        body.insert("service".to_owned(), json!(made.physical_id));
        self.ecs("UpdateService", Value::Object(body))
            .await
            .map_err(|error| failed(Service::Ecs, &error))?;
        self.retag(&made.physical_id, &before, &members).await
    }

    /// Brings the tags to what they are to be.
    async fn retag(
        &self,
        arn: &str,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) -> Result<(), MakeError> {
        if before.get("tags") == after.get("tags") {
            return Ok(());
        }
        let tags = |members: &Map<String, Value>| -> Vec<Value> {
            members
                .get("tags")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let (before, after) = (tags(before), tags(after));
        let gone: Vec<&Value> = before
            .iter()
            .filter_map(|tag| tag.get("key"))
            .filter(|key| !after.iter().any(|tag| tag.get("key") == Some(key)))
            .collect();
        let ecs = |error: &ApiError| failed(Service::Ecs, error);
        if !gone.is_empty() {
            self.ecs("UntagResource", json!({"resourceArn": arn, "tagKeys": gone}))
                .await
                .map_err(|error| ecs(&error))?;
        }
        if !after.is_empty() {
            self.ecs("TagResource", json!({"resourceArn": arn, "tags": after}))
                .await
                .map_err(|error| ecs(&error))?;
        }
        Ok(())
    }

    /// Waits until a service is as CloudFormation wants it: one deployment, with all its tasks running.
    pub(crate) async fn stable(&self, made: &Made) -> Result<(), MakeError> {
        if made.kind != Kind::Service {
            return Ok(());
        }
        let wanted = text(&made.properties, "TaskDefinition");
        let breaker = || {
            let message = "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.";
            MakeError(message.to_owned())
        };
        let mut pause = LOOKS.0;
        loop {
            let service = self.service(made).await?;
            let deployments = service["deployments"].as_array().cloned().unwrap_or_default();
            let primary = deployments
                .iter()
                .find(|deployment| deployment["status"] == "PRIMARY");
            if let Some(primary) = primary {
                let definition = primary["taskDefinition"].as_str().unwrap_or_default();
                // The circuit breaker has gone back to what ran before.
                let rolled_back = definition != wanted && wanted.starts_with("arn:");
                if primary["rolloutState"] == "FAILED" || rolled_back {
                    return Err(breaker());
                }
            }
            if service["status"] != "ACTIVE" {
                return Err(MakeError(format!(
                    "The service {} is {} before it was stable",
                    made.physical_id,
                    service["status"].as_str().unwrap_or("gone")
                )));
            }
            if deployments.len() == 1
                && service["runningCount"] == service["desiredCount"]
                && primary.is_some_and(|primary| primary["rolloutState"] != "IN_PROGRESS")
            {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(LOOKS.1);
        }
    }

    async fn service(&self, made: &Made) -> Result<Value, MakeError> {
        let body = json!({"cluster": service_cluster(made), "services": [&made.physical_id]});
        let answer = self
            .ecs("DescribeServices", body)
            .await
            .map_err(|error| failed(Service::Ecs, &error))?;
        Ok(answer.pointer("/services/0").cloned().unwrap_or(Value::Null))
    }

    /// Deletes a resource; what is gone already is fine.
    pub(crate) async fn delete(&self, made: &Made) -> Result<(), MakeError> {
        let deleted = match made.kind {
            Kind::Cluster => return self.delete_cluster(made).await,
            Kind::Service => return self.delete_service(made).await,
            Kind::TaskDefinition => {
                let body = json!({"taskDefinition": made.physical_id});
                self.ecs("DeregisterTaskDefinition", body)
                    .await
                    .map_err(|error| (Service::Ecs, error))
            }
            Kind::CapacityProviderAssociations => {
                let body = json!({"cluster": made.physical_id, "capacityProviders": [], "defaultCapacityProviderStrategy": []});
                self.ecs("PutClusterCapacityProviders", body)
                    .await
                    .map_err(|error| (Service::Ecs, error))
            }
            Kind::ScalableTarget => {
                let (resource, dimension, namespace) = scalable_target(&made.physical_id).unwrap_or_default();
                let body = json!({
                    "ResourceId": resource, "ScalableDimension": dimension, "ServiceNamespace": namespace,
                });
                self.auto_scaling("DeregisterScalableTarget", body)
                    .await
                    .map_err(|error| (Service::ApplicationAutoScaling, error))
            }
            Kind::ScalingPolicy => {
                let members = policy_members(&made.properties);
                let names = [
                    "PolicyName",
                    "ResourceId",
                    "ScalableDimension",
                    "ServiceNamespace",
                ];
                self.auto_scaling("DeleteScalingPolicy", Value::Object(pick(&members, &names)))
                    .await
                    .map_err(|error| (Service::ApplicationAutoScaling, error))
            }
            Kind::Other => return Ok(()),
        };
        match deleted {
            Err((service, error)) if !is_gone(&error) => Err(failed(service, &error)),
            _ => Ok(()),
        }
    }

    /// Scales to 0, deletes, and waits for the end of the tasks.
    async fn delete_service(&self, made: &Made) -> Result<(), MakeError> {
        let cluster = service_cluster(made);
        if text(&made.properties, "SchedulingStrategy") != "DAEMON" {
            let body = json!({"cluster": cluster, "service": made.physical_id, "desiredCount": 0});
            // A service that cannot be scaled is deleted by force all the same.
            let _ = self.ecs("UpdateService", body).await;
        }
        let body = json!({"cluster": cluster, "service": made.physical_id, "force": true});
        match self.ecs("DeleteService", body).await {
            Err(error) if is_gone(&error) => return Ok(()),
            Err(error) => return Err(failed(Service::Ecs, &error)),
            Ok(_) => {}
        }
        let mut pause = LOOKS.0;
        loop {
            let body = json!({"cluster": cluster, "services": [&made.physical_id]});
            match self.ecs("DescribeServices", body).await {
                Err(error) if is_gone(&error) => return Ok(()),
                Err(error) => return Err(failed(Service::Ecs, &error)),
                Ok(answer) => {
                    let status = answer.pointer("/services/0/status").and_then(Value::as_str);
                    if !matches!(status, Some("ACTIVE" | "DRAINING")) {
                        return Ok(());
                    }
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(LOOKS.1);
        }
    }

    /// A cluster whose last tasks are still stopping cannot be deleted yet.
    async fn delete_cluster(&self, made: &Made) -> Result<(), MakeError> {
        // The longest stop timeout, and a margin.
        let patience = tokio::time::Instant::now() + Duration::from_secs(180);
        let mut pause = LOOKS.0;
        loop {
            match self
                .ecs("DeleteCluster", json!({"cluster": made.physical_id}))
                .await
            {
                Ok(_) => return Ok(()),
                Err(error) if is_gone(&error) => return Ok(()),
                Err(error)
                    if matches!(
                        &*error.code,
                        "ClusterContainsTasksException" | "UpdateInProgressException"
                    ) && tokio::time::Instant::now() < patience => {}
                Err(error) => return Err(failed(Service::Ecs, &error)),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(LOOKS.1);
        }
    }
}

/// A policy's members, with the scalable target that its id names.
fn policy_members(properties: &Map<String, Value>) -> Map<String, Value> {
    let mut members = properties::auto_scaling(properties);
    if let Some(Value::String(id)) = members.remove("ScalingTargetId")
        && let Some((resource, dimension, namespace)) = scalable_target(&id)
    {
        for (name, value) in [
            ("ResourceId", resource),
            ("ScalableDimension", dimension),
            ("ServiceNamespace", namespace),
        ] {
            members.insert(name.to_owned(), Value::from(value));
        }
    }
    members
}

fn service_cluster(made: &Made) -> String {
    let cluster = text(&made.properties, "Cluster");
    if cluster.is_empty() {
        "default".to_owned()
    } else {
        cluster_name(cluster).to_owned()
    }
}

fn reference(made: &Made, attribute: &str) -> String {
    made.references
        .iter()
        .find(|(name, _)| *name == attribute)
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

fn at(answer: &Value, pointer: &str) -> String {
    answer
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn is_gone(error: &ApiError) -> bool {
    matches!(
        &*error.code,
        "ClusterNotFoundException"
            | "ServiceNotFoundException"
            | "ServiceNotActiveException"
            | "ObjectNotFoundException"
    )
}

/// As CloudFormation words it.
fn failed(service: Service, error: &ApiError) -> MakeError {
    let service = match service {
        Service::Ecs => "Ecs",
        Service::ApplicationAutoScaling => "ApplicationAutoScaling",
    };
    MakeError(format!(
        "Resource handler returned message: \"{} (Service: {service}, Status Code: {}, Error Code: {})\"",
        error.message,
        error.status.as_u16(),
        error.code
    ))
}
