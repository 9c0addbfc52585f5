"""Requests whose Host is not the lab's own are the public's: answered as the deployed pair would answer them.

A request that arrives at a real process (``lab up --data``) is answered by it.
``X-Lab-Connect-To: <API domain target>`` enters there and skips DNS. A chain that breaks is answered with its status
and ``{"error", "hop"}``; 599 stands for no HTTP answer at all.
"""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING, Any

from lab.emulator.engine.connections import wait_until
from lab.emulator.engine.probe import door, resolver
from lab.emulator.engine.probe.chain import walk
from lab.emulator.engine.probe.hops import Arrival, BrokenChainError, PublicRequest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}
_REASONS = {200: "OK", 403: "Forbidden", 404: "Not Found", 502: "Bad Gateway", 503: "Service Unavailable"}


def public_host(environ: WSGIEnvironment) -> str | None:
    """The Host of a public request; None for a request to the lab itself or to an AWS API."""
    host = environ.get("HTTP_HOST", "")
    name = str(host).rsplit(":", 1)[0] if not str(host).endswith("]") else str(host)
    if name in ("", "localhost") or environ.get("HTTP_AUTHORIZATION", "").startswith("AWS4-"):
        return None
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None if name.endswith((".amazonaws.com", ".localhost")) else name
    return None


def public(app: WSGIApplication, context: Context) -> WSGIApplication:
    """Middleware: answer the public, hand everything else on."""

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = public_host(environ)
        if host is None:
            return app(environ, start_response)
        request = PublicRequest(
            environ["REQUEST_METHOD"],
            host,
            environ.get("PATH_INFO") or "/",
            environ.get("HTTP_X_LAB_CONNECT_TO"),
            environ.get("HTTP_X_LAB_CLIENT", ""),
        )
        answer = _answer(context, request, environ)
        if isinstance(answer, Arrival):
            return _from_process(answer, environ, start_response)
        status, payload = answer
        body = (json.dumps(payload) + "\n").encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(f"{status} {_REASONS.get(status, 'No answer')}", headers)
        return [body]

    return wsgi


def _from_process(arrival: Arrival, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The process's own answer, with the region and service that gave it in two headers."""
    reply = arrival.ask(environ)
    kept = [(name, value) for name, value in reply.headers if name.lower() != "content-length"]
    where = [("X-Lab-Region", arrival.region), ("X-Lab-Service", arrival.service)]
    start_response(f"{reply.status} {_REASONS.get(reply.status, 'Answer')}", [*kept, *where, _length(reply.body)])
    return [reply.body]


def _length(body: bytes) -> tuple[str, str]:
    return "Content-Length", str(len(body))


def _answer(context: Context, request: PublicRequest, environ: WSGIEnvironment) -> tuple[int, dict[str, Any]] | Arrival:
    try:
        with context.lock:
            context.clock.run_due()
            return walk(context, request)
    except BrokenChainError as broken:
        if broken.mode == "hang":
            modes = context.outages.modes
            wait_until(lambda: "hang" not in modes.values(), environ)
        return broken.status, {"error": broken.error, "hop": broken.hop}


def install(context: Context) -> None:
    """The probe is a middleware; what it keeps is what its resolver may keep."""
    resolver.install(context)
    door.install(context)
