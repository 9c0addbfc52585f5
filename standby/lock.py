"""One operator at a time: the contract's `incident/lock`, shared with the promotion, made by whoever comes first.

It outlives a killed run on purpose. A lock left by a dead process of this machine is taken over and said so; any other
is taken over only by `--take-over RUN`, which names it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pattern.contract import LOCK
from standby.errors import CloudError, RefusedError, UnreachableError
from standby.pair.seams import Parameters


def text(run: str, now: datetime) -> str:
    """`failback run=… host=… pid=… since=…`."""
    since = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"failback run={run} host={socket.gethostname()} pid={os.getpid()} since={since}"


def fields(lock: str) -> dict[str, str]:
    """The pairs of a lock's text."""
    return dict(word.split("=", 1) for word in lock.split() if "=" in word)


@contextmanager
def held(
    places: tuple[Parameters, ...], mine: str, take_over: str | None, say: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lock in the first of `places` that answers (DR, then the primary), and release it at the end.

    Raises:
        RefusedError: `locked`: somebody else holds it.
        CloudError: no place answers.
    """
    place = _take(places, mine, take_over, say)
    try:
        yield
    finally:
        try:
            if place.read().get(LOCK) == mine:
                place.delete(LOCK)
        except CloudError as error:
            say(f"the lock could not be given back ({error}); the next run will ask for --take-over")


def _take(places: tuple[Parameters, ...], mine: str, take_over: str | None, say: Callable[[str], None]) -> Parameters:
    for number, place in enumerate(places, 1):
        try:
            if place.put_new(LOCK, mine):
                return place
            other = place.read().get(LOCK, "")
        except UnreachableError:
            if number == len(places):
                raise
            continue
        _demand_free(other, take_over, say)
        place.put(LOCK, mine)
        return place
    raise AssertionError("places is never empty")


def _demand_free(other: str, take_over: str | None, say: Callable[[str], None]) -> None:
    told = fields(other)
    if other.startswith("failback") and told.get("host") == socket.gethostname() and _dead(told.get("pid", "")):
        say(f"taking over from run {told.get('run')}, whose process is gone")
        return
    if take_over is not None and take_over == told.get("run"):
        say(f"taking over from run {take_over}, as asked")
        return
    if other.startswith("failback"):
        hint = f"let it finish; if it is dead: --take-over {told.get('run', '?')}"
    else:
        hint = "a promotion holds it; let it finish, or finish it: runbooks/promote-dr.sh --resume"
    raise RefusedError("locked", f"incident/lock is held: {other or 'by somebody'}. {hint}")


def _dead(pid: str) -> bool:
    if not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
