"""A region that is gone: no call to it is answered as usual, everything else goes on.

Modes: ``refuse`` (the connection is closed without an answer; on one shared port a true refusal is not possible),
``hang`` (no answer until the client gives up, the region heals, or 120 s), ``5xx`` (503 in AWS's shape).
The control planes of Route 53, IAM and STS's global endpoint are signed as us-east-1 but are not of that region's
data plane: they survive its outage unless ``control_planes`` is ``lost``. Source: AWS whitepaper "AWS Fault Isolation
Boundaries", appendix on global services.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

from lab.emulator.engine import aws_errors
from lab.emulator.engine.calls import mark
from lab.emulator.engine.connections import hang_up, wait_until
from lab.emulator.engine.control import ControlError
from lab.emulator.engine.request import LabRequest, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {}
MODES = ("refuse", "hang", "5xx")
CONTROL_PLANES = ("alive", "lost")
GLOBAL_REGION = "us-east-1"
GLOBAL_SERVICES = frozenset({"route53", "iam", "sts", "cloudfront", "organizations", "account"})


@dataclass
class ControlPlanes:
    """Whether the global control planes went down with us-east-1."""

    lost: bool = field(default=False)


def mode_for(request: LabRequest, modes: dict[str, str], planes_lost: bool) -> str | None:
    """The outage mode that ``request`` meets, or None when it is answered as usual."""
    mode = modes.get(request.region)
    if mode and request.service in GLOBAL_SERVICES and request.region == GLOBAL_REGION and not planes_lost:
        return None
    return mode


def regions_gone(app: WSGIApplication, context: Context) -> WSGIApplication:
    """Middleware: requests to a region that is out are refused, kept hanging, or answered 503."""
    planes: ControlPlanes = context.state["outage"]

    def met(request: LabRequest) -> str | None:
        return mode_for(request, context.outages.modes, planes.lost)

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = parse(environ)
        mode = met(request)
        if mode is None:
            return app(environ, start_response)
        if mode == "5xx":
            text = f"Service Unavailable. Please try again later. (the lab has taken {request.region} out)"
            return aws_errors.answer(environ, start_response, request, "ServiceUnavailable", text, 503)
        mark(environ, outcome="hanging" if mode == "hang" else "refused")
        if mode == "hang":
            wait_until(lambda: met(request) != "hang", environ)
            mark(environ, outcome="hung")
        return hang_up(environ, f"{request.region} is out ({mode})")

    return wsgi


def install(context: Context) -> None:
    """Make the control routes ``/_lab/outage`` and ``/_lab/heal``."""
    planes = context.state.setdefault("outage", ControlPlanes())

    def state() -> dict[str, object]:
        return {"regions": dict(context.outages.modes), "control_planes": "lost" if planes.lost else "alive"}

    def start(request: ControlRequest) -> object:
        region, mode = request.required("region"), request.body.get("mode", "refuse")
        wanted = request.body.get("control_planes", "alive")
        if mode not in MODES:
            raise ControlError(f"mode {mode!r} is unknown: one of {', '.join(MODES)} is required")
        if wanted not in CONTROL_PLANES:
            raise ControlError(f"control_planes {wanted!r} is unknown: one of {', '.join(CONTROL_PLANES)} is required")
        names = sorted(one.name for one in RegionsAndZonesBackend.regions)
        if region not in names:
            near = difflib.get_close_matches(str(region), names, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; AWS has {', '.join(names)}"
            raise ControlError(f"there is no region {region!r}{hint}")
        if wanted == "lost" and region != GLOBAL_REGION:
            raise ControlError(f"the control planes live in {GLOBAL_REGION}; an outage of {region} cannot take them")
        if region == GLOBAL_REGION:
            planes.lost = wanted == "lost"
        context.outages.start(region, mode)
        return state()

    def heal(request: ControlRequest) -> object:
        healed = context.outages.heal(request.body.get("region"))
        if GLOBAL_REGION in healed:
            planes.lost = False
        return {"healed": healed, **state()}

    def forget() -> None:
        planes.lost = False

    context.control.route("POST", "/_lab/outage", start)
    context.control.route("GET", "/_lab/outage", lambda _: state())
    context.control.route("POST", "/_lab/heal", heal)
    context.on_reset(forget)
