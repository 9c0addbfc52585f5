"""API Gateway v2: HTTP APIs, their integrations and routes, and VPC links.

WebSocket APIs, OpenAPI bodies and quick creates (`target`, `routeKey`) are refused by name: the pattern uses none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, camel, live_values, names, pascal, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import wait_for

API = (
    "name protocolType description disableExecuteApiEndpoint version apiKeySelectionExpression routeSelectionExpression"
)
INTEGRATION = (
    "integrationType integrationMethod connectionType connectionId integrationUri credentialsArn description "
    "payloadFormatVersion requestParameters timeoutMilliseconds=TimeoutInMillis"
)
ROUTE = "routeKey target authorizationType authorizerId authorizationScopes operationName"
CORS = "allowCredentials allowHeaders allowMethods allowOrigins exposeHeaders maxAge"


class ApiGatewayResource(Resource):
    """What the v2 types share: ARNs without an account, and one way to tag by ARN."""

    service = "apigatewayv2"

    def own_arn(self, path: str) -> str:
        """The management ARN, `arn:aws:apigateway:<region>::/<path>`."""
        return f"arn:aws:apigateway:{self.region}::/{path}"

    def tagged_arn(self, ident: str, state: State) -> str:
        """The ARN under which this resource is tagged."""
        return str(state.get("arn") or self.own_arn(ident))

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        arn = self.tagged_arn(ident, state)
        if gone:
            self.aws.untag_resource(ResourceArn=arn, TagKeys=gone)
        if self.tags:
            self.aws.tag_resource(ResourceArn=arn, Tags=self.tags)


class Api(ApiGatewayResource):
    """An HTTP API of this region."""

    token = "aws:apigatewayv2/api:Api"
    handles = names(API) | words("corsConfiguration")
    updates = handles - words("protocolType")
    blocks = {"corsConfiguration": words(CORS)}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, API)
        if inputs.get("corsConfiguration"):
            args["CorsConfiguration"] = pascal(inputs["corsConfiguration"])
        return str(self.aws.create_api(**args, Tags=self.tags)["ApiId"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_api(ApiId=ident)
        live = live_values(found, f"{API} apiEndpoint ipAddressType")
        if found.get("CorsConfiguration"):
            live["corsConfiguration"] = camel(found["CorsConfiguration"])
        return {
            **live,
            "arn": self.own_arn(f"apis/{ident}"),
            "executionArn": self.arn("execute-api", ident),
            "tags": found.get("Tags") or {},
        }

    def update(self, change: Change) -> None:
        args = aws_args(change.wanted(), API)
        for key in ("description", "version"):
            if change.touches(key):
                args.setdefault(key.capitalize(), "")
        if change.touches("disableExecuteApiEndpoint"):
            args.setdefault("DisableExecuteApiEndpoint", False)
        cors = change.new.get("corsConfiguration")
        if change.touches("corsConfiguration"):
            if cors:
                args["CorsConfiguration"] = pascal(cors)
            else:
                self.aws.delete_cors_configuration(ApiId=change.ident)
        if args:
            self.aws.update_api(ApiId=change.ident, **args)

    def tagged_arn(self, ident: str, state: State) -> str:
        return self.own_arn(f"apis/{ident}")

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_api(ApiId=ident)


class VpcLink(ApiGatewayResource):
    """The way from an HTTP API into a VPC; it cannot be changed, and takes minutes to become AVAILABLE."""

    token = "aws:apigatewayv2/vpcLink:VpcLink"
    handles = words("name subnetIds securityGroupIds")
    updates = words("name")

    def create(self, inputs: State) -> str:
        return str(
            self.aws.create_vpc_link(**aws_args(inputs, "name subnetIds securityGroupIds"), Tags=self.tags)["VpcLinkId"]
        )

    def settle(self, ident: str, inputs: State) -> None:
        def look() -> str:
            return str(self.aws.get_vpc_link(VpcLinkId=ident).get("VpcLinkStatus", "AVAILABLE"))

        wait_for(f"VPC link {ident} to be AVAILABLE", look, frozenset({"AVAILABLE"}), broken=frozenset({"FAILED"}))

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_vpc_link(VpcLinkId=ident)
        if found.get("VpcLinkStatus") == "DELETING":
            return None
        live = live_values(found, "name subnetIds securityGroupIds")
        return {**live, "arn": self.own_arn(f"vpclinks/{ident}"), "tags": found.get("Tags") or {}}

    def update(self, change: Change) -> None:
        self.aws.update_vpc_link(VpcLinkId=change.ident, Name=change.new["name"])

    def tagged_arn(self, ident: str, state: State) -> str:
        return self.own_arn(f"vpclinks/{ident}")

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_vpc_link(VpcLinkId=ident)
        wait_for(f"VPC link {ident} to be deleted", lambda: self._status(ident), frozenset({""}))

    def _status(self, ident: str) -> str | None:
        try:
            return str(self.aws.get_vpc_link(VpcLinkId=ident).get("VpcLinkStatus", "AVAILABLE"))
        except self.aws.exceptions.NotFoundException:
            return None


def within_api(ident: str) -> State:
    """The state of an import by `<api id>/<own id>`."""
    api, slash, own = ident.partition("/")
    if not (slash and api and own):
        raise Refused(f"id {ident!r}: expected <api id>/<own id>")
    return {"apiId": api}


class Integration(ApiGatewayResource):
    """What an API calls: a listener behind a VPC link, or an HTTP URL."""

    token = "aws:apigatewayv2/integration:Integration"
    handles = names(INTEGRATION) | words("apiId tlsConfig")
    updates = handles - words("apiId integrationType")
    blocks = {"tlsConfig": words("serverNameToVerify")}  # noqa: RUF012

    def _args(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        args = aws_args(inputs, INTEGRATION)
        if inputs.get("tlsConfig"):
            args["TlsConfig"] = pascal(inputs["tlsConfig"])
        return args

    def create(self, inputs: State) -> str:
        return str(self.aws.create_integration(ApiId=inputs["apiId"], **self._args(inputs))["IntegrationId"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_integration(ApiId=state["apiId"], IntegrationId=own_id(ident))
        live = {**live_values(found, INTEGRATION), "apiId": state["apiId"]}
        if found.get("TlsConfig"):
            live["tlsConfig"] = camel(found["TlsConfig"])
        return live

    def update(self, change: Change) -> None:
        # Parameters merge in UpdateIntegration: one that is gone is taken away by an empty value.
        args = self._args(change.wanted())
        if change.touches("requestParameters"):
            gone = set(change.old.get("requestParameters") or {}) - set(change.new.get("requestParameters") or {})
            args["RequestParameters"] = {**(change.new.get("requestParameters") or {}), **dict.fromkeys(gone, "")}
        for key in ("description", "connectionId", "credentialsArn"):
            if change.touches(key):
                args.setdefault(key[0].upper() + key[1:], "")
        self.aws.update_integration(ApiId=change.new["apiId"], IntegrationId=own_id(change.ident), **args)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_integration(ApiId=state["apiId"], IntegrationId=own_id(ident))

    def import_state(self, ident: str) -> State:
        return within_api(ident)


def own_id(ident: str) -> str:
    """The part of an id that AWS knows: `<api id>/<own id>` is how an import names it."""
    return ident.rsplit("/", 1)[-1]


class Route(ApiGatewayResource):
    """A route of an API: a key such as `$default`, and the integration that serves it."""

    token = "aws:apigatewayv2/route:Route"
    handles = names(ROUTE) | words("apiId apiKeyRequired")
    updates = handles - words("apiId")

    def create(self, inputs: State) -> str:
        return str(self.aws.create_route(ApiId=inputs["apiId"], **aws_args(inputs, ROUTE))["RouteId"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_route(ApiId=state["apiId"], RouteId=own_id(ident))
        return {**live_values(found, f"{ROUTE} apiKeyRequired"), "apiId": state["apiId"]}

    def update(self, change: Change) -> None:
        args = aws_args(change.wanted(), ROUTE)
        for key, empty in (("target", ""), ("operationName", ""), ("authorizerId", ""), ("authorizationScopes", [])):
            if change.touches(key):
                args.setdefault(key[0].upper() + key[1:], empty)
        self.aws.update_route(ApiId=change.new["apiId"], RouteId=own_id(change.ident), **args)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_route(ApiId=state["apiId"], RouteId=own_id(ident))

    def import_state(self, ident: str) -> State:
        return within_api(ident)


RESOURCES: tuple[type[Resource], ...] = (Api, VpcLink, Integration, Route)
