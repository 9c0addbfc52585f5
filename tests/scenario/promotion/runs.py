"""Runs of the promotion script in shells of their own, and what must be true after one.

The script is the real one and so is the AWS CLI behind it (kept warm, see `lab.toolchain.warm_cli`); polling and patience are
shortened by the script's own `STANDBY_*` variables, AWS's waits by the lab's profile.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, GLOBAL, RECORD, Pair
from tests.scenario.promotion.truth import truth

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "runbooks" / "promote-dr.sh"
QUICK = {
    "STANDBY_POLL_SECONDS": "0.1",
    "STANDBY_BACKOFF_SECONDS": "0.05",
    "STANDBY_SETTLE_SECONDS": "1",
    "STANDBY_UNREAD_SECONDS": "10",
    "STANDBY_CAPACITY_SECONDS": "10",
    "STANDBY_PROBE_SECONDS": "8",
    "STANDBY_INSYNC_SECONDS": "15",
    "STANDBY_VERIFY_SECONDS": "15",
    "STANDBY_SYNTHETIC_REQUESTS": "3",
    "STANDBY_CONNECT_SECONDS": "2",
    "STANDBY_READ_SECONDS": "5",
}
# the warm CLI serves only who has the lab's own config file; fifteen cold ones at once take a busy machine its time
COLD = {"AWS_CONFIG_FILE": os.devnull, "STANDBY_READ_SECONDS": "20"}
ANSWERED = ("--yes", "--confirm", GLOBAL)
MUTATING = re.compile(
    r"^(Put|Delete|Update|Modify|Register|Change|Failover|Remove|Create|Switchover|EnableRule|DisableRule)"
)
# AWS did it, and answered or was not heard; any other outcome of a call that reached AWS is its refusal
DONE = ("ok", "held", "dropped", "hung", "in flight")
LONGEST_RUN = 900.0  # seconds: only there so that nothing hangs for ever, however busy the machine is


@dataclass
class Run:
    """One run of the script that has ended."""

    code: int
    out: str
    err: str
    seconds: float
    reports: Path


@dataclass
class Started:
    """One run that goes on: `kill` ends it and all it started as a power cut would."""

    process: subprocess.Popen[str]
    reports: Path
    began: float

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def wait(self) -> Run:
        out, err = self.process.communicate(timeout=LONGEST_RUN)
        return Run(self.process.returncode, out, err, time.monotonic() - self.began, self.reports)


# at AWS's pace a datapoint comes once a minute
LAG_SECONDS = 150.0


class Promoter:
    """Runs the script; each run has its own folder for reports, as on another laptop."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        self.environ = {**environ, **QUICK}
        self.folder = folder
        self.started: list[Started] = []

    def start(
        self,
        *arguments: str,
        region: str = "us-west-2",
        environ: dict[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> Started:
        """`prefix`: a command that runs the script, such as `unshare`."""
        reports = self.folder / f"laptop-{len(self.started) + 1}"
        command = [str(SCRIPT), "--app", APP, "--env", ENVIRONMENT, "--region", region, "--report", str(reports)]
        process = subprocess.Popen(
            [*prefix, *command, *arguments],
            env={**self.environ, **(environ or {})},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(Started(process, reports, time.monotonic()))
        return self.started[-1]

    def end(self) -> None:
        """Kill what still runs: a test that failed half-way leaves nothing behind."""
        for started in self.started:
            if started.process.poll() is None:
                started.kill()

    def __call__(self, *arguments: str, region: str = "us-west-2", environ: dict[str, str] | None = None) -> Run:
        started = self.start(*arguments, region=region, environ=environ)
        try:
            return started.wait()
        except subprocess.TimeoutExpired:
            started.kill()
            raise

    def resume(self, *arguments: str, environ: dict[str, str] | None = None) -> Run:
        """What an operator does after a run that ended early: resume it; where there is nothing to resume, begin."""
        run = self(*arguments, "--resume", environ=environ)
        if run.code == 3 and "refuse  resume          nothing to resume: " in run.err:
            run = self(*arguments, environ=environ)
        return run


def held_at(
    operation: str,
    lab: Emulator,
    promote: Promoter,
    *arguments: str,
    environ: dict[str, str] | None = None,
    prefix: Sequence[str] = (),
    **rule: Any,
) -> Started:
    """A promotion that stands still at `operation`."""
    fault = lab.client.add_fault(operation=operation, error="hold", times=1, **rule)
    started = promote.start(
        *arguments, *ANSWERED, environ={"STANDBY_READ_SECONDS": "60", **(environ or {})}, prefix=prefix
    )
    deadline = time.monotonic() + 60
    while not any(found["id"] == fault["id"] and found["held"] for found in lab.client.faults()):
        assert started.process.poll() is None, started.wait().err
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return started


ABOVE = ("worker-02", 9, 5)


def raise_above_production(aws: Callable[..., Any], pair: Pair) -> None:
    """Let auto scaling have raised one service over its production numbers: a promotion must leave it alone."""
    name, desired, minimum = ABOVE
    region = pair.dr.name
    aws("ecs", region).update_service(cluster=seeding.STEM, service=name, desiredCount=desired)
    aws("application-autoscaling", region).register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{seeding.STEM}/{name}",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=minimum,
    )


def public(lab: Emulator, method: str = "GET", path: str = seeding.HEALTH_PATH) -> tuple[int, str]:
    """(status, body) of a public request, as a customer sends it."""
    command = ["curl", "-q", "-s", "-X", method, "--noproxy", "*", "--max-time", "10", "-w", "\n%{http_code}"]
    found = subprocess.run(
        [*command, "-H", f"Host: {RECORD}", f"{lab.url}{path}"], capture_output=True, text=True, check=False
    )
    body, _, status = found.stdout.rpartition("\n")
    return int(status), body


def assert_promoted(lab: Emulator, aws: Callable[..., Any], pair: Pair, *, dns: bool = True) -> dict[str, Any]:
    """The right end state: DR writes, serves at production, owns the record; nothing was lowered; no lock is left."""
    found = truth(aws, pair)
    assert found["writers"] == [pair.dr.values["database/cluster-arn"]]
    for entry in pair.dr.services:
        above = entry.name == ABOVE[0]
        assert found["desired"][entry.ecs_service] == (ABOVE[1] if above else entry.desired)
        assert found["min"][entry.ecs_service] == (ABOVE[2] if above else entry.min)
    assert found["listener"] == pair.dr.live_group
    assert found["rule"] == "ENABLED"
    assert found["acu"] == seeding.PRODUCTION_ACU
    assert found["lock"] is None
    assert found["freeze"].startswith("promotion run=")
    if dns:
        assert found["record"] == pair.dr.values["ingress/api-domain-target"]
        status, body = public(lab)
        assert status == 200, body
        assert f'"{pair.dr.name}"' in body
        assert public(lab, "POST", seeding.WRITE_PATH)[0] == 200
    return found


def assert_safe(aws: Callable[..., Any], pair: Pair) -> dict[str, Any]:
    """What must hold after a run that stopped anywhere: DNS is not ahead of the writer, nothing was scaled down."""
    found = truth(aws, pair)
    if found["record"] != pair.primary.values["ingress/api-domain-target"]:
        assert found["record"] == pair.dr.values["ingress/api-domain-target"]
        assert found["writers"] == [pair.dr.values["database/cluster-arn"]]
    assert all(count >= 1 for name, count in found["desired"].items() if name != seeding.OFF)
    if found["desired"][seeding.OFF] or found["rule"] == "ENABLED":
        assert found["writers"] == [pair.dr.values["database/cluster-arn"]], "single-runner work before the writer"
    assert found["desired"][ABOVE[0]] == ABOVE[1]
    assert found["min"][ABOVE[0]] == ABOVE[2]
    return found


def until_lag_is_known(aws: Callable[..., Any], pair: Pair) -> None:
    """Wait for the first datapoint of the replication lag: CloudWatch has none of a pair that was just made."""
    metric = {
        "Namespace": "AWS/RDS",
        "MetricName": "AuroraGlobalDBReplicationLag",
        "Dimensions": [{"Name": "DBClusterIdentifier", "Value": seeding.cluster_name(pair.dr.name)}],
    }
    query = {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}
    deadline = time.monotonic() + LAG_SECONDS
    while time.monotonic() < deadline:
        now = datetime.now(UTC)
        window = {"StartTime": now - timedelta(hours=1), "EndTime": now + timedelta(minutes=1)}
        found = aws("cloudwatch", pair.dr.name).get_metric_data(MetricDataQueries=[query], **window)
        if found["MetricDataResults"][0]["Values"]:
            return
        time.sleep(0.1)
    raise AssertionError("the lab published no replication lag")


def mutating_calls(lab: Emulator) -> list[str]:
    """`service:Operation` of every changing call that AWS worked on, in order."""
    return [
        f"{call['service']}:{call['operation']}"
        for call in lab.client.calls()
        if MUTATING.match(call["operation"]) and call["reached"] and call["outcome"].startswith(DONE)
    ]


def promotions(lab: Emulator) -> int:
    """How often AWS worked on the irreversible call."""
    return sum(name in ("rds:FailoverGlobalCluster", "rds:RemoveFromGlobalCluster") for name in mutating_calls(lab))
