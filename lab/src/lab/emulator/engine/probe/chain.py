"""A public request walked through what is deployed, hop by hop, down to the application and its database."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from moto.elbv2.models import elbv2_backends

from lab.emulator.engine.probe.balancers import enter_balancer, find_balancer, is_balancer_name
from lab.emulator.engine.probe.hops import (
    NO_CONNECTION,
    Arrival,
    BrokenChainError,
    PublicRequest,
    choose_actions,
    choose_group,
    choose_mapping,
    choose_route,
)
from lab.emulator.services import elbv2, rds
from lab.emulator.services.acm import certificates
from lab.emulator.services.apigatewayv2.domains import find_target

if TYPE_CHECKING:
    from moto.apigatewayv2.models import Api, ApiGatewayV2Backend
    from moto.elbv2.models import ELBv2Backend

    from lab.emulator.engine.context import Context
    from lab.emulator.engine.probe.resolver import Resolver
    from lab.emulator.services.apigatewayv2.links import LinkBook
    from lab.emulator.services.ecs.fleet import Fleet
    from lab.emulator.services.route53.zones import ZoneBook

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PICK = random.Random()


def walk(context: Context, request: PublicRequest) -> tuple[int, dict[str, Any]] | Arrival:
    """Status and JSON of the application's answer, or the process that will give it.

    Raises BrokenChainError where the chain ends early.
    """
    resolver: Resolver = context.state["resolver"]
    now = context.clock.now()
    target = request.connect_to or resolver.ask(
        request.client, request.host, now, lambda: _resolve(context, request.host)
    )
    backend, listener = _way_in(context, request, target)
    actions = choose_actions(listener, request)
    forward = next((action.data for action in actions if action.type == "forward"), None)
    if forward is None:
        fixed: dict[str, Any] = next((action.data for action in actions if action.type == "fixed-response"), {})
        status = int(fixed.get("FixedResponseConfig", {}).get("StatusCode", 503))
        raise BrokenChainError(status, "listener", "the listener's action forwards to no target group")
    return _serve(context, backend, request, choose_group(forward, _PICK))


def _way_in(context: Context, request: PublicRequest, target: str) -> tuple[ELBv2Backend, Any]:
    """The listener that the request reaches: of a public load balancer, or through an API and its VPC link."""
    if (found := find_balancer(target)) is not None:
        balancers, balancer = found
        _check_region(context, balancers.region_name)
        return balancers, enter_balancer(balancer, request.host, certificates())
    backend, api, path = _enter(context, request, target)
    route = choose_route(api, request.method, path)
    listener = _listener_of(context, backend, api, str(route.target or ""))
    return elbv2_backends[backend.account_id][backend.region_name], listener


def _resolve(context: Context, host: str) -> str:
    zones: ZoneBook = context.state["route53"]
    record = zones.resolve(host)
    if record is None:
        raise BrokenChainError(NO_CONNECTION, "dns", f"NXDOMAIN: no A record for {host}")
    if record.alias is None:
        raise BrokenChainError(
            NO_CONNECTION,
            "dns",
            f"{host} is no alias of an API domain or load balancer: {', '.join(record.values)}",
        )
    return record.alias[1].rstrip(".")


def _enter(context: Context, request: PublicRequest, target: str) -> tuple[ApiGatewayV2Backend, Api, str]:
    """Enter at the regional domain ``target``: outage, certificate, mapping, stage."""
    found = find_target(target)
    if found is None and is_balancer_name(target):
        raise BrokenChainError(NO_CONNECTION, "load-balancer", f"NXDOMAIN: no load balancer is called {target}")
    if found is None:
        raise BrokenChainError(
            NO_CONNECTION, "api-domain", f"NXDOMAIN: no custom domain has the regional target {target}"
        )
    backend, domain = found
    _check_region(context, backend.region_name)
    if domain.domain_name.lower() != request.host.lower():
        raise BrokenChainError(403, "api-domain", f"{target} serves {domain.domain_name}, not {request.host}")
    arns = {one.get("certificateArn") for one in domain.domain_name_configurations}
    bad = next((one for one in certificates() if one.arn in arns and one.status != "ISSUED"), None)
    if bad is not None:
        raise BrokenChainError(NO_CONNECTION, "certificate", f"TLS fails: the certificate of {target} is {bad.status}")
    mapping = choose_mapping(backend.get_api_mappings(domain.domain_name), request.path)
    path = request.path
    if mapping.api_mapping_key:
        path = "/" + path.lstrip("/")[len(mapping.api_mapping_key) :].lstrip("/")
    api = backend.apis.get(mapping.api_id)
    if api is None or mapping.stage not in api.stages:
        raise BrokenChainError(404, "stage", f"the API mapping leads to a stage {mapping.stage} that does not exist")
    return backend, api, path


def _check_region(context: Context, region: str) -> None:
    mode = context.outages.modes.get(region)
    if mode is not None:
        status = 503 if mode == "5xx" else NO_CONNECTION
        raise BrokenChainError(status, "region", f"{region} does not answer ({mode})", mode)


def _listener_of(context: Context, backend: ApiGatewayV2Backend, api: Api, target: str) -> Any:
    """The load balancer's listener behind a route's integration, over an available VPC link."""
    integration = api.integrations.get(target.removeprefix("integrations/"))
    if integration is None:
        raise BrokenChainError(500, "integration", f"the route has no integration ({target or 'none'})")
    if integration.connection_type != "VPC_LINK":
        raise BrokenChainError(
            501, "integration", f"the lab serves VPC link integrations only, not {integration.connection_type}"
        )
    links: LinkBook = context.state["vpclinks"]
    link = str(integration.connection_id)
    if link not in backend.vpc_links:
        raise BrokenChainError(503, "vpc-link", f"there is no VPC link {link}")
    if (status := links.traffic(link)) != "AVAILABLE":
        raise BrokenChainError(503, "vpc-link", f"VPC link {link} is {status}")
    for balancer in elbv2_backends[backend.account_id][backend.region_name].load_balancers.values():
        if integration.integration_uri in balancer.listeners:
            return balancer.listeners[integration.integration_uri]
    raise BrokenChainError(503, "listener", f"there is no listener {integration.integration_uri}")


def _serve(
    context: Context, backend: ELBv2Backend, request: PublicRequest, group_arn: str
) -> tuple[int, dict[str, Any]] | Arrival:
    region = backend.region_name
    group = backend.target_groups.get(group_arn)
    healthy = elbv2.healthy_targets(context, group) if group is not None else []
    if not healthy:
        name = group.name if group is not None else group_arn
        raise BrokenChainError(503, "targets", f"target group {name} has no healthy target")
    chosen = _PICK.choice(healthy)
    service, ask = _service_at(context, chosen), context.data.door(region, chosen)
    if ask is not None:
        return Arrival(region, service, ask)
    writer, why = rds.writable(context, region)
    answer = {"region": region, "service": service, "writer": writer}
    if request.method not in WRITES:
        return 200, answer
    if not rds.record_write(context, region):
        raise BrokenChainError(503, "database", f"the application cannot write in {region}: {why}")
    return 200, answer | {"written": True}


def _service_at(context: Context, address: str) -> str:
    fleet: Fleet = context.state["ecs"]
    for tasks in fleet.tasks.values():
        for task in tasks:
            if task.address == address and task.running:
                return task.group.removeprefix("service:")
    return "unknown"
