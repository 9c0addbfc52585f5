"""One operator of a failback: a process of its own with the real seams to the lab, that can be killed and suspended."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import standby.lock
from pattern.naming import Names
from standby.aws.alarms import CloudWatchRegion
from standby.aws.aurora import AuroraRegion
from standby.aws.capacity import EcsRegion
from standby.aws.cloud import Cloud
from standby.aws.parameters import SsmRegion
from standby.aws.probe import CurlProbe
from standby.aws.schedules import EventsRegion
from standby.aws.zone import ROUTE53_REGION, Route53Zone
from standby.connect import WallClock
from standby.errors import RefusedError, StandbyError
from standby.failback.loop import apply
from standby.failback.report import FileReport
from standby.journal import FileJournal
from standby.lock import Lock, held
from standby.pair.facts import Limits
from standby.pair.ownership import holder
from standby.pair.seams import Region
from standby.pair.world import World
from tests.scenario.chaos.stacks_stand_in import StandInStacks
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.seed_pair import APP, DR_ACU, ENVIRONMENT, GLOBAL, PATH, RECORD, Pair, cluster_name

POLL_SECONDS, PATIENCE = 0.1, 0.02  # a wait of an hour is given up after a minute or two; LONGEST ends the others
CHECK_SECONDS, SETTLE_SECONDS = 0.7, 1.0  # both shortened alike
LONGEST = 300.0


class Impatient(WallClock):
    """Nobody waits for minutes on a lab without durations."""

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, SETTLE_SECONDS))


class Agrees:
    """An operator who agrees to everything, and whose screen is a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def say(self, line: str) -> None:
        with self.file.open("a") as screen:
            print(line, file=screen)

    def agree(self, step: str, question: str, word: str) -> None:
        self.say(f"{step} {question} {word}")


def world_of(pair: Pair, stacks: StandInStacks, run: str, folder: Path) -> World:
    """The pair as this process sees it. A lock that lies there is taken over by its run's name, as a person would."""
    regions = [_region(side.name) for side in (pair.primary, pair.dr)]
    operator, clock = Agrees(folder / f"{run}.txt"), Impatient()
    owners = []
    for region in regions:
        try:
            owners.append(holder(region.parameters.locks()))
        except StandbyError:
            owners.append(None)
    over = next((owner.run for owner in reversed(owners) if owner is not None), None)
    return World(
        database_id=GLOBAL,
        primary=regions[0],
        dr=regions[1],
        zone=Route53Zone(Cloud(ROUTE53_REGION), pair.zone_id, RECORD),
        probe=CurlProbe(RECORD, seeding.HEALTH_PATH, seeding.WRITE_PATH),
        stacks=stacks,
        clock=clock,
        operator=operator,
        journal=FileJournal(run, folder / f"{run}.jsonl", [SsmRegion(Cloud(pair.dr.name), f"{PATH}-journal")]),
        report=FileReport(folder / f"{run}.jsonl", run),
        lock=Lock(run, (regions[1].parameters, regions[0].parameters), clock, operator.say, over),
        limits=Limits(5000.0, 1, 1, DR_ACU),
        poll_seconds=POLL_SECONDS,
        patience=PATIENCE,
    )


def _region(name: str) -> Region:
    cloud = Cloud(name)
    return Region(
        name,
        cluster_name(name),
        AuroraRegion(cloud),
        EcsRegion(cloud),
        EventsRegion(cloud),
        CloudWatchRegion(cloud, Names(APP, ENVIRONMENT, name)),
        SsmRegion(cloud, PATH),
    )


@dataclass
class Operator:
    """A forked process: `pid`, and the file that says how it ended."""

    run: str
    folder: Path
    environ: dict[str, str]
    work: Callable[[], World]
    pid: int = field(init=False)
    ended: bool = field(default=False, init=False)
    killed: bool = field(default=False, init=False)  # by us

    def __post_init__(self) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            self._be()

    def _be(self) -> None:
        """The child: never returns."""
        try:
            os.setsid()
            os.environ.update(self.environ)
            sink = os.open(self.folder / f"{self.run}.err", os.O_WRONLY | os.O_CREAT)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
            standby.lock.CHECK_SECONDS, standby.lock.SETTLE_SECONDS = CHECK_SECONDS, SETTLE_SECONDS
            self._end_file.with_suffix(".new").write_text(_outcome(self.work))
            self._end_file.with_suffix(".new").rename(self._end_file)
        finally:
            sys.stderr.flush()
            os._exit(0)

    @property
    def _end_file(self) -> Path:
        return self.folder / f"{self.run}.end"

    def alive(self) -> bool:
        if not self.ended:
            self.ended = os.waitpid(self.pid, os.WNOHANG)[0] != 0
        return not self.ended

    def kill(self) -> None:
        if self.alive():
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.ended = self.killed = True

    def suspend(self) -> None:
        os.killpg(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def wait(self) -> str:
        """How it ended: `done`, a refusal's reason, the name of an error of ours, or a traceback."""
        deadline = time.monotonic() + LONGEST
        while self.alive():
            if time.monotonic() > deadline:
                self.kill()
                return f"still running after {LONGEST:.0f} s"
            time.sleep(0.02)
        if self._end_file.is_file():
            return self._end_file.read_text()
        return "killed" if self.killed else "died without a word"


def _outcome(work: Callable[[], World]) -> str:
    try:
        world = work()
        with held(world.lock):
            apply(world)
    except RefusedError as refused:
        return refused.reason
    except StandbyError as error:
        return f"{type(error).__name__}: {error}"
    except Exception:  # what no command of ours may end in: the case is wrong
        return traceback.format_exc()
    return "done"
