"""What goes wrong in one failback, drawn from a seed: how DR was promoted, and one to three operators in trouble.

Pure: the same seed is the same case. What a case does is in `failback_play`, what must hold in `failback_invariants`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.scenario.chaos.plan import Hit

MODES = ("managed", "detach", "switchover")
OUTAGES = ("refuse", "5xx")
REFUSALS = ("Throttling", "InternalFailure", "ExpiredToken", "drop")
# the calls of a failback, and how many of each there are, about
CALLS = {
    "DescribeGlobalClusters": 12,
    "DescribeDBClusters": 12,
    "CreateDBClusterSnapshot": 1,
    "RemoveFromGlobalCluster": 1,
    "DeleteGlobalCluster": 1,
    "CreateGlobalCluster": 1,
    "DeleteDBInstance": 1,
    "DeleteDBCluster": 1,
    "CreateDBCluster": 1,
    "CreateDBInstance": 1,
    "SwitchoverGlobalCluster": 1,
    "ChangeResourceRecordSets": 1,
    "RegisterScalableTarget": 5,
    "UpdateService": 4,
    "EnableRule": 1,
    "DisableRule": 1,
    "PutParameter": 12,
    "GetParameters": 20,
    "DeleteParameter": 1,
}


@dataclass(frozen=True)
class Trouble:
    """One operator. At `at`, while AWS holds that call: `kill`, `sleep` (until the next operator has ended), a region
    (`lose-primary`, `lose-dr`), somebody's `pulumi up` of workloads (`up-primary`, `up-dr`), or nothing (`none`)."""

    what: str
    at: Hit
    faults: tuple[Hit, ...]
    outage: str


@dataclass(frozen=True)
class FailbackCase:
    """`dead`: the primary was lost before the promotion; `healed`: it answers again when the first operator comes."""

    seed: int
    mode: str
    dead: bool
    healed: bool
    operators: tuple[Trouble, ...]


WHAT = ("kill", "kill", "kill", "sleep", "sleep", "lose-primary", "lose-dr", "up-primary", "up-dr", "none")


def draw_failback(seed: int) -> FailbackCase:
    """The case of a seed."""
    dice = Random(seed)
    mode = dice.choice(MODES)
    dead = mode != "switchover" and dice.random() < 0.6
    operators = []
    for _ in range(dice.randint(1, 3)):
        operation = dice.choice(list(CALLS))
        at = Hit(operation, dice.randint(1, CALLS[operation]), "hold", dice.choice(("before", "after")))
        faults = []
        for _ in range(dice.choice((0, 0, 1, 2))):
            name = dice.choice(list(CALLS))
            number, times = dice.randint(1, CALLS[name]), dice.choice((1, 2, 4))
            faults.append(Hit(name, number, dice.choice(REFUSALS), "before", times))
        operators.append(Trouble(dice.choice(WHAT), at, tuple(faults), dice.choice(OUTAGES)))
    return FailbackCase(seed, mode, dead, not dead or dice.random() < 0.8, tuple(operators))
