"""The report as one HTML page: the record's values through a template that escapes every text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from standby.drawing.html import templates
from standby.record.model import CallRecord, DrillRecord, MadeCall, MoveRecord
from standby.record.warming import WINDOW, warming
from standby.report.curves import lag_curve, load_curve
from standby.report.judgement import Judgement, judgements, overall, seconds
from standby.report.requests_chart import requests_chart
from standby.report.style import style
from standby.report.waterfall import waterfall

ANSWERED = "answered"
TEMPLATE = "report.html.j2"
SIGNS = {"met": "✓", "missed": "✗", "not measured": "?"}


@dataclass(frozen=True)
class MoveView:
    """One move as the page shows it."""

    record: MoveRecord
    path: str
    judgements: tuple[Judgement, ...]
    gap: str
    requests: str
    errors: str
    lost: str
    load: str
    missing: tuple[str, ...]
    waterfall: str


@dataclass(frozen=True)
class MadeRow:
    """All calls of one name in one region: how many, their seconds, and what AWS did not answer."""

    call: str
    region: str
    times: int
    median: float
    slowest: float
    failed: str


def page(record: DrillRecord) -> str:
    """The whole report."""
    environment = templates(Path(__file__).parent)
    environment.filters |= {
        "moment": lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "clock": lambda moment: moment.astimezone(UTC).strftime("%H:%M:%S"),
        "day": lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%d"),
        "slug": lambda words: words.replace(" ", "-"),
        "sign": lambda verdict: SIGNS[verdict],
    }
    return environment.get_template(TEMPLATE).render(
        record=record,
        pair=f"{record.app}-{record.environment}",
        heading=_heading(record),
        style=style(),
        overall=overall(record),
        moves=[_view(move, record) for move in record.moves],
        decisions=_decisions(record),
        charts={"requests": requests_chart(record), "lag": lag_curve(record), "load": load_curve(record)},
        calls=_calls(record),
        made=made_rows(record),
        all_made=sorted((call for move in record.moves for call in move.made), key=lambda call: call.time),
        side_rows=_sides(record),
    )


def _heading(record: DrillRecord) -> str:
    if record.kind == "drill":
        return f"Disaster recovery drill{f' ({record.mode})' if record.mode else ''}"
    kinds = " and ".join(dict.fromkeys(move.kind for move in record.moves)) or "move"
    return f"Report of a {kinds}"


def _view(move: MoveRecord, record: DrillRecord) -> MoveView:
    measured = move.measured
    lost = measured.lost if measured else None
    told = {True: "not measured: the application returns no ids", False: "not measured"}[measured is not None]
    if lost is not None:
        told = f"{len(lost.missing)} of {lost.acknowledged} acknowledged writes"
        told += f"; the oldest {seconds(lost.oldest_seconds)} before the cut" if lost.missing else ""
    errors = ", ".join(f"{count} {kind}" for kind, count in measured.errors.items()) if measured else ""
    return MoveView(
        record=move,
        path=_path(move),
        judgements=judgements(move, record.objectives),
        gap=seconds(measured.write_gap_seconds) if measured else "not measured",
        requests=f"{measured.failed} of {measured.requests} failed" if measured else "not measured",
        errors=errors,
        lost=told,
        load=_load(record, move),
        missing=lost.missing if lost else (),
        waterfall=waterfall(move),
    )


def _load(record: DrillRecord, move: MoveRecord) -> str:
    """The database's reads a second around a move, in words; empty where nobody measured them."""
    found = warming(record, move)
    if found is None:
        return ""
    before = _rate(found.before)
    after = f"{_rate(found.after)} in the first {WINDOW.seconds} s"
    if found.highest is not None:
        after += f", at most {_rate(found.highest)}"
    return f"{before} in {move.from_region or 'the old region'} before; {after} in {move.to_region or 'the new one'}"


def _rate(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.0f} reads/s"


def _path(move: MoveRecord) -> str:
    if move.from_region and move.to_region:
        return f"{move.from_region} → {move.to_region}"
    return f"to {move.to_region}" if move.to_region else ""


def _decisions(record: DrillRecord) -> list[tuple[datetime, str, str]]:
    found: list[tuple[datetime, str, str]] = []
    if record.outage_started:
        found.append((record.outage_started, "", "the outage began"))
    if record.outage_detected:
        found.append((record.outage_detected, "", "the outage was detected"))
    for move in record.moves:
        for one in move.decisions:
            found.append((one.time, one.who, f"{one.what}{' (typed in afterwards)' if one.typed else ''}"))
    return sorted(found, key=lambda row: row[0])


def _calls(record: DrillRecord) -> list[CallRecord]:
    return sorted((call for move in record.moves for call in move.calls), key=lambda call: call.time)


def made_rows(record: DrillRecord) -> list[MadeRow]:
    """Every call of the moves, by name and region; those made most often first."""
    groups: dict[tuple[str, str], list[MadeCall]] = {}
    for move in record.moves:
        for call in move.made:
            groups.setdefault((call.call, call.region), []).append(call)
    rows = [_made_row(name, region, calls) for (name, region), calls in groups.items()]
    return sorted(rows, key=lambda row: (-row.times, row.call, row.region))


def _made_row(name: str, region: str, calls: list[MadeCall]) -> MadeRow:
    spans = [call.seconds for call in calls]
    failed = Counter(call.result for call in calls if call.result != ANSWERED)
    told = ", ".join(f"{count} {result}" for result, count in failed.most_common())
    return MadeRow(name, region, len(calls), median(spans), max(spans), told)


def _sides(record: DrillRecord) -> list[tuple[str, list[str]]]:
    """Rows of the table of both sides: a label, and a value for each side."""
    rows = [
        ("Aurora cluster", [side.cluster or "not known" for side in record.sides]),
        ("engine version", [side.engine_version or "not known" for side in record.sides]),
        ("instances", ["not known" if side.instances is None else str(side.instances) for side in record.sides]),
    ]
    for name in sorted({name for side in record.sides for name in side.services}):
        rows.append((f"service {name}", [side.services.get(name, "none") for side in record.sides]))
    for key in sorted({key for side in record.sides for key in side.config}):
        rows.append((key, [side.config.get(key, "none") for side in record.sides]))
    return rows
