"""Tasks and services by boto3, and its waiters, which decide for themselves when something is done."""

import threading

import botocore.exceptions

from clients import refused
from records import FARGATE

NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}}
SOON = {"Delay": 1, "MaxAttempts": 20}


def prepared(account):
    ecs = account.ecs
    ecs.create_cluster()
    ecs.register_task_definition(family="worker", **FARGATE)
    return ecs


def wait(ecs, waiter, **arguments):
    ecs.get_waiter(waiter).wait(WaiterConfig=SOON, **arguments)


def test_tasks_run_and_stop(account):
    ecs = prepared(account)
    answer = ecs.run_task(
        taskDefinition="worker", count=2, launchType="FARGATE", networkConfiguration=NETWORK,
        overrides={"containerOverrides": [{"name": "main", "environment": [{"name": "A", "value": "b"}]}]},
        tags=[{"key": "a", "value": "b"}], group="mine", startedBy="me",
    )
    assert answer["failures"] == [] and len(answer["tasks"]) == 2
    arns = [task["taskArn"] for task in answer["tasks"]]
    wait(ecs, "tasks_running", tasks=arns)
    described = ecs.describe_tasks(tasks=arns, include=["TAGS"])["tasks"]
    assert {task["lastStatus"] for task in described} == {"RUNNING"}
    assert described[0]["tags"] == [{"key": "a", "value": "b"}]
    assert described[0]["group"] == "mine" and described[0]["startedBy"] == "me"
    cluster = ecs.describe_clusters(include=["STATISTICS"])["clusters"][0]
    assert cluster["runningTasksCount"] == 2, cluster
    refused(lambda: ecs.delete_cluster(cluster="default"), "ClusterContainsTasksException")
    for arn in arns:
        ecs.stop_task(task=arn, reason="enough")
    wait(ecs, "tasks_stopped", tasks=arns)
    stopped = ecs.describe_tasks(tasks=arns)["tasks"][0]
    assert stopped["stopCode"] == "UserInitiated" and stopped["stoppedReason"] == "enough", stopped
    assert ecs.list_tasks(desiredStatus="STOPPED")["taskArns"]
    try:
        wait(ecs, "tasks_running", tasks=arns)
        raise AssertionError("stopped tasks were taken for running ones")
    except botocore.exceptions.WaiterError as error:
        assert "terminal failure" in str(error), error


def test_a_service_lives(account):
    ecs = prepared(account)
    made = ecs.create_service(
        serviceName="jobs", taskDefinition="worker", desiredCount=2, launchType="FARGATE",
        networkConfiguration=NETWORK, tags=[{"key": "a", "value": "b"}],
    )["service"]
    assert made["status"] == "ACTIVE"
    wait(ecs, "services_stable", services=["jobs"])
    service = ecs.describe_services(services=["jobs", "none"], include=["TAGS"])
    assert service["failures"] == [{"arn": account.arn("service/default/none"), "reason": "MISSING"}]
    service = service["services"][0]
    assert service["runningCount"] == 2 and service["tags"] == [{"key": "a", "value": "b"}]
    messages = [event["message"] for event in service["events"]]
    assert any("has started 2 tasks: (task " in message for message in messages), messages
    assert ecs.describe_clusters()["clusters"][0]["activeServicesCount"] == 1
    refused(lambda: ecs.delete_cluster(cluster="default"), "ClusterContainsServicesException")

    # A new revision replaces every task.
    before = ecs.list_tasks(serviceName="jobs")["taskArns"]
    ecs.register_task_definition(family="worker", **FARGATE)
    ecs.update_service(service="jobs", taskDefinition="worker:2", desiredCount=3)
    wait(ecs, "services_stable", services=["jobs"])
    after = ecs.list_tasks(serviceName="jobs")["taskArns"]
    assert len(after) == 3 and not set(before) & set(after)
    deployments = ecs.list_service_deployments(service=made["serviceArn"])["serviceDeployments"]
    described = ecs.describe_service_deployments(
        serviceDeploymentArns=[deployment["serviceDeploymentArn"] for deployment in deployments]
    )
    assert len(described["serviceDeployments"]) == len(deployments) >= 2
    revisions = ecs.describe_service_revisions(
        serviceRevisionArns=[
            deployment["targetServiceRevision"]["arn"] for deployment in described["serviceDeployments"]
        ]
    )
    assert revisions["failures"] == [] and revisions["serviceRevisions"]

    refused(lambda: ecs.delete_service(service="jobs"), "InvalidParameterException")
    ecs.update_service(service="jobs", desiredCount=0)
    wait(ecs, "services_stable", services=["jobs"])
    ecs.delete_service(service="jobs")
    wait(ecs, "services_inactive", services=["jobs"])
    ecs.delete_cluster(cluster="default")


