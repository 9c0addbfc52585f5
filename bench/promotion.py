"""The promotion's wall time beside what bounds it: the lab's waits at AWS's real pace, and a runbook done by hand.

Three measurements with profile `real`: 5 services, 200 services, and beside them, on a lab of its own, the five steps
of a written runbook one after the other with the same CLI and its own waiters (`aws ecs wait …`), without the time that
a person reads and types. Wants a machine that does nothing else. The critical path is what no
script can be faster than: Aurora's failover beside the first tasks becoming healthy, then DNS. The AWS CLI is the lab's
warm one, for both: starting a cold one hundreds of times measures the processor, not the runbook.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from bench.figures import Comparison, Figure
from lab import process, session, shell
from lab.config import Home
from lab.emulator.engine.durations import DURATIONS
from lab.process import Emulator
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, GLOBAL, RECORD, STEM, Pair, seed_pair

SCRIPT = Path(__file__).parent.parent / "runbooks" / "promote-dr.sh"
COUNTS = (5, 200)
HEALTH_INTERVAL = 30.0  # seconds, ELB's default: a new target needs one passed check
WALL_LIMIT, SEQUENTIAL_LIMIT, SCALE_LIMIT = 1.05, 0.70, 1.20
SYNTHETIC_REQUESTS = 20  # as in runbooks/lib/verify.sh
LONGEST = 900.0


@dataclass(frozen=True)
class Measured:
    """Seconds of one promotion: preflight, RTO as the script reports it, and everything from start to exit."""

    services: int
    preflight: float
    rto: float
    wall: float


def critical_path() -> float:
    """Seconds at AWS's real pace: the longer of failover and first healthy tasks, then the record's propagation."""
    healthy = DURATIONS["ecs.task-start"].seconds + HEALTH_INTERVAL
    return max(DURATIONS["rds.global-failover"].seconds, healthy) + DURATIONS["route53.change"].seconds


def waits_in_a_row() -> float:
    """The same waits, none beside another."""
    names = ("rds.global-failover", "ecs.task-start", "route53.change")
    return sum(DURATIONS[name].seconds for name in names) + HEALTH_INTERVAL


def read_run(services: int, wall: float, out: str, err: str) -> Measured:
    """The script's own numbers out of what it printed; ValueError when it did not finish."""
    preflight = re.search(r"\[\s*([\d.]+)s\] preflight done", err)
    rto = re.search(r"first good public answer: ([\d.]+) s", out)
    if preflight is None or rto is None:
        raise ValueError(f"the promotion did not finish:\n{err[-2000:]}")
    return Measured(services, float(preflight[1]), float(rto[1]), wall)


def by_hand(pair: Pair) -> list[tuple[str, list[list[str]]]]:
    """A written runbook, one step after the other: (step, commands). `SAID` stands for the answer of the one before."""
    dr = pair.dr
    alias = (
        f'{{"Changes":[{{"Action":"UPSERT","ResourceRecordSet":{{"Name":"{RECORD}","Type":"A","AliasTarget":'
        f'{{"HostedZoneId":"{dr.values["ingress/api-domain-zone-id"]}","DNSName":'
        f'"{dr.values["ingress/api-domain-target"]}","EvaluateTargetHealth":false}}}}}}]}}'
    )
    arn = dr.values["database/cluster-arn"]
    promote = ["rds", "failover-global-cluster", "--allow-data-loss", "--global-cluster-identifier", GLOBAL]
    service = ["ecs", "update-service", "--cluster", STEM]
    scaling = ["application-autoscaling", "register-scalable-target", "--service-namespace", "ecs"]
    scaling += ["--scalable-dimension", "ecs:service:DesiredCount"]
    raises = [
        command
        for entry in dr.services
        for command in (
            [*service, "--service", entry.ecs_service, "--desired-count", str(entry.desired)],
            [*scaling, "--resource-id", f"service/{STEM}/{entry.ecs_service}", "--min-capacity", str(entry.min)],
        )
    ]
    listener = ["elbv2", "modify-listener", "--listener-arn", dr.values["ingress/listener-arn"]]
    move = ["route53", "change-resource-record-sets", "--hosted-zone-id", pair.zone_id, "--change-batch", alias]
    move += ["--query", "ChangeInfo.Id"]
    stable = ["ecs", "wait", "services-stable", "--cluster", STEM, "--services"]
    waits = [
        [*stable, *(entry.ecs_service for entry in dr.services)],
        ["elbv2", "wait", "target-in-service", "--target-group-arn", dr.live_group],
    ]
    return [
        ("promote Aurora", [[*promote, "--target-db-cluster-identifier", arn]]),
        ("listener", [[*listener, "--default-actions", f"Type=forward,TargetGroupArn={dr.live_group}"]]),
        ("raise services", [*raises, *waits]),
        ("move DNS", [move, ["route53", "wait", "resource-record-sets-changed", "--id", "SAID"]]),
        ("verify", []),
    ]


