"""What goes wrong in one case, drawn from a seed: the outage, and two to four runs with faults, kills and other laptops.

Pure: the same seed is the same case. What a case does to a promotion is in `play`, what must hold in `invariants`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

OUTAGES = ("alive", "refuse", "hang", "5xx")
KINDS = ("Throttling", "InternalFailure", "ServiceUnavailable", "timeout", "drop", "AccessDenied", "ExpiredToken")
REFUSALS = ("Throttling", "AccessDenied", "ExpiredToken")  # AWS never does what it refuses with these
ODD = ("none", "empty", "killed", "killed-after")
# the calls of a promotion after its preflight, and how many of each there are, about
ACTING = {
    "PutParameter": 14,
    "GetParametersByPath": 9,
    "DescribeGlobalClusters": 4,
    "DescribeDBClusters": 5,
    "FailoverGlobalCluster": 1,
    "RemoveFromGlobalCluster": 1,
    "DescribeServices": 4,
    "DescribeScalableTargets": 3,
    "UpdateService": 3,
    "RegisterScalableTarget": 3,
    "ModifyListener": 1,
    "ModifyDBCluster": 1,
    "DescribeTargetHealth": 2,
    "EnableRule": 1,
    "ListResourceRecordSets": 2,
    "ChangeResourceRecordSets": 1,
    "GetChange": 1,
}
# what a planned move calls besides, and what it does not
PLANNED = {
    **{
        name: count
        for name, count in ACTING.items()
        if name not in ("FailoverGlobalCluster", "RemoveFromGlobalCluster")
    },
    "SwitchoverGlobalCluster": 1,
    "DisableRule": 1,
    "DisableAlarmActions": 1,
}
# the same as the AWS CLI spells them, for answers that only a client can spoil
ASKED = {
    "describe-global-clusters": 4,
    "describe-db-clusters": 5,
    "describe-services": 4,
    "describe-scalable-targets": 3,
    "describe-listeners": 2,
    "describe-target-health": 2,
    "get-parameters-by-path": 9,
    "put-parameter": 14,
    "failover-global-cluster": 2,
    "switchover-global-cluster": 1,
    "remove-from-global-cluster": 1,
    "change-resource-record-sets": 1,
    "list-resource-record-sets": 2,
}


@dataclass(frozen=True)
class Hit:
    """The `number`th call of an operation, and what happens to it."""

    operation: str
    number: int
    what: str
    phase: str = "before"
    times: int | None = 1


@dataclass(frozen=True)
class Attempt:
    """One run of the script. `end`: `natural`, or killed or put to sleep (until the next one has ended) at `at`."""

    arguments: tuple[str, ...]
    host: str
    end: str
    at: Hit | None
    faults: tuple[Hit, ...]
    odd: tuple[Hit, ...]

    @property
    def skips_dns(self) -> bool:
        return "--skip-dns" in self.arguments


@dataclass(frozen=True)
class Case:
    """One case. `control_planes`: Route 53 is `alive` or `lost` together with the primary. `factor` 0: no durations.

    `planned`: the first run is a switchover. `dies_before`: the number of the run before which the primary is lost; None:
    it lives.
    """

    seed: int
    planned: bool
    outage: str
    dies_before: int | None
    control_planes: str
    factor: float
    attempts: tuple[Attempt, ...]


def draw(seed: int) -> Case:
    """The case of a seed."""
    dice = Random(seed)
    planned = dice.random() < 0.3
    outage = dice.choice(OUTAGES)
    lost = not planned and outage != "alive" and dice.random() < 0.25
    count = dice.randint(1, 3)
    dies_before = None if outage == "alive" else dice.randint(2, count + 1) if planned else 1
    trouble = dice.randint(1, 3)
    calls = PLANNED if planned else ACTING
    attempts = []
    for number in range(1, count + 1):
        wanted = trouble if number == 1 else dice.randint(0, 1)
        faults = [_fault(dice, calls) for _ in range(wanted) if dice.random() < 0.6]
        odd = [_odd(dice) for _ in range(dice.randint(0, 2)) if dice.random() < 0.5]
        end = dice.choice(("kill", "kill", "sleep", "natural"))
        at = None if end == "natural" else _hit(dice, calls, "hold", dice.choice(("before", "after")))
        dead = dies_before is not None and number >= dies_before
        words = _planned_arguments(dice, number, dead) if planned else _arguments(dice, number)
        attempts.append(Attempt(words, f"laptop-{dice.randint(1, 3)}-{number}", end, at, tuple(faults), tuple(odd)))
    control_planes = "lost" if lost else "alive"
    return Case(seed, planned, outage, dies_before, control_planes, dice.choice((0.0, 60.0)), tuple(attempts))


def _planned_arguments(dice: Random, number: int, dead: bool) -> tuple[str, ...]:
    words = ["--resume"] if number > 1 else []
    words += ["--mode", "managed" if dead else "switchover"]
    return (*words, "--skip-dns") if dice.random() < 0.2 else tuple(words)


def _arguments(dice: Random, number: int) -> tuple[str, ...]:
    words: list[str] = []
    if number > 1 or dice.random() < 0.1:
        words.append("--resume")
    if dice.random() < 0.5:
        words += ["--mode", dice.choice(("managed", "detach"))]
    if dice.random() < 0.2:
        words.append("--skip-dns")
    if dice.random() < 0.2:
        words += ["--services", dice.choice(("api", "api,worker-02", "worker-02"))]
    return tuple(words)


def _hit(dice: Random, calls: dict[str, int], what: str, phase: str = "before", times: int | None = 1) -> Hit:
    operation = dice.choice(list(calls))
    return Hit(operation, dice.randint(1, calls[operation]), what, phase, times)


def _fault(dice: Random, calls: dict[str, int]) -> Hit:
    times = dice.choice((1, 1, 2, 4, None))
    kind = dice.choice(KINDS)
    phase = dice.choice(("before", "before", "after"))
    return _hit(dice, calls, kind, "before" if kind in REFUSALS else phase, times)


def _odd(dice: Random) -> Hit:
    return _hit(dice, ASKED, dice.choice(ODD))
