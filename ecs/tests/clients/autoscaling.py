"""Application Auto Scaling through the gateway, by boto3 and its paginators."""

from clients import refused
from paginators import everything
from records import FARGATE

NAMESPACE = "ecs"
DIMENSION = "ecs:service:DesiredCount"

TRACKING = {
    "TargetValue": 75.0,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    "ScaleInCooldown": 60,
    "DisableScaleIn": True,
}
STEPS = {
    "AdjustmentType": "ChangeInCapacity",
    "StepAdjustments": [
        {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 10.0, "ScalingAdjustment": 3},
    ],
    "Cooldown": 30,
}


def target(service):
    return {"ServiceNamespace": NAMESPACE, "ResourceId": f"service/default/{service}", "ScalableDimension": DIMENSION}


def prepared(account, *services):
    """A client of Application Auto Scaling, in an account that has these services."""
    account.ecs.create_cluster()
    account.ecs.register_task_definition(family="worker", **FARGATE)
    for service in services:
        account.ecs.create_service(
            serviceName=service, taskDefinition="worker", desiredCount=0, launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        )
    return account.client("application-autoscaling")


def test_a_target_from_its_registration_to_its_end(account):
    scaling = prepared(account, "jobs")
    arn = scaling.register_scalable_target(
        **target("jobs"), MinCapacity=0, MaxCapacity=10, Tags={"team": "a"},
    )["ScalableTargetARN"]
    assert f":{account.number}:scalable-target/" in arn, arn
    described = scaling.describe_scalable_targets(ServiceNamespace=NAMESPACE)["ScalableTargets"]
    assert len(described) == 1
    assert {name: described[0][name] for name in target("jobs")} == target("jobs")
    assert (described[0]["MinCapacity"], described[0]["MaxCapacity"]) == (0, 10)
    assert described[0]["SuspendedState"] == {
        "DynamicScalingInSuspended": False,
        "DynamicScalingOutSuspended": False,
        "ScheduledScalingSuspended": False,
    }
    # What is not given again stays.
    again = scaling.register_scalable_target(
        **target("jobs"), MaxCapacity=20, SuspendedState={"DynamicScalingInSuspended": True}
    )
    assert again["ScalableTargetARN"] == arn
    changed = scaling.describe_scalable_targets(
        ServiceNamespace=NAMESPACE, ResourceIds=["service/default/jobs"]
    )["ScalableTargets"][0]
    assert (changed["MinCapacity"], changed["MaxCapacity"]) == (0, 20)
    assert changed["SuspendedState"]["DynamicScalingInSuspended"]
    assert changed["CreationTime"] == described[0]["CreationTime"]

    scaling.tag_resource(ResourceARN=arn, Tags={"stage": "b"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["team"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"stage": "b"}

    made = scaling.put_scaling_policy(
        **target("jobs"), PolicyName="cpu", PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=TRACKING,
    )
    assert len(made["Alarms"]) == 1, "no alarm for the scale-in that is disabled"
    scaling.put_scaling_policy(
        **target("jobs"), PolicyName="steps", PolicyType="StepScaling", StepScalingPolicyConfiguration=STEPS
    )
    policies = scaling.describe_scaling_policies(ServiceNamespace=NAMESPACE, ResourceId="service/default/jobs")
    policies = {policy["PolicyName"]: policy for policy in policies["ScalingPolicies"]}
    assert policies["cpu"]["PolicyARN"] == made["PolicyARN"] and policies["cpu"]["Alarms"] == made["Alarms"]
    assert policies["cpu"]["TargetTrackingScalingPolicyConfiguration"] == TRACKING
    assert policies["steps"]["StepScalingPolicyConfiguration"] == STEPS
    assert scaling.describe_scaling_activities(ServiceNamespace=NAMESPACE)["ScalingActivities"] == []

    scaling.delete_scaling_policy(**target("jobs"), PolicyName="cpu")
    refused(lambda: scaling.delete_scaling_policy(**target("jobs"), PolicyName="cpu"), "ObjectNotFoundException")
    # The target takes its policies with it.
    scaling.deregister_scalable_target(**target("jobs"))
    assert scaling.describe_scalable_targets(ServiceNamespace=NAMESPACE)["ScalableTargets"] == []
    assert scaling.describe_scaling_policies(ServiceNamespace=NAMESPACE)["ScalingPolicies"] == []
    refused(lambda: scaling.deregister_scalable_target(**target("jobs")), "ObjectNotFoundException")
    refused(lambda: scaling.list_tags_for_resource(ResourceARN=arn), "ResourceNotFoundException")


def test_the_service_must_exist(account):
    scaling = prepared(account, "jobs")

    def register(service):
        return scaling.register_scalable_target(**target(service), MinCapacity=1, MaxCapacity=2)

    message = refused(lambda: register("none"), "ValidationException")
    assert message == "ECS service doesn't exist: service/default/none", message
    register("jobs")
    account.ecs.delete_service(service="jobs", force=True)
    account.ecs.get_waiter("services_inactive").wait(services=["jobs"], WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    scaling.deregister_scalable_target(**target("jobs"))
    refused(lambda: register("jobs"), "ValidationException")


def test_a_policy_needs_its_target(account):
    scaling = prepared(account, "jobs")
    refused(
        lambda: scaling.put_scaling_policy(
            **target("jobs"), PolicyName="steps", PolicyType="StepScaling", StepScalingPolicyConfiguration=STEPS
        ),
        "ObjectNotFoundException",
    )


def test_paginators_find_everything_once(account):
    services = [f"s{number}" for number in range(5)]
    scaling = prepared(account, *services)
    for service in services:
        scaling.register_scalable_target(**target(service), MinCapacity=0, MaxCapacity=1)
        for policy in ("a", "b"):
            scaling.put_scaling_policy(
                **target(service), PolicyName=policy, PolicyType="StepScaling", StepScalingPolicyConfiguration=STEPS
            )
    for size in (1, 3, 50):
        targets = everything(scaling, "describe_scalable_targets", "ScalableTargets", size, ServiceNamespace=NAMESPACE)
        assert sorted(one["ResourceId"] for one in targets) == [f"service/default/{service}" for service in services]
        policies = everything(scaling, "describe_scaling_policies", "ScalingPolicies", size, ServiceNamespace=NAMESPACE)
        found = sorted((one["ResourceId"], one["PolicyName"]) for one in policies)
        assert found == [(f"service/default/{service}", policy) for service in services for policy in ("a", "b")]
        assert everything(
            scaling, "describe_scaling_activities", "ScalingActivities", size, ServiceNamespace=NAMESPACE
        ) == []
    refused(
        lambda: scaling.describe_scalable_targets(ServiceNamespace=NAMESPACE, NextToken="nonsense"),
        "InvalidNextTokenException",
    )


def test_what_is_not_served_is_named(account):
    scaling = prepared(account)
    message = refused(
        lambda: scaling.describe_scheduled_actions(ServiceNamespace=NAMESPACE), "UnknownOperationException"
    )
    assert "DescribeScheduledActions" in message, message
