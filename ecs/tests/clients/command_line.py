"""The AWS CLI, as somebody would use it by hand."""

import json


def test_from_a_cluster_to_a_service_and_back(account):
    aws = account.aws
    assert aws("create-cluster", "--cluster-name", "jobs")["cluster"]["status"] == "ACTIVE"
    containers = json.dumps([{"name": "main", "image": "worker", "memory": 64}])
    made = aws(
        "register-task-definition", "--family", "worker", "--container-definitions", containers,
        "--requires-compatibilities", "FARGATE", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
    )
    assert made["taskDefinition"]["revision"] == 1
    network = "awsvpcConfiguration={subnets=[subnet-1],securityGroups=[]}"
    cluster = ("--cluster", "jobs")
    aws(
        "create-service", *cluster, "--service-name", "s", "--task-definition", "worker", "--desired-count", "2",
        "--launch-type", "FARGATE", "--network-configuration", network,
    )
    aws("wait", "services-stable", *cluster, "--services", "s")
    assert len(aws("list-tasks", *cluster, "--service-name", "s", "--page-size", "1")["taskArns"]) == 2
    events = aws("describe-services", *cluster, "--services", "s", "--query", "services[0].events[].message")
    assert any("has reached a steady state." in message for message in events), events
    task = aws(
        "run-task", *cluster, "--task-definition", "worker:1", "--launch-type", "FARGATE",
        "--network-configuration", network,
    )["tasks"][0]["taskArn"]
    aws("wait", "tasks-running", *cluster, "--tasks", task)
    aws("stop-task", *cluster, "--task", task)
    aws("wait", "tasks-stopped", *cluster, "--tasks", task)
    aws("delete-service", *cluster, "--service", "s", "--force")
    aws("wait", "services-inactive", *cluster, "--services", "s")
    aws("deregister-task-definition", "--task-definition", "worker:1")
    assert aws("list-task-definitions")["taskDefinitionArns"] == []
    assert aws("delete-cluster", *cluster)["cluster"]["status"] == "INACTIVE"
