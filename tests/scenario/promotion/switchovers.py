"""What the tests of the planned move share: a pair, a client that writes, and what must be true on both sides."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.runs import ANSWERED, mutating_calls, public, until_lag_is_known
from tests.scenario.promotion.seed_pair import GLOBAL, OFF, PATH, RULE, STEM, Pair, Region, seed_pair
from tests.scenario.promotion.truth import record_target

PLANNED = ("--mode", "switchover", *ANSWERED)


class Writer:
    """A client that writes through the public name, one write after the other; counts the acknowledged ones."""

    def __init__(self, lab: Emulator) -> None:
        self.lab, self.acknowledged, self.failed = lab, 0, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    def _write(self) -> None:
        while not self._stop.wait(0.2):
            if public(self.lab, "POST", seeding.WRITE_PATH)[0] == 200:
                self.acknowledged += 1
            else:
                self.failed += 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()


def fresh_pair(lab: Emulator, aws: Callable[..., Any]) -> Pair:
    """An empty lab with a new pair whose replication lag is known."""
    lab.client.clear_faults()
    lab.client.heal()
    lab.client.reset()
    made = seed_pair(aws)
    until_lag_is_known(aws, made)
    lab.client.forget_calls()
    return made


def switchovers(lab: Emulator) -> int:
    """How often AWS worked on the call, and on no other that moves a writer."""
    calls = mutating_calls(lab)
    assert "rds:FailoverGlobalCluster" not in calls
    assert "rds:RemoveFromGlobalCluster" not in calls
    return calls.count("rds:SwitchoverGlobalCluster")


def runs_in(aws: Callable[..., Any], region: str) -> dict[str, int]:
    found = aws("ecs", region).describe_services(cluster=STEM, services=["api", "worker-01", "worker-02"])
    return {one["serviceName"]: one["desiredCount"] for one in found["services"]}


def rule_of(aws: Callable[..., Any], region: str) -> str:
    return str(aws("events", region).describe_rule(Name=RULE)["State"])


def writers(aws: Callable[..., Any], region: str) -> list[str]:
    (found,) = aws("rds", region).describe_global_clusters(GlobalClusterIdentifier=GLOBAL)["GlobalClusters"]
    return [member["DBClusterArn"] for member in found["GlobalClusterMembers"] if member["IsWriter"]]


def incident(aws: Callable[..., Any], region: str) -> dict[str, str]:
    """What stands under `incident/` in that region's contract."""
    pages = aws("ssm", region).get_paginator("get_parameters_by_path").paginate(Path=f"{PATH}/incident", Recursive=True)
    return {one["Name"].removeprefix(f"{PATH}/incident/"): one["Value"] for page in pages for one in page["Parameters"]}


def doubled(aws: Callable[..., Any], pair: Pair) -> list[str]:
    """What must run in one region only and runs in both, in words."""
    sides = (pair.primary.name, pair.dr.name)
    found = []
    if sum(runs_in(aws, side)[OFF] > 0 for side in sides) > 1:
        found.append("single-runner work runs in both regions")
    if sum(rule_of(aws, side) == "ENABLED" for side in sides) > 1:
        found.append("a schedule is enabled in both regions")
    return found


def assert_one_runner(aws: Callable[..., Any], pair: Pair) -> None:
    """Never does what must run in one region only run in two."""
    assert doubled(aws, pair) == []


def assert_moved(
    lab: Emulator, aws: Callable[..., Any], serving: Region, other: Region, *, frozen: bool = True
) -> None:
    """`serving` writes, serves and runs everything; `other` runs what stays warm once more or less, and nothing else."""
    assert writers(aws, serving.name) == [serving.values["database/cluster-arn"]]
    assert runs_in(aws, serving.name) == dict.fromkeys(("api", "worker-01", "worker-02"), seeding.DESIRED)
    assert rule_of(aws, serving.name) == "ENABLED"
    assert rule_of(aws, other.name) == "DISABLED"
    assert runs_in(aws, other.name)[OFF] == 0
    zone = serving.values["dns/zone-id"]
    assert record_target(aws, zone) == serving.values["ingress/api-domain-target"]
    status, body = public(lab)
    assert status == 200, body
    assert f'"{serving.name}"' in body
    assert public(lab, "POST", seeding.WRITE_PATH)[0] == 200
    if not frozen:
        return
    assert runs_in(aws, other.name) == {"api": 1, "worker-01": 0, "worker-02": 1}
    for side in (serving, other):
        found = incident(aws, side.name)
        assert re.match(rf"promotion .*region={serving.name} mode=switchover", found["freeze"])
        held = {key for key in found if re.fullmatch(r"lock/\d{6}", key)}
        assert f"{max(held)}/released" in found, found
