//! Scaling out and in, with and without protection.

use std::time::Duration;

use crate::plane::testing::{CLUSTER, World};
use crate::shapes::protection::{GetTaskProtectionRequest, UpdateTaskProtectionRequest};

pub(super) fn protect(world: &mut World, task: &str, minutes: Option<i32>, enabled: bool) {
    let request = UpdateTaskProtectionRequest {
        cluster: CLUSTER.to_owned(),
        tasks: vec![task.to_owned()],
        protection_enabled: enabled,
        expires_in_minutes: minutes,
    };
    let response = world
        .plane
        .update_task_protection(&request, world.now)
        .expect("an answer");
    assert_eq!(response.failures, []);
    assert_eq!(response.protected_tasks[0].protection_enabled, enabled);
}

#[test]
fn a_service_gets_its_tasks_and_says_so() {
    let mut world = World::new();
    world.create(2);
    world.works();
    let service = world.service();
    assert_eq!((service.running_count, service.pending_count), (2, 0));
    let running = world.running();
    let events = world.events();
    let expected = |one: &str, other: &str| {
        format!("(service worker) has started 2 tasks: (task {one}) (task {other}).")
    };
    let either = [
        expected(&running[0], &running[1]),
        expected(&running[1], &running[0]),
    ];
    assert!(either.contains(&events[0]), "{events:?}");
    assert_eq!(
        events.last().expect("one"),
        "(service worker) has reached a steady state."
    );
}

#[test]
fn a_protected_task_outlives_the_scale_in_until_its_protection_lapses() {
    let mut world = World::new();
    world.create(3);
    world.works();
    let busy = world.running()[1].clone();
    protect(&mut world, &busy, Some(5), true);
    world.update(|update| update.desired_count = Some(0));
    world.works();
    assert_eq!(world.running(), [&*busy]);
    let number = world.service().deployments[0].id.clone().expect("an id");
    let blocked = format!(
        "(service worker, taskSet {number}) was unable to scale in due to (reason 1 tasks under protection)"
    );
    assert!(world.events().contains(&blocked), "{:?}", world.events());
    assert_eq!(
        world.plane.next_due(),
        Some(world.now + Duration::from_secs(300)),
        "the expiry is due"
    );
    world.advance(Duration::from_secs(299));
    world.works();
    assert_eq!(world.running().len(), 1);
    world.advance(Duration::from_secs(1));
    let get = GetTaskProtectionRequest {
        cluster: CLUSTER.to_owned(),
        tasks: vec![busy.clone()],
    };
    let told = world
        .plane
        .get_task_protection(&get, world.now)
        .expect("an answer");
    assert!(!told.protected_tasks[0].protection_enabled);
    world.works();
    assert_eq!(world.running().len(), 0);
    let service = world.service();
    assert_eq!((service.running_count, service.desired_count), (0, 0));
    assert_eq!(
        world.task(&busy).stopped_reason.expect("a reason"),
        format!("Scaling activity initiated by (deployment {number})")
    );
}
