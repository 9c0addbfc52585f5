"""A lab at AWS's real pace, and what happens in it: a promotion, a planned move, the written runbook.

The AWS CLI is the lab's warm one, for all of them: starting a cold one hundreds of times measures the processor, not
the runbook. A client writes through the public name all the time, so that the gap in which writes fail is measured.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config

from lab import process, session, shell
from lab.config import Home
from lab.process import Emulator
from tests.scenario.promotion.runs import public, until_lag_is_known
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, GLOBAL, RECORD, STEM, WRITE_PATH, Pair, seed_pair

FOLDER = Path(__file__).parent
SCRIPT = FOLDER.parent / "runbooks" / "promote-dr.sh"
SEQUENTIAL = FOLDER / "sequential.sh"
LONGEST = 900.0
WRITE_EVERY = 0.5


@dataclass(frozen=True)
class Measured:
    """Seconds of one move: preflight, RTO as the script reports it, start to exit, the gap in which writes failed."""

    services: int
    preflight: float
    rto: float
    wall: float
    gap: float


def read_run(services: int, wall: float, gap: float, out: str, err: str) -> Measured:
    """The script's own numbers out of what it printed; ValueError when it did not finish."""
    preflight = re.search(r"\[\s*([\d.]+)s\] preflight done", err)
    rto = re.search(r"first good public answer: ([\d.]+) s", out)
    if preflight is None or rto is None:
        raise ValueError(f"the promotion did not finish:\n{err[-2000:]}")
    return Measured(services, float(preflight[1]), float(rto[1]), wall, gap)


def longest_gap(writes: Sequence[tuple[float, bool]]) -> float:
    """Seconds from the first failed write to the next good one, of the longest row; `writes`: (when, good) in order."""
    longest, since = 0.0, None
    for (moment, good), (following, _) in pairwise([*writes, (writes[-1][0] if writes else 0.0, True)]):
        if good:
            since = None
        else:
            since = moment if since is None else since
            longest = max(longest, following - since)
    return longest


class Writes:
    """A client that writes through the public name while the block runs; `gap()` is what it saw."""

    def __init__(self, lab: Emulator) -> None:
        self.lab, self.seen = lab, list[tuple[float, bool]]()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        while not self._stop.wait(WRITE_EVERY):
            began = time.monotonic()
            self.seen.append((began, public(self.lab, "POST", WRITE_PATH)[0] == 200))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def gap(self) -> float:
        """Seconds."""
        return longest_gap(self.seen)


def by_hand(pair: Pair) -> tuple[dict[str, str], list[str]]:
    """What `sequential.sh` reads from its environment, and its arguments."""
    dr = pair.dr
    environ = {
        "REGION": dr.name,
        "CLUSTER_NAME": STEM,
        "GLOBAL": GLOBAL,
        "CLUSTER_ARN": dr.values["database/cluster-arn"],
        "LISTENER_ARN": dr.values["ingress/listener-arn"],
        "GROUP_ARN": dr.live_group,
        "ZONE_ID": pair.zone_id,
        "RECORD": RECORD,
        "API_TARGET": dr.values["ingress/api-domain-target"],
        "API_ZONE_ID": dr.values["ingress/api-domain-zone-id"],
    }
    return environ, [f"{entry.ecs_service}={entry.desired}/{entry.min}" for entry in dr.services]


class PacedLab:
    """A lab for one measurement after the other."""

    def __init__(self, folder: Path, warm: bool = True) -> None:
        home = Home(folder / "lab")
        with process.exclusive(home):
            self.lab: Emulator = process.start(home, "instant", parent_pid=os.getpid(), warm_cli=warm)
        self.home, self.folder = home, folder
        self.environ = session.environment(home, self.lab, os.environ)

    def aws(self) -> Callable[..., Any]:
        """`aws(service, region)`: boto3 clients of the lab."""
        make: Any = boto3.client
        options = {"aws_access_key_id": shell.ACCESS_KEY, "aws_secret_access_key": shell.SECRET_KEY}
        config = Config(proxies={})
        return cache(
            lambda service, region="us-east-1": make(
                service, region_name=region, endpoint_url=self.lab.url, config=config, **options
            )
        )

    def seeded(self, services: int, *, lost: bool = True) -> Pair:
        """An empty lab, a pair with so many services, then AWS's real pace; `lost`: the primary region is."""
        self.lab.client.heal()
        self.lab.client.reset()
        self.lab.client.set_profile("instant")
        pair = seed_pair(self.aws(), services)
        self.lab.client.set_profile("real")
        if lost:
            self.lab.client.outage("us-east-1", "refuse")
        else:
            until_lag_is_known(self.aws(), pair)
        return pair

    def moved(self, services: int, *mode: str) -> Measured:
        """One run of the runbook; without a mode, a promotion while the primary region is lost."""
        self.seeded(services, lost=not mode)
        command = [str(SCRIPT), "--app", APP, "--env", ENVIRONMENT, "--region", "us-west-2", *mode]
        command += ["--yes", "--confirm", GLOBAL, "--report", str(self.folder / f"reports-{services}")]
        began = time.monotonic()
        with Writes(self.lab) as writes:
            done = subprocess.run(
                command, env=self.environ, capture_output=True, text=True, timeout=LONGEST, check=False
            )
            wall = time.monotonic() - began
        return read_run(services, wall, writes.gap(), done.stdout, done.stderr)

    def sequential(self, services: int) -> float:
        """Seconds of the written runbook."""
        environ, arguments = by_hand(self.seeded(services))
        began = time.monotonic()
        done = subprocess.run(
            [str(SEQUENTIAL), *arguments],
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{SEQUENTIAL.name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return time.monotonic() - began

    def close(self) -> None:
        """Stop it."""
        process.stop(self.home)
