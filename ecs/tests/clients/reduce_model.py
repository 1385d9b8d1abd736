"""Reduces botocore's model of Amazon ECS to what the tests need of it: names and types.

    python reduce_model.py > model.json

The names and types of the operations that local-ecs serves, and of all that they take and answer; no documentation.
"""

import json
import pathlib
import sys

import botocore.session

KEPT = ("type", "required", "enum", "min", "max", "pattern", "member", "key", "value", "members")


def served():
    """The operations of the table in api/ecs.rs."""
    source = pathlib.Path(__file__).parents[2] / "src/api/ecs.rs"
    table = source.read_text().split("operations! {", 1)[1].split("}", 1)[0]
    return [line.split("=>")[0].strip() for line in table.splitlines() if "=>" in line] + "RunTask StartTask StopTask DescribeTasks ListTasks CreateService UpdateService DeleteService DescribeServices ListServices GetTaskProtection UpdateTaskProtection DescribeServiceDeployments ListServiceDeployments StopServiceDeployment DescribeServiceRevisions".split()


def slim(value):
    if isinstance(value, dict):
        if "shape" in value:
            return {"shape": value["shape"]}
        return {name: slim(inner) for name, inner in value.items()}
    return value


def reduced():
    model = botocore.session.get_session().get_service_model("ecs")
    description = model._service_description
    operations, wanted = {}, []
    for name in sorted(served()):
        operation = description["operations"][name]
        shapes = {part: operation[part]["shape"] for part in ("input", "output")}
        operations[name] = {**shapes, "errors": sorted(error["shape"] for error in operation["errors"])}
        wanted += shapes.values()
    shapes = {}
    while wanted:
        name = wanted.pop()
        if name in shapes:
            continue
        shape = description["shapes"][name]
        kept = {}
        for part in KEPT:
            if part in shape:
                inner = shape[part]
                kept[part] = (
                    {member: slim(ref) for member, ref in inner.items()} if part == "members" else slim(inner)
                )
        shapes[name] = kept
        references = list(kept.get("members", {}).values())
        references += [kept[part] for part in ("member", "key", "value") if part in kept]
        wanted += [reference["shape"] for reference in references]
    return {
        "all": sorted(description["operations"]),
        "operations": operations,
        "shapes": dict(sorted(shapes.items())),
    }


def text(model):
    lines = ['{"all":' + json.dumps(model["all"], separators=(",", ":")) + ","]
    for part in ("operations", "shapes"):
        lines.append(f'"{part}":{{')
        entries = [
            json.dumps(name) + ":" + json.dumps(value, separators=(",", ":"), sort_keys=True)
            for name, value in model[part].items()
        ]
        lines.append(",\n".join(entries))
        lines.append("}" + ("," if part == "operations" else "}"))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text(reduced()))
