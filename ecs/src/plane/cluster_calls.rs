//! The calls about clusters.

use super::capacity_providers::{check_providers, check_strategy};
use super::counts::Counts;
use super::names::{is_name, shown};
use super::{ClusterState, Order, Paging, Plane, Reference, cluster, tags};
use crate::api::ApiError;
use crate::shapes::Timestamp;
use crate::shapes::cluster::{
    Cluster, ClusterField, ClusterServiceConnectDefaults, ClusterServiceConnectDefaultsRequest,
    ClusterSetting, ClusterSettingName, CreateClusterRequest, CreateClusterResponse, DeleteClusterRequest,
    DeleteClusterResponse, DescribeClustersRequest, DescribeClustersResponse, ListClustersRequest,
    ListClustersResponse, PutClusterCapacityProvidersRequest, PutClusterCapacityProvidersResponse,
    UpdateClusterRequest, UpdateClusterResponse, UpdateClusterSettingsRequest, UpdateClusterSettingsResponse,
};
use crate::shapes::common::{Failure, KeyValuePair};

/// How many one call describes.
const AT_MOST: usize = 100;

impl Plane {
    /// Creates a cluster; one that is there already with nothing else asked of it is answered as it is.
    pub(crate) fn create_cluster(
        &mut self,
        _now: Timestamp,
        request: CreateClusterRequest,
    ) -> Result<CreateClusterResponse, ApiError> {
        let name = match request.cluster_name.as_deref() {
            None | Some("") => cluster::DEFAULT,
            Some(name) => name,
        };
        check_name(name)?;
        tags::check(&request.tags)?;
        check_settings(&request.settings)?;
        check_providers(&request.capacity_providers)?;
        check_strategy(
            &request.default_capacity_provider_strategy,
            &request.capacity_providers,
        )?;
        if let Some(present) = self.clusters.get(name).filter(|cluster| cluster.is_active()) {
            return if agrees(&request, &present.record) {
                Ok(CreateClusterResponse {
                    cluster: Some(told(present, &ALL_FIELDS)),
                })
            } else {
                Err(ApiError::invalid_parameter(
                    "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
                ))
            };
        }
        let settings = if request.settings.is_empty() {
            vec![ClusterSetting {
                name: Some(ClusterSettingName::ContainerInsights),
                value: Some(self.container_insights_by_default().to_owned()),
            }]
        } else {
            request.settings
        };
        let record = Cluster {
            cluster_arn: Some(self.place.ecs_arn(&format!("cluster/{name}"))),
            cluster_name: Some(name.to_owned()),
            configuration: request.configuration,
            status: Some("ACTIVE".to_owned()),
            tags: request.tags,
            settings,
            capacity_providers: request.capacity_providers,
            default_capacity_provider_strategy: request.default_capacity_provider_strategy,
            service_connect_defaults: request.service_connect_defaults.map(service_connect),
            ..Cluster::default()
        };
        let state = ClusterState::new(record);
        let cluster = told(&state, &ALL_FIELDS);
        self.clusters.insert(name.to_owned(), state);
        Ok(CreateClusterResponse {
            cluster: Some(cluster),
        })
    }

    /// Deletes a cluster that has nothing left in it; it stays to be described as `INACTIVE`.
    pub(crate) fn delete_cluster(
        &mut self,
        _now: Timestamp,
        request: DeleteClusterRequest,
    ) -> Result<DeleteClusterResponse, ApiError> {
        let state = self.cluster_mut(Some(not_blank(&request.cluster)?))?;
        let Counts {
            running_tasks,
            pending_tasks,
            active_services,
            ..
        } = state.counts();
        if !state.container_instances.is_empty() {
            return Err(ApiError::new(
                "ClusterContainsContainerInstancesException",
                "The Cluster cannot be deleted while Container Instances are active or draining.",
            ));
        }
        if active_services.total() > 0 {
            return Err(ApiError::new(
                "ClusterContainsServicesException",
                "The Cluster cannot be deleted while Services are active.",
            ));
        }
        if running_tasks.total() + pending_tasks.total() > 0 {
            return Err(ApiError::new(
                "ClusterContainsTasksException",
                "The Cluster cannot be deleted while Tasks are active.",
            ));
        }
        state.record.status = Some("INACTIVE".to_owned());
        let cluster = told(state, &[]);
        let arn = state.arn().to_owned();
        self.context.order(Order::ForgetCluster(arn));
        Ok(DeleteClusterResponse {
            cluster: Some(cluster),
        })
    }