def test_deletion_with_force_does_not_ask(account):
    ecs = prepared(account)
    ecs.create_service(
        serviceName="jobs", taskDefinition="worker", desiredCount=2, launchType="FARGATE", networkConfiguration=NETWORK
    )
    wait(ecs, "services_stable", services=["jobs"])
    tasks = ecs.list_tasks(serviceName="jobs")["taskArns"]
    ecs.update_task_protection(cluster="default", tasks=tasks, protectionEnabled=True)
    ecs.delete_service(service="jobs", force=True)
    wait(ecs, "tasks_stopped", tasks=tasks)
    wait(ecs, "services_inactive", services=["jobs"])


def test_protection_holds_a_scale_in(account):
    ecs = prepared(account)
    ecs.create_service(
        serviceName="jobs", taskDefinition="worker", desiredCount=3, launchType="FARGATE", networkConfiguration=NETWORK
    )
    wait(ecs, "services_stable", services=["jobs"])
    tasks = ecs.list_tasks(serviceName="jobs")["taskArns"]
    protected = tasks[:1]
    answer = ecs.update_task_protection(
        cluster="default", tasks=protected, protectionEnabled=True, expiresInMinutes=10
    )
    assert answer["protectedTasks"][0]["protectionEnabled"] and answer["failures"] == []
    ecs.update_service(service="jobs", desiredCount=0)
    wait(ecs, "tasks_stopped", tasks=tasks[1:])
    assert ecs.list_tasks(serviceName="jobs")["taskArns"] == protected
    told = ecs.get_task_protection(cluster="default", tasks=protected)["protectedTasks"][0]
    assert told["protectionEnabled"] and told["expirationDate"]
    ecs.update_task_protection(cluster="default", tasks=protected, protectionEnabled=False)
    wait(ecs, "tasks_stopped", tasks=protected)
    alone = ecs.run_task(taskDefinition="worker", launchType="FARGATE", networkConfiguration=NETWORK)["tasks"][0]
    failure = ecs.update_task_protection(cluster="default", tasks=[alone["taskArn"]], protectionEnabled=True)
    assert failure["failures"][0]["reason"] == "TASK_NOT_VALID", failure


def test_a_waiter_that_waits_is_let_go_when_the_last_task_runs(account):
    ecs = prepared(account)
    ecs.create_service(
        serviceName="jobs", taskDefinition="worker", desiredCount=0, launchType="FARGATE", networkConfiguration=NETWORK
    )
    other = account.client()
    change = threading.Timer(0.2, lambda: other.update_service(service="jobs", desiredCount=5))
    change.start()
    change.join()
    wait(ecs, "services_stable", services=["jobs"])
    assert ecs.describe_services(services=["jobs"])["services"][0]["runningCount"] == 5


def test_limits_are_kept(account):
    ecs = prepared(account)
    run = dict(taskDefinition="worker", launchType="FARGATE", networkConfiguration=NETWORK)
    refused(lambda: ecs.run_task(count=11, **run), "InvalidParameterException")
    refused(lambda: ecs.describe_services(services=["s"] * 11), "InvalidParameterException")
    refused(lambda: ecs.describe_tasks(tasks=["t"] * 101), "InvalidParameterException")
    refused(lambda: ecs.describe_tasks(tasks=[]), "InvalidParameterException")
    refused(lambda: ecs.describe_tasks(cluster="none", tasks=["t"]), "ClusterNotFoundException")
    refused(lambda: ecs.update_service(service="none", desiredCount=1), "ServiceNotFoundException")
    refused(lambda: ecs.run_task(**{**run, "taskDefinition": "none"}), "ClientException")
    missing = ecs.describe_tasks(tasks=["0" * 32])
    assert missing["failures"] == [{"arn": account.arn("task/default/" + "0" * 32), "reason": "MISSING"}], missing
