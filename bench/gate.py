"""The gate beside AWSGuard: `pulumi policy analyze --file` on the same state, 1,000 and 10,000 resources.

Each pack is started by the engine directly, as a program of its own, so that packs are compared and not language
hosts. The floor is a Python pack with one rule that does nothing: the engine's and the protocol's share, which no pack
in Python can go below. CPU seconds are those of the command and all that it started; wall seconds beside them say how
busy the machine was. AWSGuard is fetched from npm once, into the user's cache; without npm its column stays empty.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Comparison, Figure
from lab.toolchain import pulumi_cli
from tests.policy.blueprint import deployment
from tests.policy.clean import platform

CHECKOUT = Path(__file__).parent.parent
SIZES = (100, 1000, 10_000)
GOALS = {1000: 0.6, 10_000: 1.0}
GUARD_NAME = "AWSGuard 0.3.1"
RUNS = 3
LIMIT_SECONDS = 600
PACKAGES = ("@pulumi/awsguard@0.3.1", "@pulumi/pulumi@3.248.0")
# what any stack is full of, and neither pack finds fault with
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("aws:iam/role:Role", {"assumeRolePolicy": "{}"}),
    ("aws:lb/targetGroup:TargetGroup", {"port": 80, "healthCheck": {"path": "/", "interval": 10}}),
    ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 30}),
    ("aws:ssm/parameter:Parameter", {"type": "String", "value": "x"}),
)
FLOOR = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy
nothing = ResourceValidationPolicy("nothing", "Looks at nothing.", validate=lambda args, report: None)
PolicyPack("floor", [nothing], EnforcementLevel.MANDATORY)
"""
GUARD = 'const { AwsGuard } = require("@pulumi/awsguard");\nnew AwsGuard({ all: "advisory" });\n'
PLAIN = """
import runpy, sys
sys.path.insert(0, CHECKOUT)
from policy.engine import request_cache
request_cache.install = lambda: False
runpy.run_path(CHECKOUT + "/policy/__main__.py", run_name="__main__")
"""


@dataclass(frozen=True)
class Cost:
    """What one analysis took: seconds on the clock, seconds of processor time."""

    wall: float
    cpu: float


def state(count: int) -> dict[str, Any]:
    """A state of `count` resources: a clean platform of ours, and what any stack is full of."""
    made = platform()
    number = 0
    while len(made.nodes) < count:
        token, inputs = KINDS[number % len(KINDS)]
        made.add(token, f"more{number}", name=f"myapp-prod-{number}", **inputs)
        number += 1
    return deployment(made)


def measured(pack: Path, file: Path, environ: Mapping[str, str]) -> Cost:
    """Analyze `file` with `pack` once.

    Raises:
        RuntimeError: the pack refused the state, or did not run at all.
    """
    command = ["pulumi", "policy", "analyze", "--file", str(file), "--policy-pack", str(pack)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command, env=dict(environ), capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"{pack.name} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def launcher(folder: Path, name: str, line: str) -> Path:
    """A program that the engine starts as an analyzer, with its own address as the first argument."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def python_pack(folder: Path, name: str, program: str) -> Path:
    """A launcher of a Python pack whose program is `program`."""
    home = folder / f"{name}-pack"
    home.mkdir()
    (home / "__main__.py").write_text(program, encoding="utf-8")
    return launcher(folder, name, f'cd "{home}" && exec "{sys.executable}" -u -m pulumi.policy "$1" .')


def guard(folder: Path, environ: Mapping[str, str]) -> Path | None:
    """A launcher of AWSGuard, installed once; None where there is no npm or no way to the registry."""
    npm = shutil.which("npm")
    home = pulumi_cli.cache_folder(environ).parent / "bench" / "awsguard"
    if not (home / "node_modules").is_dir():
        if npm is None:
            return None
        home.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--no-save", "--no-audit", "--no-fund", *PACKAGES]
        if subprocess.run(install, cwd=home, check=False).returncode != 0:
            return None
    (home / "package.json").write_text('{"name": "guard", "version": "0.3.1", "main": "index.js"}', encoding="utf-8")
    (home / "index.js").write_text(GUARD, encoding="utf-8")
    (home / "PulumiPolicy.yaml").write_text("name: awsguard\nruntime: nodejs\n", encoding="utf-8")
    run = "./node_modules/@pulumi/pulumi/cmd/run-policy-pack"
    return launcher(folder, "awsguard", f'cd "{home}" && exec node {run} "$1" .')


def packs(folder: Path, environ: Mapping[str, str]) -> dict[str, Path]:
    """The packs to compare, by name."""
    start = f"CHECKOUT = {str(CHECKOUT)!r}\n"
    ours = 'import runpy\nrunpy.run_path(CHECKOUT + "/policy/__main__.py", run_name="__main__")\n'
    found = {
        "standby": python_pack(folder, "standby", start + ours),
        "standby, each policy reading for itself": python_pack(folder, "plain", start + PLAIN),
        "floor: one rule that does nothing": python_pack(folder, "floor", FLOOR),
    }
    other = guard(folder, environ)
    return {**found, **({GUARD_NAME: other} if other else {})}


def environment(folder: Path) -> dict[str, str]:
    """The CLI of the toolchain with a home of its own; nothing here needs a backend."""
    cli = pulumi_cli.find(os.environ)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "AWS_"))}
    path = f"{cli.folder}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "PULUMI_HOME": str(folder / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}


def compared(count: int, chosen: Mapping[str, Path], folder: Path, environ: Mapping[str, str]) -> dict[str, list[Cost]]:
    """`RUNS` runs of each pack, taken in turn, so that a busy machine is busy for all."""
    file = folder / f"state-{count}.json"
    file.write_text(json.dumps(state(count)), encoding="utf-8")
    costs: dict[str, list[Cost]] = {name: [] for name in chosen}
    for _ in range(RUNS):
        for name, pack in chosen.items():
            costs[name].append(measured(pack, file, environ))
    return costs


def compare(_runs: int) -> list[Comparison]:
    """Processor seconds beside AWSGuard, at each size; nothing to compare with where there is no npm."""
    with tempfile.TemporaryDirectory(prefix="bench-gate-") as scratch:
        folder = Path(scratch)
        environ = environment(folder)
        other = guard(folder, environ)
        if other is None:
            raise RuntimeError("AWSGuard cannot be had: npm or its registry is missing")
        chosen = {"standby": packs(folder, environ)["standby"], GUARD_NAME: other}
        found = []
        for count in SIZES:
            costs = compared(count, chosen, folder, environ)
            figures = [Figure(name, tuple(cost.cpu for cost in costs[name])) for name in chosen]
            found.append(Comparison(f"{count:,} resources, processor", figures[0], figures[1], GOALS.get(count)))
        return found
