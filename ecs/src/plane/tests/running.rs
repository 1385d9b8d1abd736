//! RunTask: on hosts, by its token, and on Spot.

use serde_json::{Value, json};

use crate::plane::testing::{CLUSTER, World, create, definition, keep, network};
use crate::shapes::common::{CapacityProviderStrategyItem, LaunchType};
use crate::shapes::task::{RunTaskRequest, RunTaskResponse, TaskStopCode};
use crate::shapes::task_definition::NetworkMode;

/// A world with hosts of that CPU and memory, each in a rack of its own; gives their ARNs.
fn with_hosts(hosts: &[(i32, i32)]) -> (World, Vec<String>) {
    let mut world = World::new();
    let mut on_host = definition(&world.plane.place.clone(), "host", 1);
    on_host.network_mode = Some(NetworkMode::Bridge);
    on_host.cpu = Some("256".to_owned());
    on_host.memory = Some("256".to_owned());
    keep(&mut world.plane, on_host);
    let arns = hosts
        .iter()
        .enumerate()
        .map(|(rack, (cpu, memory))| {
            let request = json!({"cluster": CLUSTER, "attributes": [{"name": "rack", "value": rack.to_string()}],
                "totalResources": [{"name": "CPU", "type": "INTEGER", "integerValue": cpu},
                    {"name": "MEMORY", "type": "INTEGER", "integerValue": memory}]});
            let request = serde_json::from_value(request).expect("a request");
            let answer = world
                .plane
                .register_container_instance(world.now, request)
                .expect("a host");
            let instance = answer.container_instance.expect("the host");
            instance.container_instance_arn.expect("its ARN")
        })
        .collect();
    (world, arns)
}

fn run(world: &mut World, count: i32, more: &Value) -> RunTaskResponse {
    let mut request = json!({"cluster": CLUSTER, "taskDefinition": "host", "count": count});
    for (name, value) in more.as_object().expect("an object") {
        request[name] = value.clone();
    }
    let request = serde_json::from_value(request).expect("a request");
    world.plane.run_task(&request, world.now).expect("an answer")
}

/// How many of the tasks each host has.
fn on(response: &RunTaskResponse, hosts: &[String]) -> Vec<usize> {
    hosts
        .iter()
        .map(|host| {
            let tasks = response.tasks.iter();
            tasks
                .filter(|task| task.container_instance_arn.as_ref() == Some(host))
                .count()
        })
        .collect()
}

fn reasons(response: &RunTaskResponse) -> Vec<&str> {
    response
        .failures
        .iter()
        .filter_map(|failure| failure.reason.as_deref())
        .collect()
}

#[test]
fn spread_is_even_and_binpack_fills_the_fullest_host() {
    let (mut world, hosts) = with_hosts(&[(2048, 2048), (2048, 4096), (2048, 8192)]);
    let spread = json!({"placementStrategy": [{"type": "spread", "field": "instanceId"}]});
    assert_eq!(on(&run(&mut world, 6, &spread), &hosts), [2, 2, 2]);

    let (mut world, hosts) = with_hosts(&[(2048, 8192), (2048, 1024), (2048, 4096)]);
    let pack = json!({"placementStrategy": [{"type": "binpack", "field": "memory"}]});
    let packed = run(&mut world, 6, &pack);
    assert_eq!(
        on(&packed, &hosts),
        [0, 4, 2],
        "four of 256 MiB fill the smallest"
    );
}

#[test]
fn constraints_rule_hosts_out() {
    let (mut world, hosts) = with_hosts(&[(2048, 2048), (2048, 2048)]);
    let distinct = json!({"placementConstraints": [{"type": "distinctInstance"}]});
    let apart = run(&mut world, 3, &distinct);
    assert_eq!(on(&apart, &hosts), [1, 1]);
    assert_eq!(apart.failures.len(), 1, "{:?}", apart.failures);

    let rack = |rack: &str| {
        let expression = format!("attribute:rack == {rack}");
        json!({"group": "other", "placementConstraints": [{"type": "memberOf", "expression": expression}]})
    };
    assert_eq!(on(&run(&mut world, 3, &rack("1")), &hosts), [0, 3]);
    let nowhere = run(&mut world, 1, &rack("7"));
    assert_eq!(reasons(&nowhere), ["MemberOf placement constraint unsatisfied."]);
}

#[test]
fn what_does_not_fit_says_what_is_short() {
    let (mut world, hosts) = with_hosts(&[(512, 8192)]);
    let cpu = run(&mut world, 3, &json!({}));
    assert_eq!((cpu.tasks.len(), reasons(&cpu)), (2, vec!["RESOURCE:CPU"]));
    assert_eq!(cpu.failures[0].arn.as_ref(), Some(&hosts[0]));
    let (mut world, _) = with_hosts(&[(8192, 300)]);
    let memory = run(&mut world, 3, &json!({}));
    assert_eq!(memory.tasks.len(), 1);
    assert_eq!(reasons(&memory), ["RESOURCE:MEMORY", "RESOURCE:MEMORY"]);
    // A task that has ended gives back what it had.
    let id = |response: &RunTaskResponse| {
        let arn = response.tasks[0].task_arn.clone().expect("an ARN");
        arn.rsplit('/').next().expect("an id").to_owned()
    };
    world.works();
    world.ends(&id(&memory), 0);
    assert_eq!(run(&mut world, 1, &json!({})).tasks.len(), 1);
}

