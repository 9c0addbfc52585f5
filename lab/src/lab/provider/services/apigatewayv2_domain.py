"""API Gateway v2 custom domains and their mappings to a stage.

A regional domain has its own target name and the zone id of that target; an alias record needs both. The same domain
may exist in several regions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, live_values, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.apigatewayv2 import ApiGatewayResource
from lab.provider.waiting import wait_for
from lab.provider.wire import UNKNOWN

CONFIGURATION = "certificateArn endpointType securityPolicy ipAddressType ownershipVerificationCertificateArn"
GIVEN_BACK = "targetDomainName=ApiGatewayDomainName hostedZoneId"


class DomainName(ApiGatewayResource):
    """A custom domain of this region; ready when its certificate is in place."""

    token = "aws:apigatewayv2/domainName:DomainName"
    handles = words("domainName domainNameConfiguration")
    updates = words("domainNameConfiguration")
    blocks = {"domainNameConfiguration": words(CONFIGURATION)}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        configuration = self._configuration(inputs)
        self.aws.create_domain_name(
            DomainName=inputs["domainName"], DomainNameConfigurations=[configuration], Tags=self.tags
        )
        return str(inputs["domainName"])

    def _configuration(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return aws_args(inputs["domainNameConfiguration"], CONFIGURATION)

    def settle(self, ident: str, inputs: State) -> None:
        self._available(ident)

    def _available(self, ident: str) -> None:
        def look() -> str:
            found = self.aws.get_domain_name(DomainName=ident)["DomainNameConfigurations"][0]
            return str(found.get("DomainNameStatus", "AVAILABLE"))

        wait_for(f"domain name {ident} to be AVAILABLE", look, frozenset({"AVAILABLE"}))

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_domain_name(DomainName=ident)
        configuration = found["DomainNameConfigurations"][0]
        return {
            "domainName": found["DomainName"],
            "domainNameConfiguration": live_values(configuration, f"{CONFIGURATION} {GIVEN_BACK}"),
            "apiMappingSelectionExpression": found.get("ApiMappingSelectionExpression"),
            "arn": self.own_arn(f"domainnames/{ident}"),
            "tags": found.get("Tags") or {},
        }

    def pending(self, inputs: State, old: State | None) -> State:
        """Before the domain exists its target is unknown, though the block around it is known; then it stays."""
        block = inputs.get("domainNameConfiguration")
        if not isinstance(block, dict):
            return {}
        known = (old or {}).get("domainNameConfiguration") or {}
        target = {key: known.get(key, UNKNOWN) for key in words("targetDomainName hostedZoneId")}
        return {"domainNameConfiguration": {**known, **block, **target}}

    def update(self, change: Change) -> None:
        self.aws.update_domain_name(DomainName=change.ident, DomainNameConfigurations=[self._configuration(change.new)])
        self._available(change.ident)

    def tagged_arn(self, ident: str, state: State) -> str:
        return self.own_arn(f"domainnames/{ident}")

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_domain_name(DomainName=ident)


class ApiMapping(ApiGatewayResource):
    """Which API and stage a custom domain serves, under an optional path."""

    token = "aws:apigatewayv2/apiMapping:ApiMapping"
    handles = words("apiId domainName stage apiMappingKey")
    updates = words("stage apiMappingKey")

    def create(self, inputs: State) -> str:
        made = self.aws.create_api_mapping(**aws_args(inputs, "apiId domainName stage apiMappingKey"))
        return str(made["ApiMappingId"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_api_mapping(ApiMappingId=ident.split("/")[0], DomainName=state["domainName"])
        return {**live_values(found, "apiId stage apiMappingKey"), "domainName": state["domainName"]}

    def update(self, change: Change) -> None:
        new = change.new
        self.aws.update_api_mapping(
            ApiMappingId=change.ident.split("/")[0],
            ApiId=new["apiId"],
            DomainName=new["domainName"],
            Stage=new["stage"],
            ApiMappingKey=new.get("apiMappingKey", ""),
        )

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_api_mapping(ApiMappingId=ident.split("/")[0], DomainName=state["domainName"])

    def import_state(self, ident: str) -> State:
        own, slash, domain = ident.partition("/")
        if not (slash and own and domain):
            raise Refused(f"id {ident!r}: expected <api mapping id>/<domain name>")
        return {"domainName": domain}


RESOURCES: tuple[type[Resource], ...] = (DomainName, ApiMapping)