class Bench:
    """A lab for one measurement after the other."""

    def __init__(self, folder: Path, warm: bool = True) -> None:
        home = Home(folder / "lab")
        with process.exclusive(home):
            self.lab: Emulator = process.start(home, "instant", parent_pid=os.getpid(), warm_cli=warm)
        self.home, self.folder, self.said = home, folder, ""
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

    def seeded(self, services: int) -> Pair:
        """An empty lab, a pair with so many services, and from then on AWS's real pace."""
        self.lab.client.reset()
        self.lab.client.set_profile("instant")
        pair = seed_pair(self.aws(), services)
        self.lab.client.set_profile("real")
        self.lab.client.outage("us-east-1", "refuse")
        return pair

    def promotion(self, services: int) -> Measured:
        self.seeded(services)
        command = [str(SCRIPT), "--app", APP, "--env", ENVIRONMENT, "--region", "us-west-2"]
        command += ["--yes", "--confirm", GLOBAL, "--report", str(self.folder / f"reports-{services}")]
        began = time.monotonic()
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=LONGEST, check=False)
        return read_run(services, time.monotonic() - began, done.stdout, done.stderr)

    def sequential(self, services: int) -> float:
        """Seconds of the runbook by hand. No waiter of the CLI knows global clusters: looked at every second."""
        pair = self.seeded(services)
        began = time.monotonic()
        for step, commands in by_hand(pair):
            for command in commands:
                self.cli([self.said if word == "SAID" else word for word in command])
            until = {"promote Aurora": self.writes, "verify": self.answers}.get(step)
            while until is not None and not until(pair):
                time.sleep(1)
                if time.monotonic() - began > LONGEST:
                    raise TimeoutError(f"{step} did not end")
        return time.monotonic() - began

    def cli(self, command: list[str]) -> None:
        full = ["aws", *command, "--region", "us-west-2", "--output", "text"]
        done = subprocess.run(full, env=self.environ, capture_output=True, check=True, text=True)
        self.said = done.stdout.strip()

    def writes(self, pair: Pair) -> bool:
        """Whether DR is the writer of an available global cluster."""
        (found,) = self.aws()("rds", pair.dr.name).describe_global_clusters(GlobalClusterIdentifier=GLOBAL)[
            "GlobalClusters"
        ]
        writers = [member["DBClusterArn"] for member in found["GlobalClusterMembers"] if member["IsWriter"]]
        return found["Status"] == "available" and writers == [pair.dr.values["database/cluster-arn"]]

    def answers(self, _: Pair) -> bool:
        """Whether the public name is served: as many good answers in a row as the script asks for."""
        command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"https://{RECORD}/healthz"]
        return all(
            subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False).stdout == "200"
            for _ in range(SYNTHETIC_REQUESTS)
        )

    def close(self) -> None:
        process.stop(self.home)


def comparisons(runs: list[Measured], sequential: float) -> list[Comparison]:
    """The walls beside what bounds them."""
    few, many = runs[0], runs[-1]
    path, hand = critical_path(), Figure("the steps by hand, one after the other", (sequential,))
    ours = Figure(f"promotion, {few.services} services", (few.wall,))
    floor = path / waits_in_a_row()
    return [
        Comparison(
            "promotion beside the critical path",
            ours,
            Figure("the lab's waits", (path,)),
            WALL_LIMIT,
            f"Preflight {few.preflight:.1f} s, RTO by the runbook {few.rto:.1f} s. One run: it lasts two minutes.",
        ),
        Comparison(
            "promotion beside the steps by hand",
            ours,
            hand,
            SEQUENTIAL_LIMIT,
            f"The floor is {floor:.2f}: with AWS's durations the record's minute comes after everything else in both.",
        ),
        Comparison(
            f"{many.services} services beside {few.services}",
            Figure(f"promotion, {many.services} services", (many.wall,)),
            ours,
            SCALE_LIMIT,
        ),
    ]


def compare(_runs: int) -> list[Comparison]:
    """Three comparisons at AWS's real pace, one run each."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        bench, other = Bench(Path(folder) / "ours"), Bench(Path(folder) / "by-hand")
        try:
            hand = beside.submit(other.sequential, COUNTS[0])  # it waits nearly all the time
            runs = [bench.promotion(count) for count in COUNTS]
            return comparisons(runs, hand.result())
        finally:
            bench.close()
            other.close()
