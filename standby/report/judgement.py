"""Each objective beside what was measured: met, missed, or not measured, which is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standby.record.model import DrillRecord, Measured, MoveRecord, Objectives

Verdict = Literal["met", "missed", "not measured"]


@dataclass(frozen=True)
class Judgement:
    """One objective of one move."""

    name: str
    found: str
    wanted: str
    verdict: Verdict


def judgements(move: MoveRecord, objectives: Objectives) -> tuple[Judgement, ...]:
    """RTO and RPO of a move against the objectives."""
    return (_rto(move.measured, objectives), _rpo(move.measured, objectives))


def overall(record: DrillRecord) -> Verdict:
    """Missed if anything was missed or a move did not get through; met only if all was measured and met."""
    found = [one.verdict for move in record.moves for one in judgements(move, record.objectives)]
    if "missed" in found or any(move.outcome not in ("done", "running") for move in record.moves):
        return "missed"
    return "met" if found and set(found) == {"met"} else "not measured"


def seconds(value: float | None) -> str:
    """`35.0 s`, `12 min 5 s`, or that it is not known."""
    if value is None:
        return "not known"
    if value < 120:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def _rto(measured: Measured | None, objectives: Objectives) -> Judgement:
    wanted = f"at most {seconds(objectives.rto_seconds)}"
    if measured is None or not measured.requests:
        return Judgement("RTO", "not measured", wanted, "not measured")
    if measured.rto_seconds is None:
        return Judgement("RTO", "still failing at the end", wanted, "missed")
    verdict: Verdict = "met" if measured.rto_seconds <= objectives.rto_seconds else "missed"
    return Judgement("RTO", seconds(measured.rto_seconds), wanted, verdict)


def _rpo(measured: Measured | None, objectives: Objectives) -> Judgement:
    wanted = f"at most {seconds(objectives.rpo_seconds)} of writes"
    lost = measured.lost if measured else None
    if lost is None:
        return Judgement("RPO", "not measured", wanted, "not measured")
    if not lost.missing:
        return Judgement("RPO", f"nothing lost of {lost.acknowledged} acknowledged writes", wanted, "met")
    found = f"{len(lost.missing)} writes lost, the oldest {seconds(lost.oldest_seconds)} before the cut"
    late = lost.oldest_seconds is None or lost.oldest_seconds > objectives.rpo_seconds
    return Judgement("RPO", found, wanted, "missed" if late else "met")
