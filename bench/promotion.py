"""The promotion's wall time beside what bounds it: the lab's waits at AWS's real pace, and the written runbook.

The critical path is what no script can be faster than: Aurora's failover beside the first tasks becoming healthy, then
DNS. Every run has a lab of its own and waits nearly all the time, so they run beside each other. Those that stand
beside the critical path begin once the planned moves and those of 200 services, which need the processor, have ended.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

from bench.figures import Comparison, Figure, MeasuredT
from bench.paced import Measured, PacedLab
from lab.emulator.engine.durations import DURATIONS

FEW, MANY = 5, 200
HEALTH_INTERVAL = 30.0  # seconds, ELB's default: a new target needs one passed check
WALL_LIMIT, SEQUENTIAL_LIMIT, SCALE_LIMIT, GAP_LIMIT = 1.05, 0.70, 1.20, 1.30
APART, APART_MANY = 5.0, 24.0  # seconds between two starts: what needs the processor is at the beginning


def critical_path() -> float:
    """Seconds at AWS's real pace: the longer of failover and first healthy tasks, then the record's propagation."""
    healthy = DURATIONS["ecs.task-start"].seconds + HEALTH_INTERVAL
    return max(DURATIONS["rds.global-failover"].seconds, healthy) + DURATIONS["route53.change"].seconds


def waits_in_a_row() -> float:
    """The same waits, none beside another."""
    names = ("rds.global-failover", "ecs.task-start", "route53.change")
    return sum(DURATIONS[name].seconds for name in names) + HEALTH_INTERVAL


def compare(runs: int) -> list[Comparison]:
    """All comparisons at AWS's real pace."""
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(4 * runs) as beside:
        folder, turns = Path(scratch), range(runs)
        planned = [
            beside.submit(moved, folder / f"planned-{turn}", APART * turn, FEW, ("--mode", "switchover"))
            for turn in turns
        ]
        many = [beside.submit(moved, folder / f"many-{turn}", APART_MANY * turn, MANY) for turn in turns]
        last = APART_MANY * runs
        hand = [beside.submit(written, folder / f"hand-{turn}", last + APART * turn) for turn in turns]
        wait([*planned, *many])
        few = [beside.submit(moved, folder / f"few-{turn}", APART * turn, FEW) for turn in turns]
        return comparisons(results(few), results(many), results(planned), results(hand))


def results(runs: Sequence[Future[MeasuredT]]) -> list[MeasuredT]:
    """What they measured, once they have."""
    return [one.result() for one in runs]


def moved(folder: Path, pause: float, services: int, mode: Sequence[str] = ()) -> Measured:
    """One run of the runbook on a lab of its own, `pause` seconds from now."""
    time.sleep(pause)
    with closing(PacedLab(folder)) as lab:
        return lab.moved(services, *mode)


def written(folder: Path, pause: float) -> float:
    """One run of the written runbook on a lab of its own, `pause` seconds from now."""
    time.sleep(pause)
    with closing(PacedLab(folder)) as lab:
        return lab.sequential(FEW)


def comparisons(
    few: Sequence[Measured], many: Sequence[Measured], moves: Sequence[Measured], hand: Sequence[float]
) -> list[Comparison]:
    """The walls and gaps beside what bounds them."""
    path = critical_path()
    ours = Figure(f"promotion, {FEW} services", tuple(one.wall for one in few))
    floor = path / waits_in_a_row()
    first = min(few, key=lambda one: one.wall)
    return [
        Comparison(
            "promotion beside the critical path",
            ours,
            Figure("the lab's waits", (path,)),
            WALL_LIMIT,
            f"Of the fastest run: preflight {first.preflight:.1f} s, RTO by the runbook {first.rto:.1f} s.",
        ),
        Comparison(
            "promotion beside the written runbook",
            ours,
            Figure("bench/sequential.sh", tuple(hand)),
            SEQUENTIAL_LIMIT,
            f"The floor is {floor:.2f}: with AWS's durations the record's minute comes after everything else in both.",
        ),
        Comparison(
            f"{MANY} services beside {FEW}",
            Figure(f"promotion, {MANY} services", tuple(one.wall for one in many)),
            ours,
            SCALE_LIMIT,
        ),
        gap("switchover", moves),
        gap("failover", few),
    ]


def gap(mode: str, runs: Sequence[Measured]) -> Comparison:
    """The gap in which writes through the public name fail, beside the database's own part of it."""
    own = DURATIONS[f"rds.global-{mode}"].seconds
    record = DURATIONS["route53.change"].seconds
    after = "The record moves only once the new writer is confirmed, and clients follow it a record's minute later"
    notes = {
        "switchover": f"{after}: the floor is {(own + record) / own:.2f}.",
        "failover": f"The region is lost when the run starts. {after}: the floor is {critical_path() / own:.2f}.",
    }
    return Comparison(
        f"gap in which writes fail, {mode}",
        Figure(f"gap, {mode}", tuple(one.gap for one in runs)),
        Figure("the database's own part", (own,)),
        GAP_LIMIT,
        notes[mode],
    )