#[test]
fn the_same_token_is_answered_by_the_same_tasks() {
    let mut world = World::new();
    let mut request = RunTaskRequest {
        cluster: Some(CLUSTER.to_owned()),
        task_definition: "app:1".to_owned(),
        count: Some(2),
        launch_type: Some(LaunchType::Fargate),
        network_configuration: Some(network()),
        client_token: Some("once".to_owned()),
        ..RunTaskRequest::default()
    };
    let arns = |response: RunTaskResponse| -> Vec<_> {
        response.tasks.into_iter().map(|task| task.task_arn).collect()
    };
    let first = arns(world.plane.run_task(&request, world.now).expect("tasks"));
    let again = arns(world.plane.run_task(&request, world.now).expect("the same"));
    assert_eq!(first, again);
    world.works();
    assert_eq!(world.running().len(), 2);
    request.count = Some(1);
    let error = world
        .plane
        .run_task(&request, world.now)
        .expect_err("another request");
    assert_eq!(error.code, "ConflictException");
    request.client_token = Some("twice".to_owned());
    assert_eq!(
        world
            .plane
            .run_task(&request, world.now)
            .expect("a task")
            .tasks
            .len(),
        1
    );
}

/// A service of twelve tasks: two on Fargate first, of the others one in five.
fn on_spot() -> World {
    let mut world = World::new();
    let item = |provider: &str, base, weight| CapacityProviderStrategyItem {
        capacity_provider: provider.to_owned(),
        base,
        weight,
    };
    let mut request = create(12);
    request.launch_type = None;
    request.capacity_provider_strategy = vec![item("FARGATE", 2, 1), item("FARGATE_SPOT", 0, 4)];
    world
        .plane
        .create_service(&request, world.now)
        .expect("a service");
    world.works();
    world
}

/// The running tasks of the provider.
fn of(world: &mut World, provider: &str) -> Vec<String> {
    let running = world.running();
    running
        .into_iter()
        .filter(|id| world.task(id).capacity_provider_name.as_deref() == Some(provider))
        .collect()
}

#[test]
fn a_strategy_splits_a_service_by_base_and_weight() {
    let mut world = on_spot();
    let split = (
        of(&mut world, "FARGATE").len(),
        of(&mut world, "FARGATE_SPOT").len(),
    );
    assert_eq!(split, (4, 8), "2 and 10 / 5; 10 * 4 / 5");
}

#[test]
fn an_interrupted_spot_task_says_so_and_is_replaced() {
    let mut world = on_spot();
    let fargate = of(&mut world, "FARGATE")[0].clone();
    assert!(world.plane.interrupt_spot(world.now, &fargate).is_err());
    let task = of(&mut world, "FARGATE_SPOT")[0].clone();
    world.plane.interrupt_spot(world.now, &task).expect("interrupted");
    assert_eq!(world.task(&task).desired_status.as_deref(), Some("STOPPED"));
    assert!(world.reconcile().contains(&task), "it gets its stop signal");
    world.works();
    let told = world.task(&task);
    assert_eq!(told.stop_code, Some(TaskStopCode::SpotInterruption));
    assert_eq!(
        told.stopped_reason.as_deref(),
        Some("Your Spot Task was interrupted.")
    );
    assert_eq!(
        of(&mut world, "FARGATE_SPOT").len(),
        8,
        "another has come in its place"
    );
    assert_eq!(world.running().len(), 12);
}

#[test]
fn a_killed_task_ends_as_one_whose_container_died() {
    let mut world = on_spot();
    let task = world.running()[0].clone();
    world.plane.kill_task(world.now, &task).expect("killed");
    assert_eq!(
        world.task(&task).desired_status.as_deref(),
        Some("RUNNING"),
        "nobody means it to stop"
    );
    // The runtime kills it, and then the scheduler sees that one is missing.
    assert!(world.reconcile().is_empty(), "it gets no stop signal");
    world.works();
    let told = world.task(&task);
    assert_eq!(told.stop_code, Some(TaskStopCode::EssentialContainerExited));
    assert_eq!(told.containers[0].exit_code, Some(137));
    assert_eq!(world.running().len(), 12, "another has come in its place");
    let error = world
        .plane
        .kill_task(world.now, &task)
        .expect_err("it is gone already");
    assert!(error.message.contains("STOPPED"), "{error:?}");
    assert!(world.plane.kill_task(world.now, "0123").is_err());
}

#[test]
fn a_run_task_has_a_base_of_its_own() {
    let mut world = World::new();
    let mut run = |count: i32| -> Vec<String> {
        let request = json!({
            "cluster": CLUSTER, "taskDefinition": "app:1", "count": count, "networkConfiguration": network(),
            "capacityProviderStrategy": [
                {"capacityProvider": "FARGATE", "base": 2, "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 4}
            ],
        });
        let request = serde_json::from_value(request).expect("a request");
        let answer = world.plane.run_task(&request, world.now).expect("an answer");
        let tasks = answer.tasks.into_iter();
        tasks
            .map(|task| task.capacity_provider_name.expect("a provider"))
            .collect()
    };
    let on_fargate = |tasks: Vec<String>| tasks.iter().filter(|provider| *provider == "FARGATE").count();
    assert_eq!(
        on_fargate(run(10)),
        4,
        "2, and of the other 8 one in five, rounded"
    );
    assert_eq!(
        on_fargate(run(1)),
        1,
        "what runs already is none of this call's base"
    );
    assert_eq!(on_fargate(run(3)), 2);
}
