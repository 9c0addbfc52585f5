"""The record of a move (`MoveRecord`) and of a drill (`DrillRecord`): what a report shows and an auditor keeps.

JSON with camelCase keys; times are ISO-8601 in UTC, durations seconds, lag milliseconds. A value that was not measured
or is not known is null, never 0. `docs/report.md` describes each key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

VERSION = 1

Outcome = Literal["done", "failed", "stopped", "overtaken", "unknown", "running"]
Place = Literal["lab", "account"]


class Part(BaseModel):
    """A part of a record: camelCase in the file, frozen, no unknown key."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


class StepRecord(Part):
    """One step of a move. `critical`: the move would have ended sooner had this step been quicker."""

    name: str
    started: datetime
    seconds: float
    outcome: Outcome
    detail: str = ""
    critical: bool = False


class CallRecord(Part):
    """One call to AWS that changed something or announced a change, as the journal or the lab has it."""

    time: datetime
    call: str
    region: str = ""
    result: str = ""


class MadeCall(Part):
    """One call to AWS that a run made, reads too: `call` as the AWS CLI names it, `result` "answered" or why not."""

    time: datetime
    seconds: float
    region: str
    call: str
    result: str


class Decision(Part):
    """Who decided what, and when; `typed`: somebody wrote it down afterwards."""

    time: datetime
    who: str
    what: str
    typed: bool = False


class LostWrites(Part):
    """Acknowledged writes that the serving side does not have afterwards, by id; `oldest_seconds` before the cut."""

    acknowledged: int
    missing: tuple[str, ...] = ()
    oldest_seconds: float | None = None


class Measured(Part):
    """What a client saw that asked through the public name all the time.

    `rto_seconds`: the first failed to the first good request, of the longest time without a good one.
    `write_gap_seconds`: the same between the last acknowledged write before and the first after.
    `lost` is None where the application returns no ids: not measured, which is not the same as nothing lost.
    """

    rto_seconds: float | None
    write_gap_seconds: float | None
    first_failed: datetime | None = None
    first_good: datetime | None = None
    requests: int
    failed: int
    errors: dict[str, int] = {}
    lost: LostWrites | None = None


class SideRecord(Part):
    """One region at the end: its role, what runs in it, and its config as far as it matters to a move."""

    role: Literal["primary", "dr"]
    region: str
    cluster: str = ""
    engine_version: str = ""
    instances: int | None = None
    services: dict[str, str] = {}  # name: image or what the contract says of it
    config: dict[str, str] = {}


class MoveRecord(Part):
    """One move of the serving region. `from_region` is empty where the journal does not say it."""

    run: str
    kind: Literal["promotion", "failback"]
    mode: str = ""
    generation: int | None = None
    app: str = ""
    environment: str = ""
    from_region: str = ""
    to_region: str = ""
    started: datetime
    ended: datetime | None = None
    outcome: Outcome
    who: str = ""
    host: str = ""
    decisions: tuple[Decision, ...] = ()
    steps: tuple[StepRecord, ...] = ()
    calls: tuple[CallRecord, ...] = ()
    made: tuple[MadeCall, ...] = ()
    lag_bound: str = ""  # the last known lag before the move, as the runbook printed it
    runbook_rto: str = ""  # from the first action to the first good public answer, as the runbook printed it
    warned: str = ""
    forced: str = ""
    measured: Measured | None = None


class Objectives(Part):
    """What must be met. `rto_seconds` from the first failed to the first good request; `rpo_seconds` of lost writes."""

    rto_seconds: float = 600.0
    rpo_seconds: float = 5.0


class Bucket(Part):
    """The requests of one slice of time; `regions`: good answers by the region that gave them."""

    start: datetime
    seconds: float
    good: int
    failed: int
    regions: dict[str, int] = {}


class LagPoint(Part):
    """The replication lag at a time; None: no datapoint, which is unknown."""

    time: datetime
    milliseconds: float | None


class LoadPoint(Part):
    """What a region's database read in a second, as the drill's owner counts it."""

    time: datetime
    region: str
    reads_per_second: float


class DrillRecord(Part):
    """A drill, or a single move under real conditions (`kind: incident`): all that its report shows."""

    version: int = VERSION
    kind: Literal["drill", "incident"]
    name: str
    app: str
    environment: str
    on: Place
    mode: str = ""
    started: datetime
    ended: datetime | None = None
    objectives: Objectives = Objectives()
    moves: tuple[MoveRecord, ...] = ()
    outage_started: datetime | None = None  # typed in, or when the drill cut the region off
    outage_detected: datetime | None = None
    timeline: tuple[Bucket, ...] = ()
    lag: tuple[LagPoint, ...] = ()
    load: tuple[LoadPoint, ...] = ()
    sides: tuple[SideRecord, ...] = ()
    tools: dict[str, str] = {}  # name: version
    notes: tuple[str, ...] = ()


def incident(move: MoveRecord) -> DrillRecord:
    """A single move as a record of its own."""
    return DrillRecord(
        kind="incident",
        name=move.run,
        app=move.app,
        environment=move.environment,
        on="account",
        mode=move.mode,
        started=move.started,
        ended=move.ended,
        moves=(move,),
    )
