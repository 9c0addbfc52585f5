"""The steps primary, as data: name, what it does, whether it acts, waits or asks first.

`ASK` steps need a word typed by a person (or `--yes-to`); what must be typed is named in `types`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from standby.pair.facts import STACKS, StackRef

Word = Literal["", "cluster", "global-database", "yes"]


class Kind(StrEnum):
    """What a step is to the operator."""

    ACT = "acts"
    ASK = "asks, then acts"
    WAIT = "waits"


@dataclass(frozen=True)
class Step:
    """One step. `types`: what the operator types before it. `minutes`: how long a wait may last before it gives up."""

    name: str
    title: str
    kind: Kind = Kind.ACT
    types: Word = ""
    minutes: float = 0.0


def _wait(name: str, title: str, minutes: float) -> Step:
    return Step(name, title, Kind.WAIT, minutes=minutes)


def reconcile_name(stack: StackRef) -> str:
    """`reconcile-platform-primary` and so on."""
    return f"reconcile-{stack}"


IN_ORDER: tuple[Step, ...] = (
    _wait("await-topology", "wait until AWS has settled what is under way", 60),
    Step("set-freeze", "mark the incident in both regions, so that the gate refuses unrelated changes"),
    Step("copy-snapshot", "copy Aurora's own snapshot of the old writer to a manual one, before it expires"),
    Step("snapshot-stale", "snapshot the stale primary cluster"),
    _wait("await-snapshot", "wait until that snapshot is available", 240),
    Step(
        "delete-global",
        "take the stale cluster out of the old global database and delete the empty shell",
        Kind.ASK,
        "global-database",
    ),
    Step("recreate-global", "make the global database anew around the DR cluster, under the same identifier"),
    Step("delete-stale", "delete the stale primary cluster and its instances", Kind.ASK, "cluster"),
    _wait("await-deleted", "wait until the stale cluster is gone", 60),
    Step("flip-config", "say in the primary stack's config that its cluster replicates from DR"),
    Step("recreate-primary", "`pulumi up` of the primary platform: the cluster comes back as a secondary of DR"),
    _wait("await-connected", "wait until Aurora has rebuilt the primary and calls it connected", 24 * 60),
    Step("raise-primary", "raise the primary's services to production"),
    _wait("await-capacity", "wait until the primary runs production and its targets are healthy", 60),
    _wait("await-lag", "wait until the lag is known and under the threshold", 240),
    Step("switchover", "planned switchover: the primary writes again, DR replicates", Kind.ASK, "yes"),
    _wait("await-writer", "wait until the primary's writer is available", 60),
    Step("move-record-to-primary", "prove a write through primary, then point the record the primary"),
    _wait("await-public", "wait until the public name answers from the primary and takes a write", 15),
    _wait("await-dr-connected", "wait until DR is a connected copy again", 240),
    Step("restore-config", "put the primary stack's config back to normal"),
    *(Step(reconcile_name(stack), f"`pulumi up` of {stack}, after its preview was inspected") for stack in STACKS),
    Step("lower-dr", "let DR's services return to warm"),
    Step("prove", "prove it: four previews that expect no change"),
    Step("lift-freeze", "write the report and lift the incident freeze"),
)

# Never planned, only asked for by name: gives up on a rejoin that Aurora does not finish.
ON_REQUEST: tuple[Step, ...] = (
    Step(
        "give-up-rejoin", "take the primary out of the global database: from then on it is stale", Kind.ASK, "cluster"
    ),
)

STEPS: dict[str, Step] = {step.name: step for step in (*IN_ORDER, *ON_REQUEST)}
