"""Reduces botocore's models to what the tests need of them: names and types.

    python reduce_model.py

Of the operations that local-ecs serves, and of all that they take and answer; no documentation. Written to
`model.json` (Amazon ECS) and `autoscaling_model.json` beside this file.
"""

import json
import pathlib
import re

import botocore.session

HERE = pathlib.Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
FILES = {"ecs": HERE / "model.json", "application-autoscaling": HERE / "autoscaling_model.json"}
# Operations that AWS does not have.
OWN = {"RecordScalingActivity"}
KEPT = ("type", "required", "enum", "min", "max", "pattern", "member", "key", "value", "members")


def served(service="ecs"):
    """The operations of the tables in the sources."""
    if service == "ecs":
        table = (SOURCE / "api/ecs.rs").read_text().split("operations! {", 1)[1].split("}", 1)[0]
        return re.findall(r"(\w+) =>", table)
    return re.findall(r'^ +"([A-Z]\w+)" =>', (SOURCE / "autoscaling/call.rs").read_text(), re.MULTILINE)


def slim(value):
    if isinstance(value, dict):
        if "shape" in value:
            return {"shape": value["shape"]}
        return {name: slim(inner) for name, inner in value.items()}
    return value


def reduced(service):
    model = botocore.session.get_session().get_service_model(service)
    description = model._service_description
    operations, wanted = {}, []
    for name in sorted(set(served(service)) - OWN):
        operation = description["operations"][name]
        shapes = {part: operation[part]["shape"] for part in ("input", "output")}
        operations[name] = {**shapes, "errors": sorted(error["shape"] for error in operation.get("errors", []))}
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
    for service, file in FILES.items():
        file.write_text(text(reduced(service)))