    pub(crate) fn describe_clusters(
        &self,
        _now: Timestamp,
        request: DescribeClustersRequest,
    ) -> Result<DescribeClustersResponse, ApiError> {
        if request.clusters.len() > AT_MOST {
            return Err(ApiError::invalid_parameter(format!(
                "clusters can have {AT_MOST} entries, and has {}.",
                request.clusters.len()
            )));
        }
        let default = [cluster::DEFAULT.to_owned()];
        let wanted = if request.clusters.is_empty() {
            &default
        } else {
            request.clusters.as_slice()
        };
        let mut answer = DescribeClustersResponse::default();
        for reference in wanted {
            let name = self.cluster_name(Some(reference))?;
            match name.and_then(|name| self.clusters.get(name)) {
                Some(state) => answer.clusters.push(told(state, &request.include)),
                None => answer.failures.push(Failure {
                    arn: Some(match Reference::parse(&self.place, "cluster", reference)? {
                        Reference::Name(name) => self.place.ecs_arn(&format!("cluster/{name}")),
                        Reference::Here(_) | Reference::Elsewhere => reference.clone(),
                    }),
                    reason: Some("MISSING".to_owned()),
                    detail: None,
                }),
            }
        }
        Ok(answer)
    }

    pub(crate) fn list_clusters(
        &self,
        _now: Timestamp,
        request: ListClustersRequest,
    ) -> Result<ListClustersResponse, ApiError> {
        let active = self.clusters.values().filter(|cluster| cluster.is_active());
        let (cluster_arns, next_token) = Paging::new(request.max_results, request.next_token.as_deref())
            .page(active.map(|cluster| cluster.arn().to_owned()))?;
        Ok(ListClustersResponse {
            cluster_arns,
            next_token,
        })
    }

    pub(crate) fn update_cluster(
        &mut self,
        _now: Timestamp,
        request: UpdateClusterRequest,
    ) -> Result<UpdateClusterResponse, ApiError> {
        check_settings(&request.settings)?;
        let state = self.cluster_mut(Some(not_blank(&request.cluster)?))?;
        set(&mut state.record.settings, request.settings);
        if request.configuration.is_some() {
            state.record.configuration = request.configuration;
        }
        if let Some(defaults) = request.service_connect_defaults {
            state.record.service_connect_defaults = Some(service_connect(defaults));
        }
        Ok(UpdateClusterResponse {
            cluster: Some(told(state, &ALL_FIELDS)),
        })
    }

    pub(crate) fn update_cluster_settings(
        &mut self,
        _now: Timestamp,
        request: UpdateClusterSettingsRequest,
    ) -> Result<UpdateClusterSettingsResponse, ApiError> {
        if request.settings.is_empty() {
            return Err(ApiError::invalid_parameter("Settings cannot be empty."));
        }
        check_settings(&request.settings)?;
        let state = self.cluster_mut(Some(not_blank(&request.cluster)?))?;
        set(&mut state.record.settings, request.settings);
        Ok(UpdateClusterSettingsResponse {
            cluster: Some(told(state, &ALL_FIELDS)),
        })
    }

    pub(crate) fn put_cluster_capacity_providers(
        &mut self,
        _now: Timestamp,
        request: PutClusterCapacityProvidersRequest,
    ) -> Result<PutClusterCapacityProvidersResponse, ApiError> {
        check_providers(&request.capacity_providers)?;
        check_strategy(
            &request.default_capacity_provider_strategy,
            &request.capacity_providers,
        )?;
        let state = self.cluster_mut(Some(&request.cluster))?;
        let used = state.tasks.iter().find_map(|task| {
            let provider = task.record.capacity_provider_name.as_ref()?;
            let is_there = task.wanted && !request.capacity_providers.contains(provider);
            is_there.then(|| provider.clone())
        });
        if let Some(provider) = used {
            return Err(ApiError::new(
                "ResourceInUseException",
                format!(
                    "The capacity provider {provider} is in use by tasks of the cluster and cannot be removed from it."
                ),
            ));
        }
        let record = &mut state.record;
        record.capacity_providers = request.capacity_providers;
        record.default_capacity_provider_strategy = request.default_capacity_provider_strategy;
        Ok(PutClusterCapacityProvidersResponse {
            cluster: Some(told(state, &ALL_FIELDS)),
        })
    }
}

