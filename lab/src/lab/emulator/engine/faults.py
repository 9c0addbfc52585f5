"""Faults on single calls: errors that make SDKs retry as they really do, latency, lost answers, held requests.

``POST /_lab/faults`` adds a rule, ``GET`` lists them with their counts, ``DELETE`` removes all (``{"id": n}``: one) and
lets go whatever they hold; ``POST /_lab/release`` lets held requests go and keeps the rule's counts.
A request held ``before`` AWS whose client has died meanwhile never reaches AWS: that is what a kill between two calls
looks like; held ``after``, AWS has done the work and nobody has heard of it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from lab.emulator.engine import aws_errors
from lab.emulator.engine.calls import mark
from lab.emulator.engine.connections import LONGEST_WAIT, client_gone, delay, hang_up, wait_until
from lab.emulator.engine.control import Answer, ControlError
from lab.emulator.engine.fault_kinds import aws_error, protocol_key
from lab.emulator.engine.fault_rules import FaultRule, FaultRuleError, parse_rule
from lab.emulator.engine.request import LabRequest, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}


class FaultTable:
    """The rules in force. The first rule that meets a call wins; every rule that fits counts it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self.rules: list[FaultRule] = []

    def add(self, rule: FaultRule) -> FaultRule:
        with self._lock:
            self._last += 1
            rule.id = self._last
            self.rules.append(rule)
        return rule

    def meet(self, request: LabRequest) -> FaultRule | None:
        """The rule that meets ``request`` now; counts are kept exactly under parallel calls."""
        with self._lock:
            for rule in self.rules:
                if rule.take(request):
                    return rule
        return None

    def hold(self, rule: FaultRule, by: int) -> None:
        """Count requests that ``rule`` holds up or down."""
        with self._lock:
            rule.held += by

    def release(self, number: int | None = None, remove: bool = False) -> int:
        """Let go what the rules (or rule ``number``) hold; returns how many requests were held."""
        with self._lock:
            chosen = [rule for rule in self.rules if number in (None, rule.id)]
            for rule in chosen:
                rule.released = True
            if remove:
                self.rules = [rule for rule in self.rules if rule not in chosen]
            return sum(rule.held for rule in chosen)


def _hold(table: FaultTable, rule: FaultRule, environ: WSGIEnvironment) -> None:
    """Keep the request until it is released; raises HungUpError when its client is gone by then."""
    table.hold(rule, +1)
    mark(environ, outcome="held")
    try:
        wait_until(lambda: rule.released, environ)
        if client_gone(environ):
            mark(environ, outcome="held, client gone")
            hang_up(environ, "the client left while its request was held")
    finally:
        table.hold(rule, -1)
    mark(environ, outcome="in flight")


def _strike(
    table: FaultTable, rule: FaultRule, request: LabRequest, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes] | None:
    """Do what the rule says; None lets the request go on."""
    if rule.latency:
        delay(rule.latency, environ)
    if rule.error == "none":
        return None
    if rule.error == "hold":
        _hold(table, rule, environ)
        return None
    if rule.error == "drop":
        mark(environ, outcome="dropped")
        hang_up(environ, "a fault closed the connection")
    if rule.error == "timeout":
        mark(environ, outcome="hanging")
        wait_until(lambda: rule.released, environ, LONGEST_WAIT)
        mark(environ, outcome="hung")
        hang_up(environ, "a fault kept the answer back")
    protocol = protocol_key(aws_errors.protocol_of(request.service), environ.get("CONTENT_TYPE", ""))
    error = aws_error(rule.error, protocol, rule.message, rule.status)
    return aws_errors.answer(environ, start_response, request, error.code, error.message, error.status)


def faulty(app: WSGIApplication, context: Context) -> WSGIApplication:
    """Middleware: let the rule that meets a call strike before or after AWS has worked on it."""
    table: FaultTable = context.state["faults"]

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = parse(environ)
        rule = table.meet(request)
        if rule is None:
            mark(environ, reached=True)
            return app(environ, start_response)
        mark(environ, fault=rule.id)
        if rule.phase == "before":
            struck = _strike(table, rule, request, environ, start_response)
            if struck is not None:
                return struck
            mark(environ, reached=True)
            return app(environ, start_response)
        kept: list[tuple[str, list[tuple[str, str]]]] = []
        mark(environ, reached=True)
        body = list(app(environ, lambda status, headers, *_: kept.append((status, headers))))  # type: ignore[arg-type]
        struck = _strike(table, rule, request, environ, start_response)
        if struck is not None:
            return struck
        start_response(*kept[-1])
        return body

    return wsgi


def install(context: Context) -> None:
    """Make the fault table and its control routes."""
    table = context.state.setdefault("faults", FaultTable())

    def add(request: ControlRequest) -> object:
        try:
            return Answer(table.add(parse_rule(request.body)).shown(), 201)
        except FaultRuleError as refused:
            raise ControlError(str(refused)) from refused

    def number(request: ControlRequest) -> int | None:
        found = request.body.get("id", request.query.get("id"))
        if found is None:
            return None
        if not str(found).isdigit() or int(found) not in {rule.id for rule in table.rules}:
            raise ControlError(f"there is no fault {found!r}; there are {[rule.id for rule in table.rules]}", 404)
        return int(found)

    def remove(request: ControlRequest) -> object:
        return {"released": table.release(number(request), remove=True)}

    def forget() -> None:
        table.release(remove=True)

    context.control.route("POST", "/_lab/faults", add)
    context.control.route("GET", "/_lab/faults", lambda _: [rule.shown() for rule in table.rules])
    context.control.route("DELETE", "/_lab/faults", remove)
    context.control.route("POST", "/_lab/release", lambda request: {"released": table.release(number(request))})
    context.on_reset(forget)
