"""Bounded waits for AWS states: short sleeps, a deadline, and an error that says what was seen last."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar

from lab.provider.errors import ProviderError, TimedOut, aws_code

FIRST_POLL_SECONDS = 0.05
SLOWEST_POLL_SECONDS = 0.2
STEEPEST = 10  # polls after which the slowest is reached
WAIT_SECONDS = 1800.0
RETRY_SECONDS = 15.0

# The customTimeouts of the request at hand, in seconds; 0 when the program sets none.
request_seconds: ContextVar[float] = ContextVar("request_seconds", default=0.0)
_cancelled = threading.Event()


def cancel() -> None:
    """End every wait of this process: the engine asks for it on Ctrl-C."""
    _cancelled.set()


def bound_seconds() -> float:
    """How long a wait may take: the request's own timeout, else `LAB_WAIT_SECONDS`, else 1800 s."""
    return request_seconds.get() or float(os.environ.get("LAB_WAIT_SECONDS", WAIT_SECONDS))


def poll_delays() -> Callable[[int], float]:
    """Seconds to sleep before poll number n: `LAB_POLL_SECONDS` if set, else 0.05 s growing to 0.2 s."""
    fixed = os.environ.get("LAB_POLL_SECONDS")
    if fixed:
        seconds = float(fixed)
        return lambda _n: seconds
    # the power is bounded, too: a float overflows after some 2,700 polls, nine minutes
    return lambda n: min(FIRST_POLL_SECONDS * 1.3 ** min(n, STEEPEST), SLOWEST_POLL_SECONDS)


def wait_for(
    what: str,
    look: Callable[[], str | None],
    want: frozenset[str],
    *,
    broken: frozenset[str] = frozenset({"failed"}),
    seconds: float | None = None,
) -> None:
    """Poll `look` until it answers one of `want`.

    `look` gives the present state, or None when the thing is gone ("" in `want` accepts that). Raises ProviderError
    when a state of `broken` shows, the thing is gone unexpectedly or the run is cancelled; TimedOut after `seconds`, or
    `bound_seconds` where that is less or none is given.
    """
    bound = min(bound_seconds(), seconds or WAIT_SECONDS)
    deadline = time.monotonic() + bound
    delay = poll_delays()
    polls = 0
    while True:
        state = look()
        if (state or "") in want:
            return
        if state is None:
            raise ProviderError(f"waiting for {what}: it is gone")
        if state in broken:
            raise ProviderError(f"waiting for {what}: it is {state}")
        if time.monotonic() > deadline:
            wanted = " or ".join(sorted(name or "gone" for name in want))
            raise TimedOut(f"waiting for {what}: still {state} after {bound:g} s, wanted {wanted}")
        if _cancelled.wait(delay(polls)):
            raise ProviderError(f"waiting for {what}: cancelled while it was {state}")
        polls += 1


def retried(call: Callable[[], object], codes: frozenset[str], says: str = "") -> None:
    """Call again while AWS answers one of these error codes (and `says` that): another resource is still on its way.

    After `LAB_RETRY_SECONDS` (or 15 s) the error itself is raised, so that a lasting one is told soon.
    """
    longest = float(os.environ.get("LAB_RETRY_SECONDS", RETRY_SECONDS))
    deadline = time.monotonic() + longest
    delay = poll_delays()
    tries = 0
    while True:
        try:
            call()
            return
        except Exception as error:
            passing = aws_code(error) in codes and says in str(error)
            if not passing or time.monotonic() > deadline or _cancelled.wait(delay(tries)):
                raise
        tries += 1
