"""From Enter to the call that fails Aurora over, with a cold AWS CLI: what the preflight costs where nothing is warm.

A promotion is started on the lab and measured until `FailoverGlobalCluster` arrives. Beside it stands the slowest of
single reads of the same kinds, twice: a preflight cannot do with less than two reads in a row (who am I, where is the
database). Starting a CLI costs processor time before it says a word, so the cores decide: the floor is the calls that
were made times the processor seconds of one, shared by the cores.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import Comparison, Cost, Figure, cost
from bench.paced import LONGEST, SCRIPT, PacedLab
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, GLOBAL, PATH, STEM, Pair

SERVICES = 5
GOAL_SECONDS, GOAL_CPU = 3.0, 0.35  # the goal holds where a call costs so much processor time
CALL = "FailoverGlobalCluster"


def compare(runs: int) -> list[Comparison]:
    """One comparison, `runs` runs."""
    with tempfile.TemporaryDirectory() as folder:
        bench = PacedLab(Path(folder), warm=False)
        try:
            walls, counts, slowest = [], [], []
            for _ in range(runs):
                pair = bench.seeded(SERVICES)
                slowest.append(max((single(bench, read) for read in reads(pair)), key=lambda found: found.wall))
                bench.lab.client.forget_calls()
                wall, calls = until_the_call(bench)
                walls.append(wall)
                counts.append(calls)
        finally:
            bench.close()
    return [comparison(tuple(walls), tuple(counts), tuple(slowest), os.cpu_count() or 1)]


def reads(pair: Pair) -> tuple[list[str], ...]:
    """Single reads of the kinds that a preflight makes."""
    where = ["--region", pair.dr.name, "--output", "text"]
    services = [entry.ecs_service for entry in pair.dr.services]
    return (
        ["aws", "sts", "get-caller-identity", *where],
        ["aws", "rds", "describe-global-clusters", "--global-cluster-identifier", GLOBAL, *where],
        ["aws", "ssm", "get-parameters-by-path", "--recursive", "--path", PATH, *where],
        ["aws", "ecs", "describe-services", "--cluster", STEM, "--services", *services, *where],
    )


def single(bench: PacedLab, read: list[str]) -> Cost:
    """One cold read by itself."""
    return cost(read, bench.folder, bench.environ)


def until_the_call(bench: PacedLab) -> tuple[float, int]:
    """Wall seconds from the start of the script to the call, and how many calls it had made by then."""
    command = [str(SCRIPT), "--app", APP, "--env", ENVIRONMENT, "--region", "us-west-2"]
    command += ["--yes", "--confirm", GLOBAL, "--report", str(bench.folder / "reports")]
    began = time.monotonic()
    with subprocess.Popen(
        command, env=bench.environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as child:
        try:
            while child.poll() is None and time.monotonic() - began < LONGEST:
                calls = bench.lab.client.calls()
                if any(call["operation"] == CALL for call in calls):
                    return time.monotonic() - began, len(calls)
                time.sleep(0.1)
        finally:
            os.killpg(child.pid, signal.SIGKILL)
        said = child.stderr.read().decode() if child.stderr else ""
    raise RuntimeError(f"the promotion never came to {CALL}:\n{said[-2000:]}")


def comparison(walls: tuple[float, ...], counts: tuple[int, ...], slowest: tuple[Cost, ...], cores: int) -> Comparison:
    """What was measured; the goal is one of seconds, so the ratio has none."""
    cpu, calls = median(found.cpu for found in slowest), median(counts)
    floor = calls * cpu / cores
    return Comparison(
        "Enter to failover call, cold CLI",
        Figure("promotion, until the call", walls),
        Figure("two reads in a row", tuple(2 * found.wall for found in slowest)),
        None,
        f"Goal: {GOAL_SECONDS} s where a call costs {GOAL_CPU} s of processor time; measured {median(walls):.1f} s at "
        f"{cpu:.2f} s. The floor here is {floor:.1f} s: {calls:g} calls on {cores} cores. At {GOAL_CPU} s a call it "
        f"would be {calls * GOAL_CPU / cores:.1f} s.",
    )
