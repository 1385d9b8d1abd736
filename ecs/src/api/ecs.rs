//! Amazon ECS: operations by name.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ApiError;
use super::request;
use crate::plane::Plane;
use crate::shapes::Timestamp;

/// One row an operation: its name and the plane's method of it, which tells the shapes.
macro_rules! operations {
    ($($name:ident => $method:ident,)* ; $($by_name:ident => $by_method:ident,)*) => {
        /// The operations that are served.
        #[cfg(test)]
        pub(crate) const SERVED: &[&str] = &[$(stringify!($name),)* $(stringify!($by_name),)*];

        /// Answers a call: the JSON of the answer, or the error. The caller reconciles the plane afterwards.
        pub(crate) fn call(
            operation: &str,
            body: &[u8],
            plane: &Mutex<Plane>,
            now: impl Fn() -> Timestamp,
        ) -> Result<Vec<u8>, ApiError> {
            match operation {
                $(stringify!($name) => run(operation, body, plane, now, |plane: &mut Plane, now, request| {
                    plane.$method(now, request)
                }),)*
                $(stringify!($by_name) => run(operation, body, plane, now, |plane: &mut Plane, now, request| {
                    plane.$by_method(&request, now)
                }),)*
                _ => Err(ApiError::new(
                    "UnknownOperationException",
                    format!("local-ecs does not serve Amazon ECS's {operation}"),
                )),
            }
        }

        /// What a request of that operation has that is not read.
        #[cfg(test)]
        pub(crate) fn unread(operation: &str, request: serde_json::Value) -> Result<Vec<String>, ApiError> {
            match operation {
                $(stringify!($name) => unread_of(operation, request, |plane: &mut Plane, now, request| {
                    plane.$method(now, request)
                }),)*
                $(stringify!($by_name) => unread_of(operation, request, |plane: &mut Plane, now, request| {
                    plane.$by_method(&request, now)
                }),)*
                _ => panic!("{operation} is not served"),
            }
        }
    };
}

operations! {
    CreateCluster => create_cluster,
    DeleteCluster => delete_cluster,
    DescribeClusters => describe_clusters,
    ListClusters => list_clusters,
    UpdateCluster => update_cluster,
    UpdateClusterSettings => update_cluster_settings,
    PutClusterCapacityProviders => put_cluster_capacity_providers,
    DescribeCapacityProviders => describe_capacity_providers,
    RegisterContainerInstance => register_container_instance,
    DeregisterContainerInstance => deregister_container_instance,
    DescribeContainerInstances => describe_container_instances,
    ListContainerInstances => list_container_instances,
    UpdateContainerInstancesState => update_container_instances_state,
    RegisterTaskDefinition => register_task_definition,
    DeregisterTaskDefinition => deregister_task_definition,
    DescribeTaskDefinition => describe_task_definition,
    ListTaskDefinitions => list_task_definitions,
    ListTaskDefinitionFamilies => list_task_definition_families,
    DeleteTaskDefinitions => delete_task_definitions,
    TagResource => tag_resource,
    UntagResource => untag_resource,
    ListTagsForResource => list_tags_for_resource,
    ListAccountSettings => list_account_settings,
    PutAccountSetting => put_account_setting,
    PutAccountSettingDefault => put_account_setting_default,
    // Their requests are only looked at.
    ;
    RunTask => run_task,
    StartTask => start_task,
    StopTask => stop_task,
    DescribeTasks => describe_tasks,
    ListTasks => list_tasks,
    CreateService => create_service,
    UpdateService => update_service,
    DeleteService => delete_service,
    DescribeServices => describe_services,
    ListServices => list_services,
    GetTaskProtection => get_task_protection,
    UpdateTaskProtection => update_task_protection,
    DescribeServiceDeployments => describe_service_deployments,
    ListServiceDeployments => list_service_deployments,
    StopServiceDeployment => stop_service_deployment,
    DescribeServiceRevisions => describe_service_revisions,
}

#[cfg(test)]
fn unread_of<Q, A>(
    operation: &str,
    request: serde_json::Value,
    _method: impl FnOnce(&mut Plane, Timestamp, Q) -> Result<A, ApiError>,
) -> Result<Vec<String>, ApiError>
where
    Q: DeserializeOwned,
{
    super::input::read::<Q>(request)
        .map(|(_, unread)| unread)
        .map_err(|error| error.answer(operation))
}

/// Reads before the lock is taken, and writes after it has been released.
fn run<Q, A>(
    operation: &str,
    body: &[u8],
    plane: &Mutex<Plane>,
    now: impl Fn() -> Timestamp,
    method: impl FnOnce(&mut Plane, Timestamp, Q) -> Result<A, ApiError>,
) -> Result<Vec<u8>, ApiError>
where
    Q: DeserializeOwned,
    A: Serialize,
{
    let request = request::read(operation, body)?;
    let answer = {
        let mut plane = plane.lock().unwrap_or_else(PoisonError::into_inner);
        // Asked for under the lock, so that the plane never sees time go back.
        let now = now();
        method(&mut plane, now, request)?
    };
    serde_json::to_vec(&answer).map_err(|error| {
        ApiError::new(
            "ServerException",
            format!("the answer to {operation} cannot be written: {error}"),
        )
    })
}
