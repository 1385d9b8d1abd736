"""Clusters, task definitions, container instances, tags and settings, by boto3."""

from clients import refused

FARGATE = {
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "main", "image": "worker", "essential": True}],
}


def test_clusters(account):
    ecs = account.ecs
    made = ecs.create_cluster(
        clusterName="jobs",
        capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 1}],
        tags=[{"key": "team", "value": "a"}],
    )["cluster"]
    assert made["clusterArn"] == account.arn("cluster/jobs")
    assert made["status"] == "ACTIVE"
    described = ecs.describe_clusters(clusters=["jobs", "none"], include=["TAGS", "STATISTICS", "SETTINGS"])
    assert described["clusters"][0]["tags"] == [{"key": "team", "value": "a"}]
    assert described["failures"] == [{"arn": account.arn("cluster/none"), "reason": "MISSING"}]
    ecs.update_cluster_settings(cluster="jobs", settings=[{"name": "containerInsights", "value": "enabled"}])
    ecs.update_cluster(cluster="jobs", configuration={"executeCommandConfiguration": {"logging": "NONE"}})
    ecs.put_cluster_capacity_providers(
        cluster="jobs", capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[]
    )
    cluster = ecs.describe_clusters(clusters=[made["clusterArn"]], include=["SETTINGS", "CONFIGURATIONS"])["clusters"][0]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    assert cluster["configuration"] == {"executeCommandConfiguration": {"logging": "NONE"}}
    assert cluster["capacityProviders"] == ["FARGATE"]
    assert ecs.delete_cluster(cluster="jobs")["cluster"]["status"] == "INACTIVE"
    refused(lambda: ecs.delete_cluster(cluster="jobs"), "ClusterNotFoundException")
    try:
        ecs.delete_cluster(cluster="none")
    except ecs.exceptions.ClusterNotFoundException:
        pass


def test_task_definitions(account):
    ecs = account.ecs
    made = ecs.register_task_definition(family="worker", tags=[{"key": "a", "value": "b"}], **FARGATE)
    arn = made["taskDefinition"]["taskDefinitionArn"]
    assert arn == account.arn("task-definition/worker:1")
    assert made["tags"] == [{"key": "a", "value": "b"}]
    assert made["taskDefinition"]["registeredAt"].tzinfo is not None
    assert "FARGATE" in made["taskDefinition"]["compatibilities"]
    assert ecs.describe_task_definition(taskDefinition="worker", include=["TAGS"])["tags"] == made["tags"]
    # What is described can be registered again, as deployments do.
    again = {
        name: value
        for name, value in made["taskDefinition"].items()
        if name
        not in (
            "taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt",
            "registeredBy",
        )
    }
    assert ecs.register_task_definition(**again)["taskDefinition"]["revision"] == 2
    assert ecs.deregister_task_definition(taskDefinition=arn)["taskDefinition"]["status"] == "INACTIVE"
    deleted = ecs.delete_task_definitions(taskDefinitions=[arn, "worker:2"])
    assert deleted["taskDefinitions"][0]["status"] == "DELETE_IN_PROGRESS"
    assert len(deleted["failures"]) == 1
    message = refused(lambda: ecs.describe_task_definition(taskDefinition="none"), "ClientException")
    assert message == "Unable to describe task definition."
    wrong = {**FARGATE, "memory": "8192"}
    message = refused(lambda: ecs.register_task_definition(family="worker", **wrong), "ClientException")
    assert "No Fargate configuration exists" in message


def test_container_instances(account):
    ecs = account.ecs
    ecs.create_cluster()
    made = ecs.register_container_instance(
        totalResources=[
            {"name": "CPU", "type": "INTEGER", "integerValue": 2048},
            {"name": "MEMORY", "type": "INTEGER", "integerValue": 4096},
            {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22"]},
        ],
        attributes=[{"name": "rack", "value": "1"}],
    )["containerInstance"]
    arn = made["containerInstanceArn"]
    described = ecs.describe_container_instances(containerInstances=[arn, "none"], include=["TAGS"])
    assert described["containerInstances"][0]["status"] == "ACTIVE"
    assert described["failures"][0]["reason"] == "MISSING"
    ecs.update_container_instances_state(containerInstances=[arn], status="DRAINING")
    assert ecs.list_container_instances(status="DRAINING")["containerInstanceArns"] == [arn]
    refused(lambda: ecs.delete_cluster(cluster="default"), "ClusterContainsContainerInstancesException")
    ecs.deregister_container_instance(containerInstance=arn, force=True)
    assert ecs.list_container_instances()["containerInstanceArns"] == []
    ecs.delete_cluster(cluster="default")


def test_tags(account):
    ecs = account.ecs
    arn = ecs.create_cluster()["cluster"]["clusterArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    ecs.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert ecs.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]


def test_account_settings(account):
    ecs = account.ecs
    ecs.put_account_setting_default(name="containerInsights", value="enhanced")
    ecs.put_account_setting(name="containerInsights", value="disabled", principalArn="arn:aws:iam::1:user/a")
    all_settings = ecs.list_account_settings(name="containerInsights", effectiveSettings=True)["settings"]
    assert [setting["value"] for setting in all_settings] == ["enhanced"]
    own = ecs.list_account_settings(name="containerInsights", principalArn="arn:aws:iam::1:user/a")["settings"]
    assert [setting["value"] for setting in own] == ["disabled"]


def test_what_is_not_served_is_named(account):
    message = refused(lambda: account.ecs.list_attributes(targetType="container-instance"), "UnknownOperationException")
    assert "ListAttributes" in message
    message = refused(
        lambda: account.ecs.execute_command(task="t", interactive=True, command="sh"), "UnknownOperationException"
    )
    assert "ExecuteCommand" in message
