"""The bare loop that `up` of the platform is compared with: the same resources with the same inputs, read from a state.

It has no components, settings or functions: what it takes is the floor of any program in this language with this SDK.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LOOP = '''"""The same resources, registered by a loop."""
import functools
import json
from pathlib import Path

import pulumi

made = []


class Listed(pulumi.CustomResource):
    """A class of its own, as every resource of an SDK has: Pulumi then keeps where it was made, in the state, too."""

    def __init__(self, *arguments):
        super().__init__(*arguments)


def read(number, path):
    key, *steps = path
    output = made[number].id if key == "id" else made[number].__dict__[key]
    return output.apply(lambda value: functools.reduce(lambda inner, step: inner[step], steps, value))


def filled(text, values):
    for mark, value in values.items():
        text = text.replace(mark, json.dumps(value)[1:-1])
    return json.loads(text)


for token, name, inputs, marks, outputs, after in json.loads(Path("resources.json").read_text()):
    values = {mark: read(*where) for mark, where in marks.items()}
    props = dict.fromkeys(outputs)
    for key, value in inputs.items():
        text = json.dumps(value, ensure_ascii=False)
        mine = {mark: output for mark, output in values.items() if mark in text}
        if mine:
            value = pulumi.Output.all(**mine).apply(lambda found, text=text: filled(text, found))
        props[key] = value
    options = pulumi.ResourceOptions(depends_on=[made[other] for other in after])
    made.append(Listed(token, name, props, options))
'''
Steps = tuple[str | int, ...]  # the way to a value within outputs
SHORTEST = 6  # characters of an output that can be found again in an input
SECRET = "4dabf18193072939515e22adb298388d"  # the engine's mark of a secret in a state


def service(token: str) -> str:
    """`ec2` of `aws:ec2/vpc:Vpc`."""
    return token.split(":")[1].split("/")[0]


def traces(state: Mapping[str, Any]) -> float:
    """The share of a state that is its resources' stack traces; components make them longer."""
    resources = state["deployment"]["resources"]
    return sum(len(json.dumps(one.get("stackTrace", ""))) for one in resources) / len(json.dumps(resources))


@dataclass(frozen=True)
class Registration:
    """One resource of the loop: its inputs with marks in the place of what others put out.

    `marks`: mark → whose output it is (its place in the row), and the path to it. `outputs`: what others read of this
    one. `after`: whom it waits for.
    """

    token: str
    name: str
    inputs: Mapping[str, Any]
    marks: Mapping[str, tuple[int, Steps]]
    outputs: Sequence[str]
    after: Sequence[int]


def registrations(state: Mapping[str, Any]) -> list[Registration]:
    """Every AWS resource of a state, in an order in which it can be registered."""
    managed = [
        one
        for one in state["deployment"]["resources"]
        if one["type"].startswith("aws:") and one.get("custom") and not one.get("external")
    ]
    places = {one["urn"]: place for place, one in enumerate(managed)}
    puts_out = list[list[tuple[Steps, str]]]()
    inputs, marks, read = list[Any](), list[dict[str, tuple[int, Steps]]](), defaultdict[int, set[str]](set)
    after = [[places[urn] for urn in one.get("dependencies", ()) if urn in places] for one in managed]
    for one, others in zip(managed, after, strict=True):
        text = json.dumps(_plain(one.get("inputs", {})), ensure_ascii=False)
        mine: dict[str, tuple[int, Steps]] = {}
        found = [(value, other, path) for other in others for path, value in puts_out[other]]
        for value, other, path in sorted(found, key=lambda one: -len(one[0])):
            if value in text:
                mark = f"⟪{len(mine)}⟫"
                text = text.replace(value, mark)
                mine[mark] = (other, path)
                read[other] |= {str(path[0])} - {"id"}
        puts_out.append(_outputs(one, text))
        inputs.append(json.loads(text))
        marks.append(mine)
    return [
        Registration(one["type"], one["urn"].rsplit("::", 1)[-1], given, mine, sorted(read[place]), after[place])
        for place, (one, given, mine) in enumerate(zip(managed, inputs, marks, strict=True))
    ]


def _outputs(item: Mapping[str, Any], given: str) -> list[tuple[Steps, str]]:
    """The texts that a resource puts out and the program has not put in: paths and values, long enough to be found."""
    found: list[tuple[Steps, str]] = [(("id",), str(item["id"]))]
    found += [(path, text) for key, value in item.get("outputs", {}).items() for path, text in _texts((key,), value)]
    return [(path, text) for path, text in found if len(text) >= SHORTEST and text not in given]


def _texts(path: Steps, value: Any) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts((*path, number), one)
    elif isinstance(value, dict) and SECRET not in value:
        for key, one in value.items():
            yield from _texts((*path, key), one)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if SECRET in value:
            return json.loads(value["plaintext"])
        return {key: _plain(one) for key, one in value.items() if not key.startswith("__")}
    return [_plain(one) for one in value] if isinstance(value, list) else value
