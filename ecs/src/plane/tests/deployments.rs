//! Deployments that fail, are stopped, and go back.

use std::time::Duration;

use crate::plane::testing::World;
use crate::shapes::service::{
    DeploymentCircuitBreaker, DeploymentConfiguration, DeploymentRolloutState, UpdateServiceRequest,
};
use crate::shapes::service_deployment::{
    DescribeServiceDeploymentsRequest, ListServiceDeploymentsRequest, ServiceDeployment,
    ServiceDeploymentStatus, StopServiceDeploymentRequest,
};

const BROKEN: &str = "CannotPullContainerError: no such image";

/// A service of two tasks whose circuit breaker goes back, and that runs.
fn world(rollback: bool) -> World {
    let mut world = World::new();
    world.create(2);
    world.update(|update| {
        update.deployment_configuration = Some(DeploymentConfiguration {
            deployment_circuit_breaker: Some(DeploymentCircuitBreaker {
                enable: true,
                rollback,
                ..DeploymentCircuitBreaker::default()
            }),
            ..DeploymentConfiguration::default()
        });
    });
    world.works();
    assert_eq!(world.running().len(), 2);
    world
}

fn to_app_2(update: &mut UpdateServiceRequest) {
    update.task_definition = Some("app:2".to_owned());
}

/// Lets every task of `app:2` fail to start until there is none on its way, and the time is up.
fn fail_all(world: &mut World) {
    for _ in 0..20 {
        world.reconcile();
        let starting: Vec<String> = world
            .runtime
            .iter()
            .filter(|(_, runs)| runs.launch.revision == 2 && !runs.stop_ordered)
            .map(|(id, _)| id.clone())
            .collect();
        for task in starting {
            world.fails_to_start(&task, BROKEN);
        }
        world.advance(Duration::from_secs(60));
    }
    world.works();
}

fn newest(world: &World) -> ServiceDeployment {
    let list = ListServiceDeploymentsRequest {
        service: world.service().service_arn.expect("an ARN"),
        cluster: Some("jobs".to_owned()),
        ..ListServiceDeploymentsRequest::default()
    };
    let listed = world
        .plane
        .list_service_deployments(&list, world.now)
        .expect("a list");
    let describe = DescribeServiceDeploymentsRequest {
        service_deployment_arns: vec![
            listed.service_deployments[0]
                .service_deployment_arn
                .clone()
                .expect("an ARN"),
        ],
    };
    world
        .plane
        .describe_service_deployments(&describe, world.now)
        .expect("a description")
        .service_deployments
        .remove(0)
}

#[test]
fn a_deployment_whose_tasks_fail_to_start_is_rolled_back() {
    let mut world = world(true);
    let before = world.running();
    let old = world.service().deployments[0].id.clone().expect("an id");
    world.update(to_app_2);
    let new = world.service().deployments[0].id.clone().expect("an id");
    fail_all(&mut world);
    assert_eq!(world.running(), before, "what ran runs on");
    let service = world.service();
    let primary = &service.deployments[0];
    assert_eq!(primary.id.as_ref(), Some(&old));
    assert_eq!(primary.rollout_state, Some(DeploymentRolloutState::Completed));
    assert!(
        primary.task_definition.as_ref().expect("one").ends_with("app:1"),
        "{primary:?}"
    );
    let events = world.events();
    let failed = format!("(service worker) (deployment {new}) deployment failed: tasks failed to start.");
    let back = format!("(service worker) rolling back to deployment {old}.");
    let at = |message: &String| {
        events
            .iter()
            .position(|one| one == message)
            .unwrap_or_else(|| panic!("{message}: {events:?}"))
    };
    assert!(at(&failed) < at(&back), "{events:?}");
    let told = newest(&world);
    assert_eq!(told.status, Some(ServiceDeploymentStatus::RollbackSuccessful));
    let breaker = told.deployment_circuit_breaker.expect("the breaker");
    assert_eq!(breaker.threshold, 3);
}

#[test]
fn without_a_rollback_the_deployment_stays_failed_and_starts_nothing_more() {
    let mut world = world(false);
    let before = world.running();
    world.update(to_app_2);
    fail_all(&mut world);
    assert_eq!(world.running(), before);
    let service = world.service();
    assert_eq!(
        service.deployments[0].rollout_state,
        Some(DeploymentRolloutState::Failed)
    );
    assert_eq!(
        service.deployments[0].rollout_state_reason.as_deref(),
        Some("ECS deployment circuit breaker: tasks failed to start.")
    );
    // Two at a time: the fourth comes with the third, which is one too many.
    assert_eq!(service.deployments[0].failed_tasks, 4);
    assert!(world.runtime.values().all(|runs| runs.launch.revision == 1));
}

#[test]
fn a_deployment_in_progress_can_be_stopped_once_and_goes_back() {
    let mut world = world(false);
    world.update(to_app_2);
    world.reconcile();
    let stop = StopServiceDeploymentRequest {
        service_deployment_arn: newest(&world).service_deployment_arn.expect("an ARN"),
        stop_type: None,
    };
    let answer = world
        .plane
        .stop_service_deployment(&stop, world.now)
        .expect("stopped");
    assert_eq!(
        answer.service_deployment_arn.as_ref(),
        Some(&stop.service_deployment_arn)
    );
    let again = world
        .plane
        .stop_service_deployment(&stop, world.now)
        .expect_err("it is going back");
    assert_eq!(again.code, "ConflictException");
    world.works();
    assert_eq!(world.running().len(), 2);
    assert!(world.runtime.values().all(|runs| runs.launch.revision == 1));
    assert_eq!(
        newest(&world).status,
        Some(ServiceDeploymentStatus::RollbackSuccessful)
    );
    assert_eq!(world.service().deployments.len(), 1);
}

#[test]
fn the_first_deployment_cannot_be_stopped() {
    let mut world = World::new();
    world.create(1);
    let stop = StopServiceDeploymentRequest {
        service_deployment_arn: newest(&world).service_deployment_arn.expect("an ARN"),
        stop_type: None,
    };
    let error = world
        .plane
        .stop_service_deployment(&stop, world.now)
        .expect_err("there is none before it");
    assert_eq!(error.code, "ConflictException");
}
