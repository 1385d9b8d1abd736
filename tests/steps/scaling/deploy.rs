//! Stacks of the templates that have scaling policies, with tasks that wait and take no messages.

use aws_sdk_ecs::types::{ClusterSetting, ClusterSettingName};
use conformance::trouble::{OrBroken, Outcome};
use cucumber::given;

use crate::steps::services::create_topic;
use crate::steps::tasks::template;
pub(super) use crate::world::TARGET_TRACKING;
use crate::world::{CLUSTER, SUBNET, Scenario, Template, WORKER_SERVICE, World};

/// Seconds of a cooldown that scenarios are not about.
pub(super) const COOLDOWN: &str = "2";

/// The shortest that CloudWatch takes for an alarm.
const ALARM_PERIOD: &str = "10";

#[given(regex = r"^a service with (\d+) tasks? that waits?, and a target of (\d+) messages for each$")]
async fn waiting(world: &mut World, count: String, target: String) -> Outcome {
    world.deploy_cooling(&count, &target, COOLDOWN).await
}

#[given(
    regex = r"^a service with (\d+) tasks? that waits?, a target of (\d+) messages for each, and the template's cooldowns$"
)]
async fn as_it_is(world: &mut World, count: String, target: String) -> Outcome {
    world.deploy_tracked(&count, &[("InitialTarget", &target)]).await
}

#[given(regex = r"^a service with 0 tasks, and a target of (\d+) messages for each$")]
async fn at_zero(world: &mut World, target: String) -> Outcome {
    world.deploy_cooling("0", &target, COOLDOWN).await
}

#[given(
    regex = r"^a service with (\d+) tasks? that waits?, a target of (\d+) messages for each, and cooldowns of (\d+) seconds$"
)]
async fn cooling(world: &mut World, count: String, target: String, seconds: String) -> Outcome {
    world.deploy_cooling(&count, &target, &seconds).await
}

#[given("a service that may scale to zero, with 1 task that waits")]
async fn to_zero(world: &mut World) -> Outcome {
    let parameters = [("MinCapacity", "0"), ("AlarmPeriod", ALARM_PERIOD)];
    world.deploy_tracked("1", &parameters).await
}

#[given(regex = r"^the worker service with (\d+) tasks? that waits?$")]
async fn worker_service(world: &mut World, count: String) -> Outcome {
    let topic = create_topic(&world.account, "ping").await?;
    let parameters = [
        ("TopicArn", topic.as_str()),
        ("LaunchType", "FARGATE"),
        ("PublicSubnetIds", SUBNET),
        ("AlarmPeriod", ALARM_PERIOD),
    ];
    world.deploy_waiting(WORKER_SERVICE, &count, &parameters).await?;
    world.topics.insert("ping".to_owned(), topic);
    Ok(())
}

impl Scenario {
    async fn deploy_cooling(&mut self, count: &str, target: &str, seconds: &str) -> Outcome {
        let parameters = [
            ("InitialTarget", target),
            ("ScaleOutCooldown", seconds),
            ("ScaleInCooldown", seconds),
        ];
        self.deploy_tracked(count, &parameters).await
    }

    async fn deploy_tracked(&mut self, count: &str, parameters: &[(&str, &str)]) -> Outcome {
        let scaler = self.environment.tasks.scaler.clone();
        let mut all = vec![
            ("ScalerImage", scaler.as_str()),
            ("SubnetId", SUBNET),
            ("TargetState", "DISABLED"),
        ];
        all.extend_from_slice(parameters);
        self.deploy_waiting(TARGET_TRACKING, count, &all).await
    }

    async fn deploy_waiting(
        &mut self,
        template: Template,
        count: &str,
        parameters: &[(&str, &str)],
    ) -> Outcome {
        let images = self.environment.tasks.clone();
        let mut all = template::waiting(&images).to_vec();
        all.extend_from_slice(parameters);
        self.deploy_running(template, count, &all).await
    }

    /// Deploys a stack, and waits until CloudWatch shows that its tasks run.
    pub(super) async fn deploy_running(
        &mut self,
        template: Template,
        count: &str,
        parameters: &[(&str, &str)],
    ) -> Outcome {
        self.make_measured_cluster().await?;
        let mut all = vec![("ClusterName", CLUSTER), ("DesiredCount", count)];
        all.extend_from_slice(parameters);
        self.take_template(template, &all);
        self.deploy_template().await?;
        self.wait_for_running(count.parse().or_broken("reading the count")?)
            .await?;
        self.wait_for_counted_tasks(count.parse().or_broken("reading the count")?)
            .await
    }

    /// A cluster whose services tell CloudWatch how many tasks run.
    pub(crate) async fn make_measured_cluster(&mut self) -> Outcome {
        self.make_cluster().await?;
        let insights = ClusterSetting::builder()
            .name(ClusterSettingName::ContainerInsights)
            .value("enabled")
            .build();
        let setting = self.account.ecs.update_cluster_settings();
        setting
            .cluster(CLUSTER)
            .settings(insights)
            .send()
            .await
            .or_broken("enabling Container Insights")?;
        Ok(())
    }
}