/// What those who change a cluster are told of it.
const ALL_FIELDS: [ClusterField; 3] = [
    ClusterField::Settings,
    ClusterField::Tags,
    ClusterField::Configurations,
];

/// What is told of a cluster: the rest only where it is asked for.
fn told(state: &ClusterState, include: &[ClusterField]) -> Cluster {
    let counts = state.counts();
    let mut cluster = state.record.clone();
    cluster.running_tasks_count = counts.running_tasks.total();
    cluster.pending_tasks_count = counts.pending_tasks.total();
    cluster.active_services_count = counts.active_services.total();
    cluster.registered_container_instances_count =
        i32::try_from(state.container_instances.len()).unwrap_or(i32::MAX);
    let wants = |field| include.contains(&field);
    if wants(ClusterField::Statistics) {
        cluster.statistics = statistics(counts);
    }
    if !wants(ClusterField::Settings) {
        cluster.settings.clear();
    }
    if !wants(ClusterField::Tags) {
        cluster.tags.clear();
    }
    if !wants(ClusterField::Configurations) {
        cluster.configuration = None;
    }
    cluster
}

fn statistics(counts: Counts) -> Vec<KeyValuePair> {
    [
        ("runningEC2TasksCount", counts.running_tasks.ec2),
        ("runningFargateTasksCount", counts.running_tasks.fargate),
        ("pendingEC2TasksCount", counts.pending_tasks.ec2),
        ("pendingFargateTasksCount", counts.pending_tasks.fargate),
        ("activeEC2ServiceCount", counts.active_services.ec2),
        ("activeFargateServiceCount", counts.active_services.fargate),
        ("drainingEC2ServiceCount", counts.draining_services.ec2),
        ("drainingFargateServiceCount", counts.draining_services.fargate),
    ]
    .map(|(name, count)| KeyValuePair {
        name: Some(name.to_owned()),
        value: Some(count.to_string()),
    })
    .into()
}

/// Whether creating the cluster again asks for nothing that it is not.
fn agrees(request: &CreateClusterRequest, present: &Cluster) -> bool {
    (request.tags.is_empty() || request.tags == present.tags)
        && (request.settings.is_empty() || request.settings == present.settings)
        && (request.configuration.is_none() || request.configuration == present.configuration)
        && (request.capacity_providers.is_empty() || request.capacity_providers == present.capacity_providers)
        && (request.default_capacity_provider_strategy.is_empty()
            || request.default_capacity_provider_strategy == present.default_capacity_provider_strategy)
}

fn set(settings: &mut Vec<ClusterSetting>, new: Vec<ClusterSetting>) {
    for setting in new {
        settings.retain(|present| present.name != setting.name);
        settings.push(setting);
    }
}

fn check_settings(settings: &[ClusterSetting]) -> Result<(), ApiError> {
    for setting in settings {
        if setting.name.is_none() {
            return Err(ApiError::invalid_parameter(
                "The name of a setting cannot be empty.",
            ));
        }
        let value = setting.value.as_deref().unwrap_or_default();
        if !["enhanced", "enabled", "disabled"].contains(&value) {
            return Err(ApiError::invalid_parameter(format!(
                "Invalid value '{}' for the setting containerInsights: it must be enhanced, enabled or disabled.",
                shown(value)
            )));
        }
    }
    Ok(())
}

fn service_connect(request: ClusterServiceConnectDefaultsRequest) -> ClusterServiceConnectDefaults {
    ClusterServiceConnectDefaults {
        namespace: Some(request.namespace).filter(|namespace| !namespace.is_empty()),
    }
}

fn not_blank(cluster: &str) -> Result<&str, ApiError> {
    if cluster.is_empty() {
        return Err(ApiError::invalid_parameter("Cluster cannot be empty."));
    }
    Ok(cluster)
}

pub(super) fn check_name(name: &str) -> Result<(), ApiError> {
    if is_name(name) {
        Ok(())
    } else {
        Err(ApiError::invalid_parameter(format!(
            "Cluster must match ^[a-zA-Z0-9\\-_]{{1,255}}$, but was {}",
            shown(name)
        )))
    }
}
