"""From the lines of one run's journal to a `MoveRecord`. Lines of the runbook and of `standby failback` alike.

A line is a flat JSON object: `run`, `time` or `ms`, `step`, `event`, and details. Unknown keys and events do no harm;
a run without a last line is still running or was killed, which the journal cannot tell apart: `running`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from standby.errors import UsageError
from standby.record.model import CallRecord, Decision, MoveRecord, Outcome, StepRecord

Line = Mapping[str, object]
_ENDS: Mapping[str, Outcome] = {"done": "done", "failed": "failed", "overtaken": "overtaken"}
_OVERLAP = timedelta(milliseconds=250)  # two steps in a row may touch by this much


def move_record(lines: Iterable[Line], app: str = "", environment: str = "") -> MoveRecord:
    """The record of the run that these lines are of.

    Raises:
        UsageError: no line says when it was written.
    """
    told = sorted((line for line in lines if moment(line) is not None), key=_order)
    if not told:
        raise UsageError("the journal has no line with a time; nothing can be reported from it")
    first, opening = told[0], _opening(told)
    run = _text(first, "run")
    failback = run.startswith("failback")
    outcome, ended = _outcome(told, failback)
    generation = _text(opening, "generation")
    return MoveRecord(
        run=run,
        kind="failback" if failback else "promotion",
        mode=_text(opening, "mode"),
        generation=int(generation) if generation.isdigit() else None,
        app=app,
        environment=environment,
        from_region=_from(told, _text(opening, "region")),
        to_region=_text(opening, "region"),
        started=_moment(first),
        ended=ended,
        outcome=outcome,
        who=_text(opening, "who"),
        host=_text(opening, "host"),
        decisions=_decisions(told),
        steps=critical(_steps(told)),
        calls=_calls(told),
        lag_bound=_last(told, "lag"),
        runbook_rto=_last(told, "rto"),
        warned=_text(opening, "warned"),
        forced=_text(opening, "forced"),
    )


def moment(line: Line) -> datetime | None:
    """When a line was written: `ms` since the epoch where it has it, else `time`."""
    stamp = _text(line, "ms")
    if stamp.isdigit():
        return datetime.fromtimestamp(int(stamp) / 1000, UTC)
    try:
        found = datetime.fromisoformat(_text(line, "time"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def critical(steps: Iterable[StepRecord]) -> tuple[StepRecord, ...]:
    """The same steps, with those marked that the whole move waited for: from the last one back, each time the step
    that ended last before the next one began.
    """
    told = sorted(steps, key=lambda step: step.started)
    marked: set[int] = set()
    now = max(range(len(told)), key=lambda i: _end(told[i]), default=None)
    while now is not None:
        marked.add(now)
        begun = told[now].started + _OVERLAP
        before = [i for i, step in enumerate(told) if i not in marked and _end(step) <= begun]
        now = max(before, key=lambda i: _end(told[i]), default=None)
    return tuple(step.model_copy(update={"critical": i in marked}) for i, step in enumerate(told))


def _end(step: StepRecord) -> datetime:
    return step.started + timedelta(seconds=step.seconds)


def _order(line: Line) -> tuple[datetime, int]:
    number = _text(line, "n")
    return _moment(line), int(number) if number.isdigit() else 0


def _moment(line: Line) -> datetime:
    return moment(line) or datetime.fromtimestamp(0, UTC)


def _text(line: Line, key: str) -> str:
    value = line.get(key)
    return "" if value is None else str(value)


def _last(lines: list[Line], key: str) -> str:
    return next((_text(line, key) for line in reversed(lines) if _text(line, key)), "")


def _opening(lines: list[Line]) -> Line:
    """The line that opened the run; a resumed run is opened more than once, and the first one counts."""
    return next((line for line in lines if line.get("step") == "run" and line.get("event") == "started"), lines[0])


def _outcome(lines: list[Line], failback: bool) -> tuple[Outcome, datetime | None]:
    last = lines[-1]
    event, step = _text(last, "event"), _text(last, "step")
    if event == "stop":
        return "stopped", _moment(last)
    closing = ("lift-freeze", "settle") if failback else ("run", "release-lock")
    for line in reversed(lines):
        if _text(line, "event") == "done" and _text(line, "step") in closing:
            return "done", _moment(line)
    if event in ("failed", "overtaken"):
        return _ENDS[event], _moment(last)
    return ("done", _moment(last)) if step == "abort" else ("running", None)


def _steps(lines: list[Line]) -> list[StepRecord]:
    found: list[StepRecord] = []
    for line in lines:
        outcome = _ENDS.get(_text(line, "event"))
        seconds = _seconds(line)
        if outcome is None or seconds is None:
            continue
        detail = _text(line, "detail") or _text(line, "error")
        begun = _moment(line) - timedelta(seconds=seconds)
        found.append(
            StepRecord(name=_text(line, "step"), started=begun, seconds=seconds, outcome=outcome, detail=detail)
        )
    return found


def _seconds(line: Line) -> float | None:
    try:
        return float(_text(line, "seconds"))
    except ValueError:
        return None


def _decisions(lines: list[Line]) -> tuple[Decision, ...]:
    found = []
    for line in lines:
        step, event = _text(line, "step"), _text(line, "event")
        if step == "run" and event in ("started", "resumed"):
            mode = f" ({_text(line, 'mode')})" if _text(line, "mode") else ""
            what = f"{event}{mode}"
        elif event in ("agreed", "confirmed"):
            what = f"agreed to {step}"
        else:
            continue
        found.append(Decision(time=_moment(line), who=_text(line, "who") or "unknown", what=what))
    return tuple(found)


def _calls(lines: list[Line]) -> tuple[CallRecord, ...]:
    found = []
    for line in lines:
        event = _text(line, "event")
        if event in ("intent", "accepted", "rejected", "unknown") or _text(line, "call"):
            call = _text(line, "call") or _text(line, "step")
            told = " ".join(filter(None, (event, _text(line, "class"), _text(line, "message"))))
            found.append(CallRecord(time=_moment(line), call=call, region=_text(line, "region"), result=told))
    return tuple(found)


def _from(lines: list[Line], target: str) -> str:
    """The old writer's region, from its ARN in the promotion's intent."""
    for line in lines:
        parts = _text(line, "writer").split(":")
        if len(parts) > 3 and parts[3] != target:
            return parts[3]
    return ""
