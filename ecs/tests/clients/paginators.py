"""The paginators of boto3: whatever the size of a page, everything comes once."""

from records import FARGATE


def everything(ecs, operation, key, size, **arguments):
    pages = ecs.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}, **arguments)
    return [item for page in pages for item in page[key]]


def test_clusters(account):
    arns = [account.ecs.create_cluster(clusterName=f"c{number}")["cluster"]["clusterArn"] for number in range(7)]
    for size in (1, 3, 7, 100):
        assert everything(account.ecs, "list_clusters", "clusterArns", size) == arns


def test_task_definitions(account):
    ecs = account.ecs
    for _ in range(12):
        ecs.register_task_definition(family="a", **FARGATE)
    ecs.register_task_definition(family="b", **FARGATE)
    arns = [account.arn(f"task-definition/a:{number}") for number in range(1, 13)]
    arns.append(account.arn("task-definition/b:1"))
    for size in (1, 5, 100):
        assert everything(ecs, "list_task_definitions", "taskDefinitionArns", size) == arns
        assert everything(ecs, "list_task_definitions", "taskDefinitionArns", size, sort="DESC") == arns[::-1]
        assert everything(ecs, "list_task_definition_families", "families", size) == ["a", "b"]


def test_container_instances(account):
    ecs = account.ecs
    ecs.create_cluster()
    resources = [{"name": name, "type": "INTEGER", "integerValue": 1024} for name in ("CPU", "MEMORY")]
    arns = [
        ecs.register_container_instance(totalResources=resources)["containerInstance"]["containerInstanceArn"]
        for _ in range(5)
    ]
    assert everything(ecs, "list_container_instances", "containerInstanceArns", 2) == sorted(arns)


def test_account_settings(account):
    settings = everything(account.ecs, "list_account_settings", "settings", 3, effectiveSettings=True)
    names = [setting["name"] for setting in settings]
    assert len(names) == len(set(names)) == 11, names


def test_tasks_and_services(account):
    ecs = account.ecs
    ecs.create_cluster()
    ecs.register_task_definition(family="worker", **FARGATE)
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}
    tasks = []
    for _ in range(3):
        started = ecs.run_task(
            taskDefinition="worker", count=4, launchType="FARGATE", networkConfiguration=network, startedBy="me"
        )
        assert started["failures"] == []
        tasks += [task["taskArn"] for task in started["tasks"]]
    for size in (1, 5, 100):
        assert sorted(everything(ecs, "list_tasks", "taskArns", size, startedBy="me")) == sorted(tasks)
    services = [
        ecs.create_service(
            serviceName=f"s{number:02}", taskDefinition="worker", desiredCount=0, launchType="FARGATE",
            networkConfiguration=network,
        )["service"]["serviceArn"]
        for number in range(13)
    ]
    assert len(ecs.list_services()["serviceArns"]) == 10
    for size in (1, 4, 100):
        assert sorted(everything(ecs, "list_services", "serviceArns", size)) == services
