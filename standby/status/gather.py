"""All reads of a look in parallel, with one deadline: what is late counts as silent, and the rest is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from standby.aws.side_by_side import begin
from standby.errors import CloudError
from standby.status.fact import Fact, State, failed, known

DEADLINE_SECONDS = 4.0

Key = tuple[str, str]  # region or `pair`, and the fact's name
Read = Callable[[], Any]


@dataclass(frozen=True)
class Answer:
    """What a read returns where it is more than a value: the time at which it was true, or why there is none."""

    value: Any = None
    at: datetime | None = None
    why: str = ""
    none: bool = False  # AWS answered that there is none, and `why` says more


def gather(
    first: Mapping[Key, Read],
    then: Callable[[Key, Any], Mapping[Key, Read]],
    before: Mapping[Key, Fact[Any]] | None = None,
    deadline: float = DEADLINE_SECONDS,
) -> dict[Key, Fact[Any]]:
    """Every fact.

    Args:
        first: reads that can start at once.
        then: the reads that a first answer makes possible (a contract names the services to look at).
        before: the facts of the look before, for what does not answer now.
        deadline: seconds after which nothing more is waited for.
    """
    facts: dict[Key, Fact[Any]] = {}
    running: dict[Future[Any], Key] = {begin(read): key for key, read in first.items()}
    ends = monotonic() + deadline
    old = before or {}
    while running:
        done, _ = wait(running, timeout=max(ends - monotonic(), 0.0), return_when=FIRST_COMPLETED)
        if not done:
            break
        for future in done:
            key = running.pop(future)
            facts[key] = _fact(future, old.get(key))
            if facts[key].state is State.KNOWN:
                running |= {begin(read): other for other, read in then(key, facts[key].value).items()}
    late = f"no answer within {deadline:g} s"
    return facts | {key: failed(late, old.get(key)) for key in running.values()}


def _fact(future: Future[Any], before: Fact[Any] | None) -> Fact[Any]:
    """A fact from a read that ended. An error that is not AWS's is a bug of ours and goes up."""
    try:
        value = future.result()
    except CloudError as error:
        return failed(str(error), before)
    now = datetime.now(UTC)
    if isinstance(value, Answer):
        if value.value is None:
            return Fact(State.NONE if value.none else State.UNKNOWN, None, now, value.why)
        return known(value.value, value.at or now)
    return Fact(State.NONE, None, now) if value is None else known(value, now)
