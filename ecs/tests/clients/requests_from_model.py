"""Requests that are made from botocore's input shapes alone: each is answered in the operation's shape, or refused
with an error of the operation's. The client holds every answer against the model."""

import collections
import random

import botocore.exceptions
from botocore import xform_name

import reduce_model
from records import FARGATE

ROUNDS = 12


def value(rng, shape, name, known):
    kind = shape.type_name
    if kind == "structure":
        return {
            member: value(rng, inner, member, known)
            for member, inner in shape.members.items()
            if member in shape.required_members or rng.random() < 0.2
        }
    if kind == "list":
        return [value(rng, shape.member, name, known) for _ in range(rng.choice((0, 1, 1, 2)))]
    if kind == "map":
        return {"key": value(rng, shape.value, name, known)}
    if kind == "boolean":
        return rng.random() < 0.5
    if kind in ("integer", "long"):
        return rng.choice((0, 1, 2, 100, -1, 2**31 - 1))
    if kind in ("double", "float"):
        return rng.choice((0.0, 1.5, -1.0))
    if kind == "timestamp":
        return rng.choice((0, 1700000000))
    if shape.enum:
        return rng.choice(shape.enum)
    return rng.choice(known.get(name, ("a", "worker", "x" * 300, "")))


def test_every_operation(account):
    rng = random.Random(7)
    ecs = account.client(parameter_validation=False)
    cluster = ecs.create_cluster()["cluster"]["clusterArn"]
    definition = ecs.register_task_definition(family="worker", **FARGATE)["taskDefinition"]["taskDefinitionArn"]
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}
    run = dict(taskDefinition="worker", launchType="FARGATE", networkConfiguration=network)
    task = ecs.run_task(**run)["tasks"][0]["taskArn"]
    service = ecs.create_service(serviceName="s", desiredCount=1, **run)["service"]["serviceArn"]
    known = {
        "cluster": ("default", cluster, "none"),
        "clusters": ("default", "none"),
        "taskDefinition": ("worker", "worker:1", definition, "none:1"),
        "task": (task, "none"),
        "tasks": (task, "none"),
        "service": ("s", service, "none"),
        "services": ("s", service, "none"),
        "serviceName": ("s", "t", ""),
        "resourceArn": (cluster, definition, task, service, "arn:", "x"),
        "capacityProvider": ("FARGATE", "FARGATE_SPOT", "none"),
    }
    told = collections.Counter()
    for operation in reduce_model.served():
        shape = ecs.meta.service_model.operation_model(operation).input_shape
        call = getattr(ecs, xform_name(operation))
        for _ in range(ROUNDS):
            # What the shape needs at the least, and then more and more of it.
            request = value(rng, shape, "", known)
            try:
                call(**request)
                told["answered"] += 1
            except botocore.exceptions.ClientError as error:
                code = error.response["Error"]["Code"]
                assert code != "SerializationException", f"{operation} {request}: {error}"
                told[code] += 1
    assert told["answered"] > 50, told
