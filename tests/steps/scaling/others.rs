//! Services that cannot be served, beside one that can.

use aws_sdk_applicationautoscaling::types::{
    CustomizedMetricSpecification, PolicyType, ScalableDimension, ServiceNamespace, TargetTrackingMetric,
    TargetTrackingMetricDataQuery, TargetTrackingMetricStat, TargetTrackingScalingPolicyConfiguration,
};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::given;

use crate::world::{CLUSTER, Scenario, World};

#[given("a service that is gone is registered, and one with a policy whose expression makes no sense")]
async fn unservable(world: &mut World) -> Outcome {
    for name in ["gone", "senseless"] {
        world.register_another(name).await?;
    }
    let delete = world.account.ecs.delete_service().cluster(CLUSTER);
    delete
        .service("gone")
        .force(true)
        .send()
        .await
        .or_broken("deleting a service")?;
    let metric = TargetTrackingMetric::builder()
        .namespace("AWS/SQS")
        .metric_name("ApproximateNumberOfMessagesVisible")
        .build();
    let stat = TargetTrackingMetricStat::builder()
        .metric(metric)
        .stat("Maximum")
        .build()
        .or_broken("making a metric")?;
    let queries = [
        TargetTrackingMetricDataQuery::builder()
            .id("m1")
            .metric_stat(stat)
            .return_data(false)
            .build(),
        TargetTrackingMetricDataQuery::builder()
            .id("e1")
            .expression("m1 / / 2")
            .build(),
    ];
    let queries: Result<Vec<_>, _> = queries.into_iter().collect();
    let metrics = CustomizedMetricSpecification::builder()
        .set_metrics(Some(queries.or_broken("making an expression")?))
        .build();
    let configuration = TargetTrackingScalingPolicyConfiguration::builder()
        .target_value(1.0)
        .customized_metric_specification(metrics)
        .build()
        .or_broken("making a policy")?;
    world
        .account
        .autoscaling
        .put_scaling_policy()
        .policy_name("senseless")
        .policy_type(PolicyType::TargetTrackingScaling)
        .service_namespace(ServiceNamespace::Ecs)
        .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
        .resource_id(resource_id("senseless"))
        .target_tracking_scaling_policy_configuration(configuration)
        .send()
        .await
        .or_broken("putting a policy")?;
    Ok(())
}

fn resource_id(service: &str) -> String {
    format!("service/{CLUSTER}/{service}")
}

impl Scenario {
    /// Makes a service of no tasks, of the same task definition as the scenario's own, and registers it.
    async fn register_another(&self, name: &str) -> Outcome {
        let own = self.described_service().await.map_err(Trouble::broken)?;
        let create = self.account.ecs.create_service().cluster(CLUSTER);
        create
            .service_name(name)
            .set_task_definition(own.task_definition().map(str::to_owned))
            .set_launch_type(own.launch_type().cloned())
            .set_network_configuration(own.network_configuration().cloned())
            .desired_count(0)
            .send()
            .await
            .or_broken("making a service")?;
        self.account
            .autoscaling
            .register_scalable_target()
            .service_namespace(ServiceNamespace::Ecs)
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .resource_id(resource_id(name))
            .min_capacity(0)
            .max_capacity(10)
            .send()
            .await
            .or_broken("registering a service")?;
        Ok(())
    }
}
