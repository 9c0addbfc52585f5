"""The journal of calls: every AWS request that reached the lab, with what became of it.

A call is entered when it arrives (outcome ``in flight``) and completed when it is answered, so a call that is held,
hanging or lost is visible while it lasts. ``reached`` says whether AWS (moto) worked on it: an outage or a fault that
answers first leaves it false. ``GET /_lab/calls?since=N`` reads, ``DELETE /_lab/calls`` forgets.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from lab.emulator.engine.control import ControlError
from lab.emulator.engine.request import parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}
RING = 50_000
"""Calls kept; older ones fall out. A long soak must not eat memory."""

ENVIRON_KEY = "lab.call"
_XML_CODE = re.compile(rb"<Code>([^<]+)</Code>")


@dataclass
class Call:
    """One request. ``time`` is lab time (seconds since the epoch), ``ms`` real milliseconds until the answer."""

    n: int
    time: float
    region: str
    service: str
    operation: str
    access_key: str
    role: str = ""
    outcome: str = "in flight"
    status: int = 0
    ms: float = 0.0
    reached: bool = False
    fault: int = 0


class CallJournal:
    """Calls in order of arrival, numbered from 1; safe for many threads."""

    def __init__(self, ring: int = RING) -> None:
        self._lock = threading.Lock()
        self._calls: deque[Call] = deque(maxlen=ring)
        self._last = 0

    def enter(self, when: float, region: str, service: str, operation: str, access_key: str) -> Call:
        with self._lock:
            self._last += 1
            call = Call(self._last, when, region, service, operation, access_key)
            self._calls.append(call)
        return call

    def since(self, n: int = 0) -> list[Call]:
        """Calls with a number above ``n``, oldest first."""
        with self._lock:
            return [call for call in self._calls if call.n > n]

    def clear(self) -> None:
        """Forget all calls; numbering goes on, so a reader's ``since`` stays valid."""
        with self._lock:
            self._calls.clear()


def error_code(headers: list[tuple[str, str]], body: bytes) -> str:
    """AWS's error code in an answer, or "" where there is none to be found."""
    for name, value in headers:
        if name.lower() == "x-amzn-errortype" and value:
            return value.rsplit("#", 1)[-1].split(":", 1)[0]
    if found := _XML_CODE.search(body):
        return found.group(1).decode()
    try:
        parsed: Any = json.loads(body)
    except ValueError:
        return ""
    kind = parsed.get("__type") or parsed.get("code") or "" if isinstance(parsed, dict) else ""
    return str(kind).rsplit("#", 1)[-1]


def mark(environ: WSGIEnvironment, **facts: Any) -> None:
    """Set fields of the call that ``environ`` belongs to; nothing happens outside the journal."""
    call = environ.get(ENVIRON_KEY)
    if isinstance(call, Call):
        for name, value in facts.items():
            setattr(call, name, value)


def journalled(app: WSGIApplication, context: Context) -> WSGIApplication:
    """Middleware: enter each call, complete it when it is answered or its connection is dropped."""
    journal: CallJournal = context.state["calls"]

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = parse(environ)
        clock_now = time.time() + context.clock.offset
        call = journal.enter(clock_now, request.region, request.service, request.operation, request.access_key)
        environ[ENVIRON_KEY] = call
        seen: dict[str, Any] = {"status": 0, "headers": []}
        started = time.perf_counter()

        def recording(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen.update(status=int(status.split(" ", 1)[0]), headers=headers)
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            body = b"".join(app(environ, recording))
        except OSError:
            if call.outcome == "in flight":
                call.outcome = "dropped"
            raise
        finally:
            call.ms = round((time.perf_counter() - started) * 1000, 3)
        call.status = seen["status"]
        call.outcome = "ok" if call.status < 400 else (error_code(seen["headers"], body) or f"HTTP {call.status}")
        return [body]

    return wsgi


def install(context: Context) -> None:
    """Make the journal and its control routes."""
    journal = context.state.setdefault("calls", CallJournal())

    def read(request: ControlRequest) -> object:
        since = request.query.get("since", "0")
        if not since.isdigit():
            raise ControlError(f"since takes the number of a call, found {since!r}")
        return [asdict(call) for call in journal.since(int(since))]

    def forget(_: ControlRequest) -> object:
        journal.clear()
        return {"cleared": True}

    context.control.route("GET", "/_lab/calls", read)
    context.control.route("DELETE", "/_lab/calls", forget)
    context.on_reset(journal.clear)
