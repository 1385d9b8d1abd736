//! The calls about container instances.

use super::container_instance_told::told;
use super::names::shown;
use super::placement::Expression;
use super::registered_resources::registered;
use super::{ClusterState, ContainerInstanceState, Paging, Plane, Reference, Resources, tags};
use crate::api::ApiError;
use crate::shapes::Timestamp;
use crate::shapes::common::Failure;
use crate::shapes::container_instance::{
    Attribute, ContainerInstanceField, ContainerInstanceStatus, DeregisterContainerInstanceRequest,
    DeregisterContainerInstanceResponse, DescribeContainerInstancesRequest,
    DescribeContainerInstancesResponse, ListContainerInstancesRequest, ListContainerInstancesResponse,
    RegisterContainerInstanceRequest, RegisterContainerInstanceResponse,
    UpdateContainerInstancesStateRequest, UpdateContainerInstancesStateResponse, VersionInfo,
};

/// How many one call describes.
const DESCRIBED: usize = 100;
/// How many one call changes.
const CHANGED: usize = 10;

impl Plane {
    /// Adds a host, or takes note of what has become of one that is there.
    pub(crate) fn register_container_instance(
        &mut self,
        now: Timestamp,
        request: RegisterContainerInstanceRequest,
    ) -> Result<RegisterContainerInstanceResponse, ApiError> {
        tags::check(&request.tags)?;
        let cluster = request.cluster.as_deref();
        let resources = registered(&request.total_resources)?;
        let identity = Identity::read(request.instance_identity_document.as_deref())?;
        let mut instance = match request.container_instance_arn.as_deref() {
            None | Some("") => self.new_instance(now, cluster, resources, &identity)?,
            Some(arn) => {
                let reference = Reference::parse(&self.place, "container-instance", arn)?;
                let state = self.cluster(cluster)?;
                let mut known = state.container_instance(reference).cloned().ok_or_else(|| {
                    ApiError::client(format!(
                        "There is no container instance '{}' to register again.",
                        shown(arn)
                    ))
                })?;
                known.register_again(resources);
                known
            }
        };
        for attribute in request.attributes {
            instance.set_attribute(attribute);
        }
        if let Some(version_info) = request.version_info {
            instance.version_info = version_info;
        }
        tags::add(&mut instance.tags, &request.tags)?;
        let state = self.cluster_mut(cluster)?;
        let container_instance = Some(told(state, &instance, true));
        state.container_instances.insert(instance.id.clone(), instance);
        Ok(RegisterContainerInstanceResponse { container_instance })
    }

    /// Takes a host away. With tasks on it, it must be forced; they are no longer looked after.
    pub(crate) fn deregister_container_instance(
        &mut self,
        now: Timestamp,
        request: DeregisterContainerInstanceRequest,
    ) -> Result<DeregisterContainerInstanceResponse, ApiError> {
        let place = self.place.clone();
        let state = self.cluster_mut(request.cluster.as_deref())?;
        let reference = Reference::parse(&place, "container-instance", &request.container_instance)?;
        let Some(instance) = state.container_instance(reference).cloned() else {
            return Err(ApiError::invalid_parameter(
                "Referenced container instance not found in the cluster.",
            ));
        };
        let (running, pending) = state.counts_of_instance(&instance.arn);
        if running + pending > 0 && request.force != Some(true) {
            return Err(ApiError::invalid_parameter(
                "Found running tasks on the instance.",
            ));
        }
        let mut gone = told(state, &instance, true);
        gone.status = Some("INACTIVE".to_owned());
        gone.agent_connected = false;
        state.container_instances.remove(&instance.id);
        let cluster = state.name().to_owned();
        self.container_instance_is_gone(now, &cluster, &instance.arn);
        Ok(DeregisterContainerInstanceResponse {
            container_instance: Some(gone),
        })
    }

    pub(crate) fn describe_container_instances(
        &self,
        _now: Timestamp,
        request: DescribeContainerInstancesRequest,
    ) -> Result<DescribeContainerInstancesResponse, ApiError> {
        check_number(&request.container_instances, DESCRIBED)?;
        let state = self.cluster(request.cluster.as_deref())?;
        let with_tags = request.include.contains(&ContainerInstanceField::Tags);
        let mut answer = DescribeContainerInstancesResponse::default();
        for text in &request.container_instances {
            match state.container_instance(Reference::parse(&self.place, "container-instance", text)?) {
                Some(instance) => answer.container_instances.push(told(state, instance, with_tags)),
                None => answer.failures.push(self.missing_instance(state, text)),
            }
        }
        Ok(answer)
    }

    pub(crate) fn list_container_instances(
        &self,
        _now: Timestamp,
        request: ListContainerInstancesRequest,
    ) -> Result<ListContainerInstancesResponse, ApiError> {
        let state = self.cluster(request.cluster.as_deref())?;
        let filter = match request.filter.as_deref() {
            None | Some("") => None,
            Some(filter) => Some(Expression::parse(filter)?),
        };
        let instances = state
            .container_instances
            .values()
            .filter(|instance| request.status.is_none_or(|status| status == instance.status))
            .filter(|instance| filter.as_ref().is_none_or(|filter| filter.matches(instance)));
        let (container_instance_arns, next_token) =
            Paging::new(request.max_results, request.next_token.as_deref())
                .page(instances.map(|instance| instance.arn.clone()))?;
        Ok(ListContainerInstancesResponse {
            container_instance_arns,
            next_token,
        })
    }

