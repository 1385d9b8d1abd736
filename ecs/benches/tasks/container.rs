//! Tasks that are containers, of an image that is made for the measurement and removed after it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::{Duration, Instant};

use bollard::models::{ContainerCreateBody, HostConfig};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, CreateImageOptionsBuilder, ListContainersOptionsBuilder,
    ListImagesOptions, RemoveContainerOptionsBuilder, RemoveImageOptions,
};
use bollard::{Docker, body_full};
use futures::{FutureExt, StreamExt};
use local_ecs::instance::LABEL;
use tokio_tar::{Builder, Header};

use crate::client::{Definition, LocalEcs};
use crate::compare;
use crate::figures::section;

const ROUNDS: usize = 40;
/// Above by hand, in milliseconds.
const BOUND: f64 = 150.0;

const BUSYBOX: &str = "/bin/busybox";

/// Ends at once when asked to, and some time after a measurement that was broken off.
const ENTRY_POINT: &str = r#"ENTRYPOINT ["/bin/busybox", "sh", "-c",
    "trap 'exit 0' TERM; echo started; /bin/busybox sleep 120 & wait"]"#;

pub(crate) async fn measure(localstack: SocketAddr) {
    let bench = match Bench::new().await {
        Ok(bench) => bench,
        Err(why) => {
            section("a task of a container");
            println!("SKIPPED: {why}");
            return;
        }
    };
    let measured = AssertUnwindSafe(bench.measure(localstack)).catch_unwind().await;
    bench.remove_image(&bench.name).await;
    if let Err(panic) = measured {
        resume_unwind(panic);
    }
}

struct Bench {
    docker: Docker,
    /// Names the image, the containers that are started by hand, and the local-ecs.
    name: String,
    /// The images that were there before.
    before: Vec<String>,
}

impl Bench {
    async fn new() -> Result<Self, String> {
        let silent = |error| format!("no Docker engine answers: {error}");
        let docker = Docker::connect_with_defaults().map_err(silent)?;
        let docker = docker.negotiate_version().await.map_err(silent)?;
        let program = tokio::fs::read(BUSYBOX)
            .await
            .map_err(|error| format!("{BUSYBOX}: {error}"))?;
        let bench = Self {
            before: images(&docker).await,
            docker,
            name: format!("local-ecs-bench-{:08x}", fastrand::u32(..)),
        };
        bench.make_image(&program).await;
        match bench.start_by_hand().await {
            Ok(_) => Ok(bench),
            Err(why) => {
                bench.remove_image(&bench.name).await;
                Err(format!("{why}; is {BUSYBOX} a static program?"))
            }
        }
    }

    async fn make_image(&self, program: &[u8]) {
        let mut archive = Builder::new(Vec::new());
        let mut header = Header::new_gnu();
        header.set_mode(0o755);
        header.set_size(program.len() as u64);
        let path = BUSYBOX.trim_start_matches('/');
        archive.append_data(&mut header, path, program).await.unwrap();
        let archive = archive.into_inner().await.unwrap();
        let options = CreateImageOptionsBuilder::new()
            .from_src("-")
            .repo(&self.name)
            .changes(vec![ENTRY_POINT.replace('\n', "")])
            .build();
        let mut answers = self
            .docker
            .create_image(Some(options), Some(body_full(archive.into())), None);
        while let Some(answer) = answers.next().await {
            answer.unwrap();
        }
    }

    async fn measure(&self, localstack: SocketAddr) {
        let arguments = ["--runtime", "docker", "--instance", &self.name];
        let local_ecs = LocalEcs::start(&arguments, Some(localstack)).await;
        let mut relay = None;
        for logs in [false, true] {
            let with = if logs { "with" } else { "without" };
            section(&format!(
                "a task of a container, {with} awslogs, the median of {ROUNDS}"
            ));
            let definition = Definition::new(&self.name, logs);
            local_ecs.register(&definition).await;
            let by_hand = async || self.start_by_hand().await.unwrap();
            compare(&local_ecs, &definition, ROUNDS, BOUND, by_hand).await;
            relay = self.relay_image().await;
        }
        local_ecs.end();
        if let Some(relay) = relay {
            self.remove_image(&relay).await;
        }
    }

    /// Creates, starts and removes a container on the engine's own network, and gives what the first two take.
    async fn start_by_hand(&self) -> Result<Duration, String> {
        let name = format!("{}-by-hand", self.name);
        let options = CreateContainerOptionsBuilder::new().name(&name).build();
        let body = ContainerCreateBody {
            image: Some(self.name.clone()),
            host_config: Some(HostConfig {
                auto_remove: Some(true),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        };
        let began = Instant::now();
        let created = self.docker.create_container(Some(options), body).await;
        let started = match created {
            Ok(_) => self.docker.start_container(&name, None).await,
            Err(error) => Err(error),
        };
        let time = began.elapsed();
        let force = RemoveContainerOptionsBuilder::new().force(true).build();
        let removed = self.docker.remove_container(&name, Some(force)).await;
        started.map_err(|error| format!("a container cannot be started: {error}"))?;
        removed.map_err(|error| format!("a container cannot be removed: {error}"))?;
        Ok(time)
    }

    /// The image of the relay of this local-ecs, if there was none of it before: the next one would use it too.
    async fn relay_image(&self) -> Option<String> {
        let filters = HashMap::from([("label", vec![format!("{LABEL}={}", self.name)])]);
        let options = ListContainersOptionsBuilder::new().filters(&filters).build();
        let containers = self.docker.list_containers(Some(options)).await.ok()?;
        let mut images = containers.into_iter().filter_map(|container| container.image_id);
        images.find(|image| !self.before.contains(image))
    }

    async fn remove_image(&self, image: &str) {
        if let Err(error) = self
            .docker
            .remove_image(image, None::<RemoveImageOptions>, None)
            .await
        {
            println!("the image {image} cannot be removed: {error}");
        }
    }
}

async fn images(docker: &Docker) -> Vec<String> {
    let images = docker
        .list_images(None::<ListImagesOptions>)
        .await
        .unwrap_or_default();
    images.into_iter().map(|image| image.id).collect()
}
