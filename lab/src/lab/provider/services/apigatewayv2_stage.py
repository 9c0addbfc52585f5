"""API Gateway v2 stages of HTTP APIs: automatic deployment, access logs, throttling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.provider.fields import aws_args, camel, live_values, names, pascal, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.apigatewayv2 import ApiGatewayResource, own_id, within_api

STAGE = "autoDeploy description deploymentId stageVariables"
ROUTE_SETTINGS = "dataTraceEnabled detailedMetricsEnabled loggingLevel throttlingBurstLimit throttlingRateLimit"


class Stage(ApiGatewayResource):
    """A stage; `$default` serves at the API's root."""

    token = "aws:apigatewayv2/stage:Stage"
    handles = names(STAGE) | words("apiId name accessLogSettings defaultRouteSettings routeSettings")
    updates = handles - words("apiId name")
    volatile = words("deploymentId")
    blocks = {  # noqa: RUF012
        "accessLogSettings": words("destinationArn format"),
        "defaultRouteSettings": words(ROUTE_SETTINGS),
        "routeSettings": words(f"routeKey {ROUTE_SETTINGS}"),
    }

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, STAGE)
        if inputs.get("accessLogSettings"):
            args["AccessLogSettings"] = _logs(inputs["accessLogSettings"])
        if inputs.get("defaultRouteSettings"):
            args["DefaultRouteSettings"] = pascal(inputs["defaultRouteSettings"])
        if inputs.get("routeSettings"):
            args["RouteSettings"] = _by_route(inputs["routeSettings"])
        self.aws.create_stage(ApiId=inputs["apiId"], StageName=inputs["name"], **args, Tags=self.tags)
        return str(inputs["name"])

    def read(self, ident: str, state: State) -> State | None:
        api, name = state["apiId"], own_id(ident)
        found = self.aws.get_stage(ApiId=api, StageName=name)
        live = live_values(found, STAGE)
        for block in ("accessLogSettings", "defaultRouteSettings"):
            if found.get(block[0].upper() + block[1:]):
                live[block] = camel(found[block[0].upper() + block[1:]])
        asked = (state.get("accessLogSettings") or {}).get("destinationArn", "")
        if "accessLogSettings" in live and asked.removesuffix(":*") == live["accessLogSettings"]["destinationArn"]:
            live["accessLogSettings"]["destinationArn"] = asked
        if found.get("RouteSettings"):
            live["routeSettings"] = [
                {"routeKey": key, **camel(settings)} for key, settings in sorted(found["RouteSettings"].items())
            ]
        path = "" if name == "$default" else name
        return {
            **live,
            "apiId": api,
            "name": name,
            "arn": self.own_arn(f"apis/{api}/stages/{name}"),
            "executionArn": self.arn("execute-api", f"{api}/{name}"),
            "invokeUrl": f"https://{api}.execute-api.{self.region}.amazonaws.com/{path}",
            "tags": found.get("Tags") or {},
        }

    def update(self, change: Change) -> None:
        new, key = change.new, {"ApiId": change.new["apiId"], "StageName": own_id(change.ident)}
        args = aws_args(change.wanted(), "autoDeploy description deploymentId")
        if change.touches("description"):
            args.setdefault("Description", "")
        if change.touches("autoDeploy"):
            args.setdefault("AutoDeploy", False)
        if change.touches("accessLogSettings"):
            if new.get("accessLogSettings"):
                args["AccessLogSettings"] = _logs(new["accessLogSettings"])
            else:
                self.aws.delete_access_log_settings(**key)
        if change.touches("defaultRouteSettings"):
            args["DefaultRouteSettings"] = pascal(new.get("defaultRouteSettings") or {"detailedMetricsEnabled": False})
        if change.touches("routeSettings"):
            wanted = _by_route(new.get("routeSettings") or [])
            for route in sorted(set(_by_route(change.old.get("routeSettings") or [])) - set(wanted)):
                self.aws.delete_route_settings(**key, RouteKey=route)
            args["RouteSettings"] = wanted
        if change.touches("stageVariables"):
            wanted = new.get("stageVariables") or {}
            gone = set(change.old.get("stageVariables") or {}) - set(wanted)
            args["StageVariables"] = {**wanted, **dict.fromkeys(gone, "")}
        if args:
            self.aws.update_stage(**key, **args)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        super().retag(ident, {"arn": self.own_arn(f"apis/{state['apiId']}/stages/{own_id(ident)}")}, gone)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_stage(ApiId=state["apiId"], StageName=own_id(ident))

    def import_state(self, ident: str) -> State:
        return within_api(ident)


def _logs(settings: Mapping[str, Any]) -> dict[str, str]:
    """API Gateway wants a log group's ARN without the `:*` at its end."""
    return {"DestinationArn": settings["destinationArn"].removesuffix(":*"), "Format": settings["format"]}


def _by_route(settings: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        item["routeKey"]: pascal({key: value for key, value in item.items() if key in words(ROUTE_SETTINGS)})
        for item in settings
    }


RESOURCES: tuple[type[Resource], ...] = (Stage,)
