"""The hops of a public request, each decided from what is deployed: DNS, API domain, mapping, route, link, listener.

Pure with regard to moto: a hop takes moto's objects and returns the next thing or raises ``BrokenChainError``.
Sources: API Gateway developer guide, "Working with routes for HTTP APIs" (most specific route wins: full match, then
greedy path variable, then $default) and "API mappings" (longest key wins); ELB guide, "Listener rules".
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIEnvironment

    from moto.apigatewayv2.models import Api, ApiMapping, Route
    from moto.elbv2.models import FakeListener

    from lab.emulator.engine.data_plane import Reply

NO_CONNECTION = 599
"""The status that stands for "no HTTP answer at all": name not found, connection refused, TLS failed, time-out."""


class BrokenChainError(Exception):
    """The chain ends at ``hop`` with HTTP ``status``; ``mode`` is set when a region's outage decides how."""

    def __init__(self, status: int, hop: str, error: str, mode: str | None = None) -> None:
        super().__init__(error)
        self.status, self.hop, self.error, self.mode = status, hop, error, mode


@dataclass(frozen=True)
class Arrival:
    """Where a public request arrives when a real process stands there: ``ask`` hands it on and brings the answer."""

    region: str
    service: str
    ask: Callable[[WSGIEnvironment], Reply]


@dataclass(frozen=True)
class PublicRequest:
    """One request of the public: ``host`` without port, ``path`` with its leading slash."""

    method: str
    host: str
    path: str
    connect_to: str | None = None
    client: str = ""


def choose_mapping(mappings: list[ApiMapping], path: str) -> ApiMapping:
    """The mapping with the longest key that is a prefix of ``path``; raises BrokenChainError when there is none."""
    fitting = [
        mapping
        for mapping in mappings
        if not mapping.api_mapping_key
        or path.strip("/") == mapping.api_mapping_key
        or path.lstrip("/").startswith(mapping.api_mapping_key + "/")
    ]
    if not fitting:
        raise BrokenChainError(404, "api-mapping", "no API mapping for this path")
    return max(fitting, key=lambda mapping: len(mapping.api_mapping_key or ""))


def choose_route(api: Api, method: str, path: str) -> Route:
    """The route of ``api`` for the request; raises BrokenChainError (404, as API Gateway answers) for none."""
    ranked = [(rank, route) for route in api.routes.values() if (rank := _rank(route.route_key, method, path))]
    if not ranked:
        raise BrokenChainError(404, "route", f"no route for {method} {path}")
    return max(ranked, key=lambda pair: pair[0])[1]


def _rank(key: str, method: str, path: str) -> tuple[int, ...]:
    """How well a route key fits: (kind of match, length, method named); () where it does not."""
    if key == "$default":
        return (1, 0, 0)
    verb, _, pattern = key.partition(" ")
    if verb not in (method, "ANY"):
        return ()
    named = int(verb != "ANY")
    wanted, given = pattern.strip("/").split("/"), path.strip("/").split("/")
    if wanted[-1].endswith("+}"):
        fits = len(given) >= len(wanted) and _same(wanted[:-1], given) and given != [""]
        return (2, len(wanted), named) if fits else ()
    fits = len(wanted) == len(given) and _same(wanted, given)
    return (3, len(wanted), named) if fits else ()


def _same(wanted: list[str], given: list[str]) -> bool:
    pairs = zip(wanted, given, strict=False)
    return all(want == got or (want.startswith("{") and got) for want, got in pairs)


def choose_actions(listener: FakeListener, request: PublicRequest) -> list[Any]:
    """The actions of the first rule whose conditions all hold; the default actions otherwise."""
    rules = [rule for rule in listener.rules.values() if rule.priority != "default"]
    for rule in sorted(rules, key=lambda rule: int(rule.priority)):
        if all(_holds(condition, request) for condition in rule.conditions):
            return list(rule.actions)
    return list(listener.default_actions)


def _holds(condition: dict[str, Any], request: PublicRequest) -> bool:
    field = condition.get("Field")
    configs = {"path-pattern": "PathPatternConfig", "host-header": "HostHeaderConfig"}
    if field in configs:
        values = condition.get("Values") or condition.get(configs[field], {}).get("Values", [])
        subject = request.path if field == "path-pattern" else request.host
        return any(fnmatchcase(subject, value) for value in values)
    if field == "http-request-method":
        return request.method in condition.get("HttpRequestMethodConfig", {}).get("Values", [])
    return False


def choose_group(action: dict[str, Any], pick: random.Random) -> str:
    """The target group that a forward action sends this request to, by weight; raises BrokenChainError for none."""
    if action.get("TargetGroupArn") and not action.get("ForwardConfig"):
        return str(action["TargetGroupArn"])
    groups = action.get("ForwardConfig", {}).get("TargetGroups", [])
    weights = [int(group.get("Weight", 1)) for group in groups]
    if not any(weights):
        raise BrokenChainError(503, "listener", "every target group of the listener's action weighs 0")
    return str(pick.choices(groups, weights)[0]["TargetGroupArn"])
