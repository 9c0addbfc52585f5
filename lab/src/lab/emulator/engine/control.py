"""The lab's control API: an explicit table of routes under ``/_lab/``; JSON in, JSON out.

Parts register handlers with ``route``; a handler takes a ControlRequest and returns something JSON can hold (status
200) or an ``Answer``. A refused request raises ``ControlError``: its message goes to the caller with its status.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

PREFIX = "/_lab/"


class ControlError(Exception):
    """A control request that the lab refuses; ``status`` is the HTTP status."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class ControlRequest:
    """A parsed control request: query as strings, body as a JSON object ({} when empty)."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]

    def required(self, key: str) -> Any:
        if key not in self.body:
            raise ControlError(f"{self.method} {self.path} needs {key!r} in its JSON body; found {sorted(self.body)}")
        return self.body[key]


@dataclass(frozen=True)
class Answer:
    """A control answer with a status of its own."""

    payload: object
    status: int = 200


Handler = Callable[[ControlRequest], object]


class ControlRoutes:
    """The table: (method, path) → handler."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str], Handler] = {}

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Register ``handler``; each (method, path) belongs to one part only."""
        if not path.startswith(PREFIX):
            raise ValueError(f"control path {path!r} must start with {PREFIX!r}")
        if (method, path) in self._handlers:
            raise ValueError(f"{method} {path} is registered twice")
        self._handlers[(method, path)] = handler

    def paths(self) -> list[tuple[str, str]]:
        return sorted(self._handlers)

    def handle(self, request: ControlRequest) -> Answer:
        """Answer ``request``; an unknown path or method says what there is."""
        handler = self._handlers.get((request.method, request.path))
        if handler is None:
            methods = sorted(method for method, path in self._handlers if path == request.path)
            if methods:
                return Answer({"error": f"{request.path} takes {', '.join(methods)}, not {request.method}"}, 405)
            known = sorted({path for _, path in self._handlers})
            return Answer({"error": f"no control path {request.path}; there are {', '.join(known)}"}, 404)
        try:
            result = handler(request)
        except ControlError as refused:
            return Answer({"error": str(refused)}, refused.status)
        return result if isinstance(result, Answer) else Answer(result)


def parse(environ: WSGIEnvironment) -> ControlRequest:
    """Read a control request; raises ControlError when the body is no JSON object."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    raw = environ["wsgi.input"].read(length) if length else b""
    try:
        body = json.loads(raw) if raw else {}
    except ValueError as broken:
        raise ControlError(f"the body is not JSON: {broken}") from broken
    if not isinstance(body, dict):
        raise ControlError(f"the body must be a JSON object, found {type(body).__name__}")
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    return ControlRequest(environ["REQUEST_METHOD"], environ["PATH_INFO"].rstrip("/"), query, body)


def respond(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    """Write ``answer`` as JSON."""
    payload = (json.dumps(answer.payload, default=str) + "\n").encode()
    reason = "OK" if answer.status < 400 else "Refused"
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(payload)))]
    start_response(f"{answer.status} {reason}", headers)
    return [payload]
