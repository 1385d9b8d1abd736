//! What a task costs above starting the same container by hand. A measurement, not a test.

use std::time::{Duration, Instant};

use super::world::{task_of, with_agent};
use crate::runtime::docker::{body, task};
use crate::runtime::{Report, Runtime};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: run it alone"]
#[expect(clippy::print_stderr, reason = "it tells figures")]
async fn a_task_runs_about_as_soon_as_its_container_by_hand() {
    with_agent(async |world, _agent| {
        let began = Instant::now();
        world.runtime.warm_up().await.expect("an image");
        eprintln!("the relay's image: {:?}", began.elapsed());
        let (mut by_hand, mut alike, mut as_task, mut in_two) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for round in 0..20 {
            // What runs at the same time as this measurement strikes all of them alike.
            let network = world.networks().await.pop();
            for (own, times) in [(false, &mut by_hand), (true, &mut alike)] {
                let launch = task_of(vec![world.container("app", "sleep 600")]);
                let namespace = match (own, &network) {
                    (false, _) => body::Namespace::Mode("bridge".to_owned()),
                    (true, Some(network)) => body::Namespace::Mode(network.clone()),
                    (true, None) => continue,
                };
                let body = body::container(&world.instance, &launch, &launch.containers[0], &namespace);
                let name = format!("by-hand-{round}-{own}-{}", world.instance);
                let began = Instant::now();
                let id = task::create(&world.docker, &name, body).await.expect("created");
                world.docker.start_container(&id, None).await.expect("started");
                times.push(began.elapsed());
                task::remove(&world.docker, &id).await;
            }
            for (containers, times) in [(1, &mut as_task), (2, &mut in_two)] {
                let containers = (0..containers)
                    .map(|index| world.container(&format!("app{index}"), "sleep 600"))
                    .collect();
                let mut launch = task_of(containers);
                launch.network_mode = "awsvpc".to_owned();
                let count = launch.containers.len();
                let began = Instant::now();
                let mut task = world.start(launch);
                for _ in 0..count {
                    task.until(|report| matches!(report, Report::ContainerStarted { .. }))
                        .await;
                }
                times.push(began.elapsed());
                world.runtime.kill(&task.key);
                task.until_stopped().await;
            }
        }
        let show = |name: &str, mut times: Vec<Duration>| {
            eprintln!("{name}: first {:?}", times[0]);
            times.sort();
            eprintln!(
                "{name}: median {:?}, least {:?}, most {:?}",
                times[times.len() / 2],
                times[0],
                times[times.len() - 1]
            );
        };
        show("by hand", by_hand);
        show("by hand in a network like the task's", alike);
        show("a task of one container", as_task);
        show("a task of two containers", in_two);
    })
    .await;
}
