"""Bounded waits for AWS states: short sleeps, a deadline, and an error that says what was seen last."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from lab.provider.errors import ProviderError, TimedOut

FIRST_POLL_SECONDS = 0.05
SLOWEST_POLL_SECONDS = 0.2
WAIT_SECONDS = 1800.0


def poll_delays() -> Callable[[int], float]:
    """Seconds to sleep before poll number n: `LAB_POLL_SECONDS` if set, else 0.05 s growing to 0.2 s."""
    fixed = os.environ.get("LAB_POLL_SECONDS")
    if fixed:
        seconds = float(fixed)
        return lambda _n: seconds
    return lambda n: min(FIRST_POLL_SECONDS * 1.3**n, SLOWEST_POLL_SECONDS)


def wait_for(
    what: str,
    look: Callable[[], str | None],
    want: frozenset[str],
    *,
    broken: frozenset[str] = frozenset({"failed"}),
    seconds: float | None = None,
) -> None:
    """Poll `look` until it answers one of `want`.

    `look` gives the present state, or None when the thing is gone ("" in `want` accepts that). Raises ProviderError when
    a state of `broken` shows or the thing is gone unexpectedly, TimedOut after `seconds` (`LAB_WAIT_SECONDS`, or 1800).
    """
    bound = seconds if seconds is not None else float(os.environ.get("LAB_WAIT_SECONDS", WAIT_SECONDS))
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
        time.sleep(delay(polls))
        polls += 1
