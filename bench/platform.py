"""The platform: previews beside an empty program, with the gate beside without it, and `up` beside a bare loop.

The bare loop registers the very same resources with the very same inputs and dependencies, taken from a state of the
platform, without components, settings or functions. What it takes is the floor of any program in this language with
this SDK.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from bench.figures import Comparison, Figure, cost, in_turn
from lab import process, session
from lab.config import Home, home_of
from lab.workspace import Workspace, copy_projects

EMPTY = '"""Nothing."""\nimport pulumi\n'
EMPTY_PACK = {
    "PulumiPolicy.yaml": "name: empty\nversion: 0.1.0\nruntime:\n  name: python\n",
    "__main__.py": '''"""A pack whose one policy finds nothing: what any pack takes."""
import pulumi_policy

nothing = pulumi_policy.StackValidationPolicy("nothing", "Nothing.", lambda _args, _report: None)
pulumi_policy.PolicyPack("empty", policies=[nothing])
''',
}
LOOP = '''"""The same resources, registered by a loop."""
import functools
import json
from pathlib import Path

import pulumi

made = []


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
    made.append(pulumi.CustomResource(token, name, props, options))
'''
PREVIEW = ("pulumi", "preview", "--non-interactive", "--stack", "primary")
UP = ("pulumi", "up", "--yes", "--skip-preview", "--stack", "primary")
Steps = tuple[str | int, ...]  # the way to a value within outputs
SHORTEST = 6  # characters of an output that can be found again in an input
SECRET = "4dabf18193072939515e22adb298388d"  # the engine's mark of a secret in a state


def compare(runs: int) -> list[Comparison]:
    """Three comparisons, `runs` runs each."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "lab", home_of(os.environ).project)
        emulator = session.up(home, os.environ, "instant", parent_pid=os.getpid())
        try:
            environ = session.environment(home, emulator, os.environ)
            workspace = Workspace(copy_projects(Path(folder) / "project"), environ)
            return _measured(home, workspace, Path(folder), runs)
        finally:
            process.stop(home)


def _measured(home: Home, workspace: Workspace, folder: Path, runs: int) -> list[Comparison]:
    environ = workspace.environ
    empty = program(workspace, folder / "empty", EMPTY)

    def wall(where: Path, *more: str) -> float:
        return cost([*PREVIEW, *more], where, environ).wall

    gate = ("--policy-pack", str(workspace.folder / "policy"))
    plain, gated, idle, nothing = in_turn(
        runs,
        lambda: wall(workspace.folder),
        lambda: wall(workspace.folder, *gate),
        lambda: wall(workspace.folder, *empty_pack(folder / "pack")),
        lambda: wall(empty),
    )
    workspace.pulumi(*UP[1:])
    state = json.loads(workspace.pulumi("stack", "export", "--show-secrets", "--stack", "primary").stdout)
    loop = program(workspace, folder / "loop", LOOP)
    (loop / "resources.json").write_text(json.dumps([astuple(one) for one in registrations(state)]))

    def brought_up(where: Path) -> float:
        session.reset(home, os.environ)
        return cost(UP, where, environ).cpu

    def imported(module: str) -> float:
        return cost([sys.executable, "-c", f"import {module}"], workspace.folder, environ).cpu

    ours, bare, imports, sdk = in_turn(
        runs,
        lambda: brought_up(workspace.folder),
        lambda: brought_up(loop),
        lambda: imported("layers.platform"),
        lambda: imported("pulumi"),
    )
    floor = Figure("a pack without rules", idle).middle / Figure("without", plain).middle
    modules = Figure("the program's modules", imports).middle - Figure("pulumi", sdk).middle
    return [
        Comparison(
            "preview of the platform",
            Figure("platform", plain),
            Figure("an empty program", nothing),
            None,
            "Wall seconds. No ratio is aimed at: the empty program registers nothing.",
        ),
        Comparison(
            "preview with the gate",
            Figure("with the gate", gated),
            Figure("without", plain),
            1.15,
            f"The floor is {floor:.2f}: the same preview with a pack of one policy that finds nothing.",
        ),
        Comparison(
            "up of the platform",
            Figure("the program, processor", ours),
            Figure("a bare loop, processor", bare),
            1.15,
            "Processor seconds of the CLI and all that it starts, each time on an empty lab, whose own are not in it. "
            f"{modules:.2f} s of ours are the import of pulumi-aws, pydantic and the program; the loop has none.",
        ),
    ]


def empty_pack(folder: Path) -> tuple[str, str]:
    """The options that run a pack without rules, which is written to the folder."""
    folder.mkdir(exist_ok=True)
    for name, text in EMPTY_PACK.items():
        (folder / name).write_text(text)
    return ("--policy-pack", str(folder))


def program(workspace: Workspace, folder: Path, text: str) -> Path:
    """A project of the same name and stack with another program."""
    folder.mkdir()
    own = (workspace.folder / "Pulumi.yaml").read_text().split("config:", 1)[0]
    (folder / "Pulumi.yaml").write_text(own)
    (folder / "Pulumi.primary.yaml").write_text((workspace.folder / "Pulumi.primary.yaml").read_text())
    (folder / "__main__.py").write_text(text)
    (folder / ".venv").symlink_to((workspace.folder / ".venv").resolve())
    return folder


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
