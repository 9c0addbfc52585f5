"""Target groups: health checks, and the attributes that steer traffic to their targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.fields import aws_args, live_values, names, tag_list, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.lb import ElbResource, pairs, typed

FIXED = "name port protocol protocolVersion vpcId targetType ipAddressType"
CHECK = (
    "enabled=HealthCheckEnabled path=HealthCheckPath port=HealthCheckPort protocol=HealthCheckProtocol "
    "interval=HealthCheckIntervalSeconds timeout=HealthCheckTimeoutSeconds healthyThreshold=HealthyThresholdCount "
    "unhealthyThreshold=UnhealthyThresholdCount"
)
# Pulumi's input to ELB's attribute (ELB API reference, TargetGroupAttribute).
ATTRIBUTES: Mapping[str, str] = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "slowStart": "slow_start.duration_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
    "loadBalancingCrossZoneEnabled": "load_balancing.cross_zone.enabled",
    "preserveClientIp": "preserve_client_ip.enabled",
    "proxyProtocolV2": "proxy_protocol_v2.enabled",
    "connectionTermination": "deregistration_delay.connection_termination.enabled",
}
HTTP_ONLY = words("slowStart loadBalancingAlgorithmType loadBalancingAnomalyMitigation")
TCP_ONLY = words("preserveClientIp proxyProtocolV2 connectionTermination")
WEB = frozenset({"HTTP", "HTTPS"})


def health_check(block: Mapping[str, Any]) -> dict[str, Any]:
    """A `healthCheck` block as the arguments of CreateTargetGroup and ModifyTargetGroup."""
    wanted = aws_args({**block, **({"port": str(block["port"])} if "port" in block else {})}, CHECK)
    if block.get("matcher"):
        wanted["Matcher"] = {"HttpCode": block["matcher"]}
    return wanted


def stickiness(block: Mapping[str, Any]) -> dict[str, Any]:
    """A `stickiness` block as ELB attributes."""
    wanted = {"stickiness.enabled": block.get("enabled", True), "stickiness.type": block["type"]}
    if block["type"] == "lb_cookie":
        wanted["stickiness.lb_cookie.duration_seconds"] = block.get("cookieDuration", 86400)
    if block["type"] == "app_cookie":
        wanted["stickiness.app_cookie.duration_seconds"] = block.get("cookieDuration", 86400)
        wanted["stickiness.app_cookie.cookie_name"] = block.get("cookieName", "")
    return wanted


def live_stickiness(found: Mapping[str, str]) -> dict[str, Any]:
    """The reverse of `stickiness`; {} where the group has none."""
    kind = found.get("stickiness.type")
    if kind is None:
        return {}
    live: dict[str, Any] = {"enabled": found.get("stickiness.enabled") == "true", "type": kind}
    duration, name = f"stickiness.{kind}.duration_seconds", f"stickiness.{kind}.cookie_name"
    if duration in found:
        live["cookieDuration"] = int(found[duration])
    if found.get(name):
        live["cookieName"] = found[name]
    return live


def attributes(inputs: Mapping[str, Any], chosen: frozenset[str]) -> dict[str, Any]:
    """The chosen inputs as ELB attributes, those left out that a group of this protocol does not have."""
    misfits = TCP_ONLY if inputs.get("protocol") in WEB else HTTP_ONLY
    found = {
        theirs: inputs[ours]
        for ours, theirs in ATTRIBUTES.items()
        if ours in chosen - misfits and inputs.get(ours) is not None
    }
    if "stickiness" in chosen:
        found |= stickiness(inputs["stickiness"]) if inputs.get("stickiness") else {"stickiness.enabled": False}
    return found


class TargetGroup(ElbResource):
    """A group of targets behind a load balancer; its id is its ARN."""

    token = "aws:lb/targetGroup:TargetGroup"
    handles = names(FIXED) | frozenset(ATTRIBUTES) | words("healthCheck stickiness")
    updates = frozenset(ATTRIBUTES) | words("healthCheck stickiness")
    volatile = words("loadBalancerArns")
    blocks = {  # noqa: RUF012
        "healthCheck": names(CHECK) | words("matcher"),
        "stickiness": words("cookieDuration cookieName enabled type"),
    }

    def create(self, inputs: State) -> str:
        args = {**aws_args(inputs, FIXED), **health_check(inputs.get("healthCheck") or {})}
        if self.tags:
            args["Tags"] = tag_list(self.tags)
        return str(self.aws.create_target_group(**args)["TargetGroups"][0]["TargetGroupArn"])

    def settle(self, ident: str, inputs: State) -> None:
        chosen = frozenset(key for key in self.updates if inputs.get(key) is not None)
        self._set(ident, attributes(inputs, chosen))

    def _set(self, ident: str, wanted: Mapping[str, Any]) -> None:
        if wanted:
            self.aws.modify_target_group_attributes(TargetGroupArn=ident, Attributes=pairs(wanted))

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_target_groups(TargetGroupArns=[ident])["TargetGroups"][0]
        answer = self.aws.describe_target_group_attributes(TargetGroupArn=ident)["Attributes"]
        attributes = {item["Key"]: item["Value"] for item in answer}
        check = live_values(found, CHECK)
        if (found.get("Matcher") or {}).get("HttpCode"):
            check["matcher"] = found["Matcher"]["HttpCode"]
        return {
            **live_values(found, FIXED.replace("name", "name=TargetGroupName", 1)),
            **{
                ours: _as_input(ours, attributes[theirs]) for ours, theirs in ATTRIBUTES.items() if theirs in attributes
            },
            "healthCheck": check,
            "stickiness": live_stickiness(attributes) or None,
            "loadBalancerArns": found.get("LoadBalancerArns") or [],
            "arn": ident,
            "arnSuffix": ident.rsplit(":", 1)[1],
            "tags": self.live_tags(ident),
        }

    def update(self, change: Change) -> None:
        if change.touches("healthCheck"):
            # What is no longer said stays as it is, as in the real provider (the block is computed).
            wanted = health_check(change.new.get("healthCheck") or {})
            if wanted:
                self.aws.modify_target_group(TargetGroupArn=change.ident, **wanted)
        self._set(change.ident, attributes(change.new, change.changed))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_target_group(TargetGroupArn=ident)


def _as_input(name: str, value: str) -> Any:
    """Cross-zone balancing is a text in Pulumi ("true", "use_load_balancer_configuration"); the rest has its type."""
    return value if name == "loadBalancingCrossZoneEnabled" else typed(value)


RESOURCES: tuple[type[Resource], ...] = (TargetGroup,)
