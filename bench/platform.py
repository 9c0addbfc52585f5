"""Previews of the platform: beside an empty program, with the gate beside without it, and beside a bare loop.

The bare loop registers the very same resources with the very same inputs, taken from a state of the platform, without
components, settings or functions. What it takes is the floor of any program in this language with this SDK.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import Comparison, Figure, cost, in_turn
from lab import process, session
from lab.config import Home, home_of
from lab.workspace import Workspace, copy_projects

EMPTY = '"""Nothing."""\nimport pulumi\n'
LOOP = '''"""The same resources, registered by a loop."""
import json
from pathlib import Path

import pulumi

for token, name, inputs in json.loads(Path("resources.json").read_text()):
    pulumi.CustomResource(token, name, inputs)
'''
PREVIEW = ("pulumi", "preview", "--non-interactive", "--stack", "primary")
SECRET = "4dabf18193072939515e22adb298388d"  # the engine's mark of a secret in a state


def compare(runs: int) -> list[Comparison]:
    """Three comparisons, `runs` runs each."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "lab", home_of(os.environ).project)
        emulator = session.up(home, os.environ, "instant", parent_pid=os.getpid())
        try:
            environ = session.environment(home, emulator, os.environ)
            workspace = Workspace(copy_projects(Path(folder) / "project"), environ)
            return _measured(workspace, Path(folder), environ, runs)
        finally:
            process.stop(home)


def _measured(workspace: Workspace, folder: Path, environ: Mapping[str, str], runs: int) -> list[Comparison]:
    empty = program(workspace, folder / "empty", EMPTY)

    def wall(where: Path, *more: str) -> float:
        return cost([*PREVIEW, *more], where, environ).wall

    gate = ("--policy-pack", str(workspace.folder / "policy"))
    plain, gated, nothing = in_turn(
        runs, lambda: wall(workspace.folder), lambda: wall(workspace.folder, *gate), lambda: wall(empty)
    )
    workspace.pulumi("up", "--yes", "--skip-preview", "--stack", "primary")
    state = json.loads(workspace.pulumi("stack", "export", "--stack", "primary").stdout)
    workspace.pulumi("stack", "rm", "--force", "--yes", "--preserve-config", "primary")
    workspace.pulumi("stack", "init", "primary")
    loop = program(workspace, folder / "loop", LOOP)
    (loop / "resources.json").write_text(json.dumps(registrations(state)))
    ours, bare = in_turn(
        runs, lambda: cost(PREVIEW, workspace.folder, environ).cpu, lambda: cost(PREVIEW, loop, environ).cpu
    )
    return [
        Comparison(
            "preview of the platform",
            Figure("platform", plain),
            Figure("an empty program", nothing),
            None,
            "Wall seconds. No ratio is aimed at: the empty program registers nothing.",
        ),
        Comparison("preview with the gate", Figure("with the gate", gated), Figure("without", plain), 1.15),
        Comparison(
            "preview of the same resources",
            Figure("the program, processor", ours),
            Figure("a bare loop, processor", bare),
            1.15,
            "Processor seconds of the CLI and all that it starts. A preview and not an `up`: the loop's inputs are the "
            "state's own, and the names in them exist.",
        ),
    ]


def program(workspace: Workspace, folder: Path, text: str) -> Path:
    """A project of the same name and stack with another program."""
    folder.mkdir()
    own = (workspace.folder / "Pulumi.yaml").read_text().split("config:", 1)[0]
    (folder / "Pulumi.yaml").write_text(own)
    (folder / "Pulumi.primary.yaml").write_text((workspace.folder / "Pulumi.primary.yaml").read_text())
    (folder / "__main__.py").write_text(text)
    (folder / ".venv").symlink_to((workspace.folder / ".venv").resolve())
    return folder


def registrations(state: Mapping[str, Any]) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
    """(type, name, inputs) of every AWS resource of a state, secrets as their plain text (the lab's are no secrets)."""
    return [
        (one["type"], one["urn"].rsplit("::", 1)[-1], _plain(one.get("inputs", {})))
        for one in state["deployment"]["resources"]
        if one["type"].startswith("aws:") and one.get("custom") and not one.get("external")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if SECRET in value:
            return json.loads(value["plaintext"]) if "plaintext" in value else "x"
        return {key: _plain(one) for key, one in value.items() if not key.startswith("__")}
    return [_plain(one) for one in value] if isinstance(value, list) else value
