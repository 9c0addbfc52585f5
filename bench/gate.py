"""The gate beside AWSGuard: `pulumi policy analyze --file` on the same state, of 100, 1,000 and 10,000 resources.

Each pack is started by the engine directly, as a program of its own, so that packs are compared and not language
hosts. CPU seconds are those of the command and all that it started, and both packs run at the same time. AWSGuard is
fetched from npm once, into the user's cache.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import Comparison, Cost, Figure, cost, side_by_side
from lab.toolchain import pulumi_cli
from tests.policy.blueprint import deployment
from tests.policy.clean import platform

CHECKOUT = Path(__file__).parent.parent
SIZES = (100, 1000, 10_000)
GOALS = {1000: 0.6, 10_000: 1.0}
GUARD_NAME = "AWSGuard 0.3.1"
EXPONENT, PEAK_MIB = 1.1, 300
PACKAGES = ("@pulumi/awsguard@0.3.1", "@pulumi/pulumi@3.248.0")
# what any stack is full of, and neither pack finds fault with
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("aws:iam/role:Role", {"assumeRolePolicy": "{}"}),
    ("aws:lb/targetGroup:TargetGroup", {"port": 80, "healthCheck": {"path": "/", "interval": 10}}),
    ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 30}),
    ("aws:ssm/parameter:Parameter", {"type": "String", "value": "x"}),
)
GUARD = 'const { AwsGuard } = require("@pulumi/awsguard");\nnew AwsGuard({ all: "advisory" });\n'


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
        RuntimeError: the pack refused the state, did not run at all, or did not end.
    """
    command = ("pulumi", "policy", "analyze", "--file", str(file), "--policy-pack", str(pack))
    return cost(command, file.parent, environ)


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


def gate(folder: Path) -> Path:
    """A launcher of this project's pack."""
    program = (
        f"import runpy, sys\nsys.path.insert(0, {str(CHECKOUT)!r})\n"
        f"runpy.run_path({str(CHECKOUT / 'policy' / '__main__.py')!r}, run_name='__main__')\n"
    )
    return python_pack(folder, "standby", program)


def environment(folder: Path) -> dict[str, str]:
    """The CLI of the toolchain with a home of its own; nothing here needs a backend."""
    cli = pulumi_cli.find(os.environ)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "AWS_"))}
    path = f"{cli.folder}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "PULUMI_HOME": str(folder / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}


def compared(
    count: int, chosen: Mapping[str, Path], folder: Path, environ: Mapping[str, str], runs: int
) -> dict[str, tuple[Cost, ...]]:
    """`runs` runs of each pack, all packs beside each other, so that a busy machine is busy for all."""
    file = folder / f"state-{count}.json"
    file.write_text(json.dumps(state(count)), encoding="utf-8")
    taken = side_by_side(runs, *(partial(measured, pack, file, environ) for pack in chosen.values()))
    return dict(zip(chosen, taken, strict=True))


def compare(runs: int) -> list[Comparison]:
    """Processor seconds beside AWSGuard, at each size; nothing to compare with where there is no npm."""
    with tempfile.TemporaryDirectory(prefix="bench-gate-") as scratch:
        folder = Path(scratch)
        environ = environment(folder)
        other = guard(folder, environ)
        if other is None:
            raise RuntimeError("AWSGuard cannot be had: npm or its registry is missing")
        chosen = {"standby": gate(folder), GUARD_NAME: other}
        return comparisons({count: compared(count, chosen, folder, environ, runs) for count in SIZES})


def comparisons(costs: Mapping[int, Mapping[str, Sequence[Cost]]]) -> list[Comparison]:
    """The packs beside each other, at each size; the largest one says how it grows and what it holds in memory."""
    found = []
    for count, packs_costs in costs.items():
        ours, other = (Figure(name, tuple(one.cpu for one in taken)) for name, taken in packs_costs.items())
        peak = max(one.peak for one in packs_costs["standby"])
        note = f"Largest process {peak:.0f} MiB (goal {PEAK_MIB} MiB)."
        if count == SIZES[-1]:
            few = median(one.cpu for one in costs[SIZES[-2]]["standby"])
            exponent = math.log(ours.middle / few) / math.log(SIZES[-1] / SIZES[-2])
            note = f"From {SIZES[-2]:,} resources on it grows with exponent {exponent:.2f} (goal {EXPONENT}). {note}"
        found.append(Comparison(f"{count:,} resources, processor", ours, other, GOALS.get(count), note))
    return found
