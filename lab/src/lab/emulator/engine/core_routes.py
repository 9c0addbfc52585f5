"""Control routes of the core: health, reset, clock, profile, truth."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data

from lab.emulator.engine.clock import ClockError
from lab.emulator.engine.control import ControlError
from lab.profiles import PROFILES

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest


def install(context: Context) -> None:
    """Register the core's control routes on ``context``."""
    started = time.time()
    routes = context.control

    def health(_: ControlRequest) -> object:
        return {"status": "ok", "pid": os.getpid(), "uptime_seconds": round(time.time() - started, 3)}

    def reset(_: ControlRequest) -> object:
        reset_all(context)
        return {"reset": True}

    def advance(request: ControlRequest) -> object:
        seconds = request.required("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise ControlError(f"advance takes seconds as a number, found {seconds!r}")
        with _refusals():
            context.clock.advance(float(seconds))
        return clock_state(context)

    def set_profile(request: ControlRequest) -> object:
        name, factor = request.required("name"), request.body.get("factor")
        if factor is not None and (isinstance(factor, bool) or not isinstance(factor, (int, float))):
            raise ControlError(f"factor takes a number above 0, found {factor!r}")
        with _refusals():
            context.clock.set_profile(str(name), factor)
        return clock_state(context)

    routes.route("GET", "/_lab/health", health)
    routes.route("POST", "/_lab/reset", reset)
    routes.route("GET", "/_lab/clock", lambda _: clock_state(context))
    routes.route("POST", "/_lab/clock", advance)
    routes.route("GET", "/_lab/profile", lambda _: clock_state(context))
    routes.route("POST", "/_lab/profile", set_profile)
    routes.route("GET", "/_lab/truth", lambda _: {name: read() for name, read in context.truth_sources.items()})


class _refusals:  # noqa: N801  # reads as a word where it is used
    """Turn what the clock refuses into an answer of the control API."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ClockError):
            raise ControlError(str(error)) from error


def clock_state(context: Context) -> dict[str, object]:
    """Profile, lab time and what is pending."""
    clock = context.clock
    return {
        "name": clock.profile,
        "factor": clock.factor,
        "profiles": list(PROFILES),
        "now": clock.now(),
        "offset": clock.offset,
        "pending": clock.pending(),
    }


def reset_all(context: Context) -> None:
    """Forget everything: moto's state, all transitions, outages and each part's own state. The profile stays."""
    with context.lock:
        context.clock.reset()
        BackendDict.reset()
        reset_model_data()
        context.outages.reset()
        for hook in context.reset_hooks:
            hook()
