"""From a client's log of requests to what it measured: the gap, what failed and how, what was lost. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from standby.record.model import Bucket, LostWrites, Measured


@dataclass(frozen=True)
class Request:
    """One request of the client. `started` and `ended`: seconds since the epoch; `error`: why it failed, else empty.

    A write with an `id` that was answered well is acknowledged: the application promised to keep it.
    """

    started: float
    ended: float
    kind: Literal["write", "read"]
    error: str = ""
    status: int = 0
    id: str = ""
    region: str = ""

    @property
    def good(self) -> bool:
        """Whether it was answered well."""
        return not self.error

    def line(self) -> str:
        """As a line of the client's log."""
        return json.dumps(asdict(self))


def read_log(lines: Iterable[str]) -> list[Request]:
    """The requests of a log; a line cut short by a crash is left out."""
    found = []
    for line in lines:
        try:
            found.append(Request(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


@dataclass(frozen=True)
class Gap:
    """The longest time without a good request: first failed, and first good after; None: still failing at the end."""

    first_failed: float
    first_good: float | None
    last_good: float | None  # before it

    @property
    def seconds(self) -> float | None:
        """First failed to first good."""
        return None if self.first_good is None else self.first_good - self.first_failed


def longest_gap(requests: Sequence[Request]) -> Gap | None:
    """The longest gap among these requests; None: none failed.

    A failed request counts from when it was sent, a good one from when it was answered.
    """
    gaps: list[Gap] = []
    first_failed: float | None = None
    last_good: float | None = None
    for request in sorted(requests, key=lambda one: (one.ended, one.started)):
        if not request.good:
            first_failed = request.started if first_failed is None else min(first_failed, request.started)
        else:
            if first_failed is not None and request.started >= first_failed:
                gaps.append(Gap(first_failed, request.ended, last_good))
                first_failed = None
            last_good = request.ended
    if first_failed is not None:
        return Gap(first_failed, None, last_good)
    return max(gaps, key=lambda gap: gap.seconds or 0.0, default=None)


def measure(requests: Sequence[Request], survivors: Collection[str] | None) -> Measured:
    """What these requests say.

    Args:
        requests: of one move, reads and writes.
        survivors: ids that the serving side has afterwards; None: the application returns none, nothing is known.
            Nothing is known of lost writes either where no write was acknowledged by its id.
    """
    writes = [one for one in requests if one.kind == "write"]
    write_gap = longest_gap(writes)
    gap = _longer(write_gap, longest_gap([one for one in requests if one.kind == "read"]))
    failed = [one for one in requests if not one.good]
    return Measured(
        rto_seconds=gap.seconds if gap else (0.0 if requests else None),
        write_gap_seconds=_between(write_gap) if write_gap else (0.0 if writes else None),
        first_failed=_moment(gap.first_failed) if gap else None,
        first_good=_moment(gap.first_good) if gap and gap.first_good is not None else None,
        requests=len(requests),
        failed=len(failed),
        errors=dict(sorted(Counter(one.error for one in failed).items())),
        lost=None
        if survivors is None or not any(map(acknowledged, writes))
        else lost_writes(writes, survivors, write_gap),
    )


def acknowledged(write: Request) -> bool:
    """Whether the application promised, by its id, to keep it."""
    return write.good and write.id != ""


def lost_writes(writes: Iterable[Request], survivors: Collection[str], gap: Gap | None) -> LostWrites:
    """Acknowledged writes that did not survive; the age of the oldest counts back from the first failed write."""
    promised = [one for one in writes if acknowledged(one)]
    kept = set(survivors)
    missing = sorted((one for one in promised if one.id not in kept), key=lambda one: one.ended)
    oldest = None
    if missing:
        cut = gap.first_failed if gap else max(one.ended for one in promised)
        oldest = max(cut - missing[0].ended, 0.0)
    return LostWrites(acknowledged=len(promised), missing=tuple(one.id for one in missing), oldest_seconds=oldest)


def timeline(requests: Sequence[Request], slices: int = 120) -> tuple[Bucket, ...]:
    """The requests in equal slices of time, by when they ended."""
    if not requests:
        return ()
    first, last = min(one.started for one in requests), max(one.ended for one in requests)
    width = max((last - first) / slices, 0.1)
    cells: dict[int, list[Request]] = {}
    for one in requests:
        cells.setdefault(int((one.ended - first) / width), []).append(one)
    return tuple(_bucket(cells.get(i, []), first + i * width, width) for i in range(max(cells) + 1))


def _bucket(cell: Sequence[Request], start: float, width: float) -> Bucket:
    good = [one for one in cell if one.good]
    regions = Counter(one.region or "unknown" for one in good)
    return Bucket(
        start=_moment(start), seconds=width, good=len(good), failed=len(cell) - len(good), regions=dict(regions)
    )


def _longer(one: Gap | None, other: Gap | None) -> Gap | None:
    """The longer of two gaps; one that does not end is the longest. Reads may go on while writes fail."""
    found = [gap for gap in (one, other) if gap is not None]
    return max(found, key=lambda gap: float("inf") if gap.seconds is None else gap.seconds, default=None)


def _between(gap: Gap) -> float | None:
    """Last acknowledged write before the gap to the first one after it."""
    if gap.first_good is None:
        return None
    return gap.first_good - (gap.first_failed if gap.last_good is None else gap.last_good)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
