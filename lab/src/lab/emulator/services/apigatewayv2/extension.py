"""moto's API Gateway v2, extended: updates it lacks, refusals it forgets, VPC links and domain names with a status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from moto.apigatewayv2.exceptions import APIGatewayV2Error, ApiMappingNotFound, BadRequestException, VpcLinkNotFound
from moto.apigatewayv2.models import Api, ApiGatewayV2Backend, ApiMapping, DomainName, Stage, VpcLink
from moto.apigatewayv2.responses import ApiGatewayV2Response
from moto.core.utils import utcnow

from lab.emulator.engine.context import installed
from lab.emulator.engine.control import ControlError
from lab.emulator.engine.corrections import Correction, put_in_place
from lab.emulator.services.apigatewayv2.domains import DomainBook, check_certificate, complete
from lab.emulator.services.apigatewayv2.links import STATUSES, LinkBook

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context
    from lab.emulator.engine.control import ControlRequest

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("apigatewayv2", "CreateVpcLink"): ("emulated", "PENDING, then AVAILABLE; INACTIVE after 60 idle days of lab time"),
    ("apigatewayv2", "GetVpcLink"): ("emulated", "status and message follow the clock and the traffic"),
    ("apigatewayv2", "DeleteVpcLink"): ("approximated", "gone at once, without DELETING"),
    ("apigatewayv2", "CreateDomainName"): (
        "approximated",
        "regional only; AVAILABLE at once; needs an issued certificate",
    ),
    ("apigatewayv2", "UpdateDomainName"): ("emulated", "UPDATING for a while, then AVAILABLE"),
    ("apigatewayv2", "DeleteDomainName"): ("emulated", "takes its mappings with it"),
    ("apigatewayv2", "CreateApiMapping"): ("emulated", "needs an existing API and stage and a free key"),
    ("apigatewayv2", "UpdateApiMapping"): ("emulated", ""),
    ("apigatewayv2", "CreateStage"): ("approximated", "no deployments: every stage serves the API's present routes"),
    ("apigatewayv2", "UpdateStage"): ("emulated", ""),
    ("apigatewayv2", "CreateRoute"): ("emulated", "a route key exists once per API"),
}
_B = ApiGatewayV2Backend
_R = ApiGatewayV2Response
_create_link, _create_domain, _create_mapping = _B.create_vpc_link, _B.create_domain_name, _B.create_api_mapping
_create_route, _create_stage = _B.create_route, Api.create_stage
_link_json, _domain_json = VpcLink.to_json, DomainName.to_json
_STAGE_FIELDS = {
    "accessLogSettings": "access_log_settings",
    "autoDeploy": "auto_deploy",
    "clientCertificateId": "client_certificate_id",
    "defaultRouteSettings": "default_route_settings",
    "description": "description",
    "routeSettings": "route_settings",
    "stageVariables": "stage_variables",
}


class ConflictError(APIGatewayV2Error):
    """409 ConflictException."""

    code = 409

    def __init__(self, message: str) -> None:
        super().__init__("ConflictException", message)


def _links() -> LinkBook:
    found: LinkBook = installed().state["vpclinks"]
    return found


def _domains() -> DomainBook:
    found: DomainBook = installed().state["domains"]
    return found


def _create_vpc_link(self: _B, *args: Any, **kwargs: Any) -> VpcLink:
    link = _create_link(self, *args, **kwargs)
    _links().provision(link.id)
    return link


def _delete_vpc_link(self: _B, vpc_link_id: str) -> None:
    if self.vpc_links.pop(vpc_link_id, None) is None:
        raise VpcLinkNotFound(vpc_link_id)
    _links().lives.pop(vpc_link_id, None)


def _link_with_status(self: VpcLink) -> dict[str, Any]:
    links = _links()
    status = {"vpcLinkStatus": links.status(self.id), "vpcLinkStatusMessage": links.message(self.id)}
    return _link_json(self) | status


def _steer_link(request: ControlRequest) -> object:
    """Force the status of a VPC link."""
    links, link, status = _links(), request.required("id"), request.body.get("status", "INACTIVE")
    if status not in STATUSES:
        raise ControlError(f"status {status!r} is unknown: one of {', '.join(STATUSES)} is required")
    if link not in links.lives:
        raise ControlError(f"there is no VPC link {link!r}; there are {sorted(links.lives)}", 404)
    links.force(link, status)
    return {"id": link, "status": links.status(link)}


def _create_domain_name(
    self: _B,
    domain_name: str,
    domain_name_configurations: list[dict[str, str]],
    mutual_tls_authentication: dict[str, str],
    tags: dict[str, str],
) -> DomainName:
    for configuration in domain_name_configurations:
        check_certificate(self, configuration)
    completed = [complete(self.region_name, configuration) for configuration in domain_name_configurations]
    return _create_domain(self, domain_name, completed, mutual_tls_authentication, tags)


def _delete_domain_name(self: _B, domain_name: str) -> None:
    self.get_domain_name(domain_name)
    for identity, mapping in list(self.api_mappings.items()):
        if mapping.domain_name == domain_name:
            del self.api_mappings[identity]
    del self.domain_names[domain_name]


def _domain_with_status(self: DomainName) -> dict[str, Any]:
    shown = _domain_json(self)
    if not shown["mutualTlsAuthentication"]:
        del shown["mutualTlsAuthentication"]  # AWS tells it where it is configured
    region = self.domain_name_arn.split(":")[3]
    status = "UPDATING" if _domains().updating(region, self.domain_name) else "AVAILABLE"
    shown["domainNameConfigurations"] = [
        configuration | {"domainNameStatus": status} for configuration in self.domain_name_configurations
    ]
    return shown | {"routingMode": "API_MAPPING_ONLY"}


def _update_domain_name(self: _R) -> Any:
    domains, name, backend = _domains(), unquote(self.path.split("/")[-1]), self.apigatewayv2_backend
    domain, parameters = backend.get_domain_name(name), json.loads(self.body)
    if domains.updating(backend.region_name, name):
        raise BadRequestException("The domain name is UPDATING and cannot be modified until that is complete.")
    wanted = parameters.get("domainNameConfigurations")
    for position, configuration in enumerate(wanted or []):
        check_certificate(backend, domain.domain_name_configurations[position] | configuration)
    for position, configuration in enumerate(wanted or []):
        domain.domain_name_configurations[position].update(configuration)
    if "mutualTlsAuthentication" in parameters:
        domain.mutual_tls_authentication = parameters["mutualTlsAuthentication"]
    domains.start_update(backend.region_name, name)
    return 200, {}, json.dumps(domain.to_json())


def _check_mapping(backend: _B, mapping: str | None, domain: str, api: str, stage: str, key: str) -> None:
    """A mapping needs a stage that exists and a key that is free on its domain."""
    if stage not in backend.get_api(api).stages:
        raise BadRequestException("Invalid stage identifier specified")
    for other in backend.get_api_mappings(domain):
        if other.api_mapping_key == key and other.api_mapping_id != mapping:
            raise ConflictError("ApiMapping key already exists for this domain name")


def _create_api_mapping(self: _B, api_id: str, api_mapping_key: str, domain_name: str, stage: str) -> ApiMapping:
    self.get_domain_name(domain_name)
    _check_mapping(self, None, domain_name, api_id, stage, api_mapping_key)
    return _create_mapping(self, api_id, api_mapping_key, domain_name, stage)


def _update_api_mapping(self: _R) -> Any:
    parts, parameters, backend = self.path.split("/"), json.loads(self.body), self.apigatewayv2_backend
    mapping = backend.get_api_mapping(parts[-1], unquote(parts[-3]))
    if mapping.domain_name != unquote(parts[-3]):
        raise ApiMappingNotFound
    api, stage = parameters.get("apiId", mapping.api_id), parameters.get("stage", mapping.stage)
    key = parameters.get("apiMappingKey", mapping.api_mapping_key)
    _check_mapping(backend, mapping.api_mapping_id, mapping.domain_name, api, stage, key)
    mapping.api_id, mapping.stage, mapping.api_mapping_key = api, stage, key
    return 200, {}, json.dumps(mapping.to_json())


def _create_stage_once(self: Api, config: dict[str, Any]) -> Stage:
    if config["stageName"] in self.stages:
        raise ConflictError("Stage already exists")
    return _create_stage(self, config)


def _update_stage(self: _R) -> Any:
    parts, parameters = self.path.split("/"), json.loads(self.body)
    stage = self.apigatewayv2_backend.get_stage(parts[-3], unquote(parts[-1]))
    for name, attribute in _STAGE_FIELDS.items():
        if name in parameters:
            setattr(stage, attribute, parameters[name])
    stage.updated = utcnow()
    return 200, {}, json.dumps(stage.to_json())


def _create_route_once(self: _B, *args: Any, **kwargs: Any) -> Any:
    api, key = kwargs.get("api_id") or args[0], kwargs.get("route_key")
    if any(route.route_key == key for route in self.get_api(api).routes.values()):
        raise ConflictError(f"Route with key {key} already exists for this API")
    return _create_route(self, *args, **kwargs)


CORRECTIONS: tuple[Correction, ...] = (
    (_B, "create_vpc_link", _create_vpc_link),
    (_B, "delete_vpc_link", _delete_vpc_link),
    (VpcLink, "to_json", _link_with_status),
    (_B, "create_domain_name", _create_domain_name),
    (_B, "delete_domain_name", _delete_domain_name),
    (DomainName, "to_json", _domain_with_status),
    (_R, "update_domain_name", _update_domain_name),
    (_B, "create_api_mapping", _create_api_mapping),
    (_R, "update_api_mapping", _update_api_mapping),
    (Api, "create_stage", _create_stage_once),
    (_R, "update_stage", _update_stage),
    (_B, "create_route", _create_route_once),
)


def install(context: Context) -> None:
    """Extend moto's API Gateway v2 for ``context`` (the one lab of this process)."""
    links = context.state["vpclinks"] = LinkBook(context)
    domains = context.state["domains"] = DomainBook(context)
    context.on_reset(links.clear)
    context.on_reset(domains.clear)
    context.control.route("POST", "/_lab/vpclink", _steer_link)
    put_in_place(CORRECTIONS)
