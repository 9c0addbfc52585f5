"""The record of a drill: what its moves wrote in their journals, what the client measured, both sides at the end."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from standby.drill.course import Course, Span, moment
from standby.drill.load import LoadSamples
from standby.journal import read_lines
from standby.pair.facts import Service
from standby.record.calls import with_calls
from standby.record.measure import timeline
from standby.record.model import DrillRecord, MoveRecord, Objectives, Place, SideRecord
from standby.record.moves import move_record
from standby.stacks.project import Project
from standby.status.pair_status import PairStatus, SideStatus

SHOWN_CONFIG = ("isAuroraSecondary", "auroraSourceRegion", "servesTraffic", "availabilityZones", "nat")


def evidence(
    project: Project,
    course: Course,
    name: str,
    on: Place,
    folders: Sequence[Path],
    status: PairStatus | None,
    load: LoadSamples | None = None,
) -> DrillRecord:
    """All that the drill's report shows."""
    requests = course.client.requests()
    primary = project.primary
    started = min((one.started for one in requests), default=course.client.clock())
    ended = max((one.ended for one in requests), default=started)
    problem = (f"The drill did not get through: {course.problem}",) if course.problem else ()
    return DrillRecord(
        kind="drill",
        name=name,
        app=primary.app,
        environment=primary.environment,
        on=on,
        mode=course.mode,
        started=datetime.fromtimestamp(started, UTC),
        ended=datetime.fromtimestamp(ended, UTC),
        objectives=Objectives(rto_seconds=primary.objectives.rto_seconds, rpo_seconds=primary.objectives.rpo_seconds),
        moves=_moves(project, course, folders, started),
        outage_started=moment(course.outage_started),
        outage_detected=moment(course.outage_detected),
        timeline=timeline(requests),
        lag=tuple(course.lag.points),
        load=tuple(load.points) if load else (),
        sides=tuple(_side(project, side) for side in status.sides) if status else (),
        tools=tools(),
        notes=(*problem, *course.notes, *(load.notes if load else ())),
    )


def _moves(project: Project, course: Course, folders: Sequence[Path], since: float) -> tuple[MoveRecord, ...]:
    """The moves of this drill in their order, each with what the client measured while it ran."""
    found = [
        move_record(lines, project.primary.app, project.primary.environment)
        for folder in folders
        for file in sorted(folder.glob("*.jsonl"))
        if (lines := [line for line in read_lines(file) if "step" in line])
    ]
    unique = {move.run: move for move in found if move.started.timestamp() >= since - 1.0}
    told = sorted(unique.values(), key=lambda move: move.started)
    return tuple(_measured(project, move, course.spans) for move in with_calls(told, folders))


def _measured(project: Project, move: MoveRecord, spans: Sequence[Span]) -> MoveRecord:
    span = next((one for one in spans if one.name == move.kind), None)
    target = move.to_region or (project.primary.region if move.kind == "failback" else project.dr.region)
    other = project.dr.region if target == project.primary.region else project.primary.region
    update = {
        "to_region": target,
        "from_region": move.from_region or other,
        "measured": span.measured if span else None,
    }
    return move.model_copy(update=update)


def _side(project: Project, side: SideStatus) -> SideRecord:
    settings = project.primary if side.role == "primary" else project.dr
    told = settings.model_dump(by_alias=True, mode="json")
    cluster = side.cluster.value
    return SideRecord(
        role=side.role,
        region=side.region,
        cluster=side.cluster_id,
        engine_version=cluster.engine_version if cluster else "",
        instances=len(cluster.instances) if cluster else None,
        services={one.wanted.name: _service(one) for one in side.services.value or ()},
        config={f"standby:{key}": _plain(told[key]) for key in SHOWN_CONFIG if told.get(key) is not None},
    )


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _service(service: Service) -> str:
    image = "" if service.wanted.image == "-" else f"{service.wanted.image}, "
    return f"{image}{service.running} of {service.desired} running"


def tools() -> dict[str, str]:
    """Versions of what took part."""
    found = {"python": platform.python_version()}
    for package in ("standby", "boto3", "pulumi"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    command = shutil.which("aws")
    if command:
        ran = subprocess.run([command, "--version"], capture_output=True, text=True, check=False, timeout=30)
        words = (ran.stdout or ran.stderr).split()
        if words:
            found["aws-cli"] = words[0].rpartition("/")[2]
    return found
