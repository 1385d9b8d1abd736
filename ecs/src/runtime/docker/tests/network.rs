//! What tasks reach, and where they are reached.

use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::world::{answer, task_of, with_agent, with_engine};
use crate::runtime::{PortMapping, Report, Runtime};

#[tokio::test(flavor = "multi_thread")]
async fn every_cluster_has_the_agent_at_the_address_of_ecs() {
    with_agent(async |world, listener| {
        answer(listener, |first| format!("agent: {first}\n"));
        let mut tasks = Vec::new();
        for cluster in ["one", "two"] {
            for mode in ["awsvpc", "bridge"] {
                let name = format!("{cluster}-{mode}");
                let script = "wget -qO- http://169.254.170.2/v4/abc/task";
                let mut launch = task_of(vec![world.container(&name, script)]);
                launch.cluster_arn = launch.task.place.ecs_arn(&format!("cluster/{cluster}"));
                launch.cluster = cluster.to_owned();
                launch.network_mode = mode.to_owned();
                tasks.push((name, world.start(launch)));
            }
        }
        for (name, task) in &mut tasks {
            task.until_stopped().await;
            assert_eq!(task.exits()[name.as_str()].0, Some(0), "{:?}", task.seen);
            assert_eq!(world.lines(name), ["agent: GET /v4/abc/task HTTP/1.1"]);
        }
        assert_eq!(world.networks().await.len(), 2);
        assert_eq!(world.containers().await.len(), 2, "a relay for each network");
        let arn = tasks[0].1.key.place.ecs_arn("cluster/one");
        world.runtime.forget_cluster(&arn);
        for _ in 0..600 {
            if world.networks().await.len() == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(world.networks().await.len(), 1);
        assert_eq!(world.containers().await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_waits_for_a_network_that_is_being_removed() {
    with_agent(async |world, _agent| {
        let mut task = world.start(task_of(vec![world.container("app", "true")]));
        task.until_stopped().await;
        assert_eq!(world.networks().await.len(), 1);
        let launch = task_of(Vec::new());
        world.runtime.forget_cluster(&launch.cluster_arn);
        // The removal is under way when the engine has answered this. What is left after the end fails the test.
        world.containers().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_ends_is_replaced() {
    with_agent(async |world, listener| {
        answer(listener, |_| "here\n".to_owned());
        let script = "while ! wget -qO- http://169.254.170.2/ 2>/dev/null; do sleep 0.2; done";
        let mut first = world.start(task_of(vec![world.container("first", script)]));
        first.until_stopped().await;
        let relay = world.containers().await.remove(0).id.expect("an id");
        world.docker.kill_container(&relay, None).await.expect("killed");
        let mut second = world.start(task_of(vec![world.container("second", script)]));
        second.until_stopped().await;
        assert_eq!(world.lines("second"), ["here"]);
        let now = world.containers().await.remove(0).id.expect("an id");
        assert_ne!(now, relay);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_containers_of_an_awsvpc_task_share_localhost_and_its_ports() {
    with_engine(async |world| {
        let mut server = world.container("server", "while :; do echo hello | nc -l -p 7000; done");
        server.port_mappings = vec![PortMapping {
            container_port: 7000,
            host_port: Some(7000),
            protocol: "tcp".to_owned(),
        }];
        server.hostname = Some("shared".to_owned());
        let client = world.container(
            "client",
            "hostname; until nc 127.0.0.1 7000 2>/dev/null; do sleep 0.1; done; sleep 600",
        );
        let mut launch = task_of(vec![client, server]);
        launch.network_mode = "awsvpc".to_owned();
        let mut task = world.start(launch);
        let mut ips = Vec::new();
        let mut ports = Vec::new();
        while ips.len() < 2 {
            if let Report::ContainerStarted {
                private_ip, bindings, ..
            } = task.next().await
            {
                ips.push(private_ip);
                ports.extend(bindings);
            }
        }
        assert!(ips[0].is_some() && ips[0] == ips[1], "{ips:?}");
        assert_eq!(ports.len(), 1);
        assert_eq!(ports[0].container_port, 7000);
        assert_ne!(ports[0].host_port, 0);
        let mut said = String::new();
        while said.is_empty() {
            if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", ports[0].host_port)).await {
                let _ = connection.read_to_string(&mut said).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(said, "hello\n");
        for _ in 0..600 {
            if world.lines("client").len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(world.lines("client"), ["shared", "hello"]);
        world.runtime.kill(&task.key);
        task.until_stopped().await;
        assert!(
            world.containers().await.is_empty(),
            "the holder of the namespace is gone too"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_and_the_engines_own_network_modes_work() {
    with_engine(async |world| {
        let server = world.container("server", "while :; do echo hello | nc -l -p 7000; done");
        let mut client = world.container("client", "until nc db 7000 2>/dev/null; do sleep 0.1; done");
        client.links = vec!["server:db".to_owned()];
        let mut task = world.start(task_of(vec![client, server]));
        task.until(
            |report| matches!(report, Report::ContainerStopped { container, .. } if container == "client"),
        )
        .await;
        assert_eq!(world.lines("client"), ["hello"]);
        world.runtime.kill(&task.key);
        task.until_stopped().await;
        for (mode, interfaces) in [("host", None), ("none", Some("lo"))] {
            let mut launch = task_of(vec![world.container(mode, "busybox ls /sys/class/net")]);
            launch.network_mode = mode.to_owned();
            let mut task = world.start(launch);
            task.until_stopped().await;
            let lines = world.lines(mode);
            match interfaces {
                Some(one) => assert_eq!(lines, [one]),
                None => assert!(lines.len() > 1, "{lines:?}"),
            }
        }
    })
    .await;
}
