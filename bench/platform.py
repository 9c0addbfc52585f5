"""The platform: previews beside an empty program, with the gate beside without it, and `up` beside a bare loop."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from queue import SimpleQueue

from bench.bare_loop import LOOP, registrations, service, traces
from bench.figures import Comparison, Figure, cost, in_turn, side_by_side
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
PREVIEW = ("pulumi", "preview", "--non-interactive", "--stack", "primary")
UP = ("pulumi", "up", "--yes", "--skip-preview", "--stack", "primary")


@dataclass(frozen=True)
class Ground:
    """A lab of its own, a copy of the projects, and the folder of a bare loop."""

    home: Home
    workspace: Workspace
    loop: Path


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """A lab and a copy of the projects in the new folder, for as long as the block runs."""
    home = Home(folder / "lab", home_of(os.environ).project)
    emulator = session.up(home, os.environ, "instant", parent_pid=os.getpid())
    try:
        environ = session.environment(home, emulator, os.environ)
        yield Ground(home, Workspace(copy_projects(folder / "project"), environ), folder / "loop")
    finally:
        process.stop(home)


def compare(runs: int) -> list[Comparison]:
    """Three comparisons, `runs` runs each."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as opened:
        folder = Path(scratch)
        # two, so that the program and the bare loop can come up at the same time
        grounds = [opened.enter_context(ground(folder / name)) for name in ("one", "other")]
        workspace = grounds[0].workspace
        empty = program(workspace, folder / "empty", EMPTY)
        return [*_previews(workspace, empty, empty_pack(folder / "pack"), runs), _up(grounds, runs)]


def _previews(workspace: Workspace, empty: Path, idle_pack: Sequence[str], runs: int) -> list[Comparison]:
    def wall(where: Path, *more: str) -> float:
        return cost([*PREVIEW, *more], where, workspace.environ).wall

    gate = ("--policy-pack", str(workspace.folder / "policy"))
    plain, gated, idle, nothing = in_turn(
        runs,
        lambda: wall(workspace.folder),
        lambda: wall(workspace.folder, *gate),
        lambda: wall(workspace.folder, *idle_pack),
        lambda: wall(empty),
    )
    floor = Figure("a pack without rules", idle).middle / Figure("without", plain).middle
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
    ]


def _up(grounds: Sequence[Ground], runs: int) -> Comparison:
    first = grounds[0].workspace
    first.pulumi(*UP[1:])
    state = json.loads(first.pulumi("stack", "export", "--show-secrets", "--stack", "primary").stdout)
    found = registrations(state)
    modules = ", ".join(["layers.platform", *sorted({f"pulumi_aws.{service(resource.token)}" for resource in found})])
    free = SimpleQueue[Ground]()  # a lab takes one `up` at a time
    for one in grounds:
        loop = program(one.workspace, one.loop, LOOP)
        (loop / "resources.json").write_text(json.dumps([astuple(resource) for resource in found]))
        free.put(one)

    def brought_up(folder: Callable[[Ground], Path]) -> float:
        taken = free.get()
        try:
            session.reset(taken.home, os.environ)
            return cost(UP, folder(taken), taken.workspace.environ).cpu
        finally:
            free.put(taken)

    def imported(names: str) -> float:
        return cost([sys.executable, "-c", f"import {names}"], first.folder, first.environ).cpu

    ours, bare, imports, sdk = side_by_side(
        runs,
        lambda: brought_up(lambda one: one.workspace.folder),
        lambda: brought_up(lambda one: one.loop),
        lambda: imported(modules),
        lambda: imported("pulumi"),
    )
    loading = Figure("the program's modules", imports).middle - Figure("pulumi", sdk).middle
    return Comparison(
        "up of the platform",
        Figure("the program, processor", ours),
        Figure("a bare loop, processor", bare),
        1.15,
        "Processor seconds of the CLI and all that it starts, each time on an empty lab, whose own are not in it. "
        f"{loading:.2f} s of ours are imports of pulumi-aws, pydantic and the program, which the loop has none of. "
        f"Where each resource was made is {traces(state):.0%} of the state, which Pulumi writes after every step.",
    )


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
