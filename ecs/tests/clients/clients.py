"""Clients of an account, whose answers are held against botocore's model before botocore reads them."""

import json
import os
import subprocess
import sys

import boto3
import botocore.config
import botocore.exceptions

REGION = "eu-west-1"

# Errors that every service of this protocol may answer, and that are in no model.
COMMON_ERRORS = {"SerializationException", "UnknownOperationException"}


class Account:
    def __init__(self, number):
        self.number = str(number)
        self.ecs = self.client()

    def client(self, service="ecs", **config):
        client = boto3.client(
            service,
            region_name=REGION,
            endpoint_url=os.environ["ENDPOINT"],
            aws_access_key_id=self.number,
            aws_secret_access_key="secret",
            config=botocore.config.Config(retries={"total_max_attempts": 1}, **config),
        )
        client.meta.events.register(f"before-parse.{service}.*", hold_against_model)
        return client

    def arn(self, resource):
        return f"arn:aws:ecs:{REGION}:{self.number}:{resource}"

    def aws(self, *arguments):
        """What the AWS CLI prints, as JSON; None where it prints nothing."""
        done = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), "aws"), "ecs", *arguments],
            env={
                "AWS_ACCESS_KEY_ID": self.number,
                "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_DEFAULT_REGION": REGION,
                "AWS_ENDPOINT_URL": os.environ["ENDPOINT"],
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "PATH": os.environ["PATH"],
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, f"aws ecs {arguments} ended with {done.returncode}: {done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip() else None


def refused(call, code):
    """The message of the error that the call is refused with."""
    try:
        answer = call()
    except botocore.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"it was answered: {answer}")


def hold_against_model(operation_model, response_dict, **_):
    """An answer is of the operation's shape, or one of its errors, before botocore makes the best of it."""
    name = operation_model.name
    headers = response_dict["headers"]
    assert headers["content-type"] == "application/x-amz-json-1.1", headers
    assert headers.get("x-amzn-requestid"), headers
    status, body = response_dict["status_code"], json.loads(response_dict["body"])
    if status == 200:
        problems = list(wrong(operation_model.output_shape, body, ""))
        assert not problems, f"the answer to {name}: {problems}"
        return
    assert status == 400, f"{name} was answered with {status}: {body}"
    code = body["__type"].rsplit("#")[-1]
    known = {shape.name for shape in operation_model.error_shapes} | COMMON_ERRORS
    assert code in known, f"{name} was refused with {body}, and its errors are {sorted(known)}"
    assert body.get("message") or body.get("Message"), body


TYPES = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "timestamp": (int, float),
    "double": (int, float),
    "float": (int, float),
}


def wrong(shape, value, place):
    """What of a value is not as its shape says."""
    kind = shape.type_name
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{place} is {value!r}, and no {kind}"
        return
    if kind == "structure":
        for name in shape.required_members:
            if name not in value:
                yield f"{place} has no {name}"
        for name, inner in value.items():
            if name in shape.members:
                yield from wrong(shape.members[name], inner, f"{place}.{name}")
            else:
                yield f"{place} has {name}, which nobody knows"
    elif kind == "list":
        for inner in value:
            yield from wrong(shape.member, inner, f"{place}[]")
    elif kind == "map":
        for name, inner in value.items():
            yield from wrong(shape.value, inner, f"{place}.{name}")
    elif kind == "string" and shape.enum and value not in shape.enum:
        yield f"{place} is {value!r}, and none of {shape.enum}"