    pub(crate) fn update_container_instances_state(
        &mut self,
        _now: Timestamp,
        request: UpdateContainerInstancesStateRequest,
    ) -> Result<UpdateContainerInstancesStateResponse, ApiError> {
        check_number(&request.container_instances, CHANGED)?;
        if !matches!(
            request.status,
            ContainerInstanceStatus::Active | ContainerInstanceStatus::Draining
        ) {
            return Err(ApiError::invalid_parameter(
                "A container instance can be made ACTIVE or DRAINING, and nothing else.",
            ));
        }
        let place = self.place.clone();
        let references = request
            .container_instances
            .iter()
            .map(|text| Ok((text, Reference::parse(&place, "container-instance", text)?)))
            .collect::<Result<Vec<_>, ApiError>>()?;
        let cluster = request.cluster.as_deref();
        let state = self.cluster_mut(cluster)?;
        let (mut changed, mut missing) = (Vec::new(), Vec::new());
        for (text, reference) in references {
            let id = state
                .container_instance(reference)
                .map(|instance| instance.id.clone());
            match id.and_then(|id| state.container_instances.get_mut(&id)) {
                Some(instance) => {
                    instance.version += i64::from(instance.status != request.status);
                    instance.status = request.status;
                    changed.push(instance.id.clone());
                }
                None => missing.push(text),
            }
        }
        let state = self.cluster(cluster)?;
        Ok(UpdateContainerInstancesStateResponse {
            container_instances: changed
                .iter()
                .filter_map(|id| state.container_instances.get(id))
                .map(|instance| told(state, instance, true))
                .collect(),
            failures: missing
                .into_iter()
                .map(|text| self.missing_instance(state, text))
                .collect(),
        })
    }

    fn new_instance(
        &mut self,
        now: Timestamp,
        cluster: Option<&str>,
        resources: Resources,
        identity: &Identity,
    ) -> Result<ContainerInstanceState, ApiError> {
        let id = self.context.ids.task().to_string();
        let name = self.cluster(cluster)?.name();
        let zone = format!("{}a", self.place.region);
        let attributes = [
            ("ecs.availability-zone", identity.zone.clone().unwrap_or(zone)),
            (
                "ecs.instance-type",
                identity.instance_type.clone().unwrap_or("local".to_owned()),
            ),
            ("ecs.os-type", "linux".to_owned()),
        ];
        Ok(ContainerInstanceState {
            arn: self.place.ecs_arn(&format!("container-instance/{name}/{id}")),
            ec2_instance_id: identity
                .instance_id
                .clone()
                .unwrap_or_else(|| format!("i-{}", &id[..17])),
            id,
            status: ContainerInstanceStatus::Active,
            remaining: resources.clone(),
            registered: resources,
            attributes: attributes
                .into_iter()
                .map(|(name, value)| Attribute {
                    name: name.to_owned(),
                    value: Some(value),
                    ..Attribute::default()
                })
                .collect(),
            version_info: VersionInfo::default(),
            version: 1,
            registered_at: now,
            tags: Vec::new(),
        })
    }

    fn missing_instance(&self, state: &ClusterState, text: &str) -> Failure {
        let arn = if text.starts_with("arn:") {
            text.to_owned()
        } else {
            self.place
                .ecs_arn(&format!("container-instance/{}/{text}", state.name()))
        };
        Failure {
            arn: Some(shown(&arn).to_owned()),
            reason: Some("MISSING".to_owned()),
            detail: None,
        }
    }
}

impl ClusterState {
    /// The host that is meant, if it is one of the cluster's.
    pub(crate) fn container_instance(&self, reference: Reference<'_>) -> Option<&ContainerInstanceState> {
        self.container_instances.get(reference.id_in(self.name())?)
    }
}

fn check_number(wanted: &[String], at_most: usize) -> Result<(), ApiError> {
    if wanted.is_empty() {
        return Err(ApiError::invalid_parameter(
            "Container instances cannot be empty.",
        ));
    }
    if wanted.len() > at_most {
        return Err(ApiError::invalid_parameter(format!(
            "containerInstances can have {at_most} entries, and has {}.",
            wanted.len()
        )));
    }
    Ok(())
}

/// What an instance's identity document says, as far as it matters here. Its signature is not looked at.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    instance_id: Option<String>,
    instance_type: Option<String>,
    #[serde(rename = "availabilityZone")]
    zone: Option<String>,
}

impl Identity {
    fn read(document: Option<&str>) -> Result<Self, ApiError> {
        match document {
            None | Some("") => Ok(Self::default()),
            Some(document) => serde_json::from_str(document).map_err(|error| {
                ApiError::client(format!("The instance identity document cannot be read: {error}."))
            }),
        }
    }
}
