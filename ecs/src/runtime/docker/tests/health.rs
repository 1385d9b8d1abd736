//! Health checks.

use std::time::Duration;

use bollard::query_parameters::KillContainerOptionsBuilder;

use super::world::{task_of, with_engine};
use crate::runtime::{Dependency, HealthCheck, Report, Runtime};

#[tokio::test(flavor = "multi_thread")]
async fn health_is_reported_as_it_changes_and_others_wait_for_it() {
    with_engine(async |world| {
        let script = "trap 'busybox rm /ok' HUP; sleep 1; echo >/ok; while :; do sleep 0.05; done";
        let mut app = world.container("app", script);
        app.health_check = Some(HealthCheck {
            command: ["CMD-SHELL", "cat /ok"].map(str::to_owned).to_vec(),
            interval: Duration::from_millis(300),
            timeout: Duration::from_secs(5),
            retries: 2,
            start_period: Duration::from_secs(20),
        });
        let mut second = world.container("second", "sleep 600");
        second.depends_on = vec![Dependency {
            container: "app".to_owned(),
            condition: "HEALTHY".to_owned(),
        }];
        let mut task = world.start(task_of(vec![second, app]));
        let healthy = |wanted: bool| {
            move |report: &Report| matches!(report, Report::ContainerHealth { healthy, .. } if *healthy == wanted)
        };
        let Report::ContainerStarted { runtime_id: app, .. } = task.until_started("app").await else {
            unreachable!("waited for")
        };
        task.until(healthy(true)).await;
        assert!(
            !task.seen.iter().any(|report| matches!(report, Report::ContainerStarted { container, .. } if container == "second")),
            "it has waited"
        );
        task.until_started("second").await;
        let hangup = KillContainerOptionsBuilder::new().signal("SIGHUP").build();
        world
            .docker
            .kill_container(&app, Some(hangup))
            .await
            .expect("signalled");
        task.until(healthy(false)).await;
        world.runtime.kill(&task.key);
        task.until_stopped().await;
    })
    .await;
}
