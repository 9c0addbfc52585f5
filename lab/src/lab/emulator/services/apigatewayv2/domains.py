"""Custom domain names as API Gateway shows them: regional target name, its zone, certificate and status."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.acm.models import acm_backends
from moto.apigatewayv2.exceptions import BadRequestException
from moto.apigatewayv2.models import ApiGatewayV2Backend, apigatewayv2_backends

from lab.emulator.services.route53.batch import API_GATEWAY_ZONES

if TYPE_CHECKING:
    from lab.emulator.engine.clock import Transition
    from lab.emulator.engine.context import Context

_ARN = re.compile(r"arn:aws[^:]*:acm:(?P<region>[^:]+):(?P<account>\d+):certificate/.+")
_TARGET = re.compile(r"^(?P<id>[^.]+)\.execute-api\.(?P<region>[^.]+)\.amazonaws\.com$")


@dataclass
class DomainBook:
    """Updates of domain names that are under way, by (region, domain name)."""

    context: Context
    updates: dict[tuple[str, str], Transition] = field(default_factory=dict)

    def clear(self) -> None:
        self.updates.clear()

    def updating(self, region: str, domain: str) -> bool:
        update = self.updates.get((region, domain))
        return update is not None and not update.done

    def start_update(self, region: str, domain: str) -> None:
        clock = self.context.clock
        self.updates[(region, domain)] = clock.after("apigatewayv2.domain", lambda: None, f"{domain} AVAILABLE")


def check_certificate(backend: ApiGatewayV2Backend, configuration: dict[str, Any]) -> None:
    """API Gateway takes a certificate of its own region that has been issued; raises BadRequestException."""
    arn = configuration.get("certificateArn")
    if not arn:
        raise BadRequestException("A certificate ARN is required for a regional domain name.")
    found = _ARN.match(arn)
    if not found or found["region"] != backend.region_name:
        raise BadRequestException(f"Invalid certificate ARN: {arn}. Certificate must be in '{backend.region_name}'.")
    certificate = acm_backends[found["account"]][backend.region_name]._certificates.get(arn)
    if certificate is None:
        raise BadRequestException("The provided certificate does not exist.")
    if certificate.status != "ISSUED":
        raise BadRequestException(f"The provided certificate must be ISSUED; it is {certificate.status}.")


def complete(region: str, configuration: dict[str, Any]) -> dict[str, Any]:
    """``configuration`` with what AWS adds on creation: target name, zone ID, endpoint type, TLS policy."""
    added = {
        "apiGatewayDomainName": f"d-{secrets.token_hex(5)}.execute-api.{region}.amazonaws.com",
        "hostedZoneId": API_GATEWAY_ZONES.get(region, "Z" + region.replace("-", "").upper()),
        "endpointType": "REGIONAL",
        "securityPolicy": "TLS_1_2",
        "ipAddressType": "ipv4",
    }
    return added | {key: value for key, value in configuration.items() if value is not None}


def find_target(target: str) -> tuple[ApiGatewayV2Backend, Any] | None:
    """The backend and custom domain behind the regional target name ``target``, in whatever account; None if none."""
    wanted = target.lower().rstrip(".")
    if not (found := _TARGET.match(wanted)):
        return None
    for account in apigatewayv2_backends.values():
        backend = account[found["region"]]
        for domain in backend.domain_names.values():
            if any(one.get("apiGatewayDomainName") == wanted for one in domain.domain_name_configurations):
                return backend, domain
    return None
