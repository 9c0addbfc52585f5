"""The front of one region: the VPC link's state, and which color the listener sends traffic to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from standby.aws.cloud import Cloud


class FrontRegion:
    """API Gateway's link and the load balancer's listener, as AWS says now."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def link_status(self, link_id: str) -> str:
        """`AVAILABLE`, `PENDING`, `INACTIVE` (after 60 days without traffic), `FAILED`, …"""
        return str(self._cloud.call("apigatewayv2", "get_vpc_link", VpcLinkId=link_id).get("VpcLinkStatus", ""))

    def live_color(self, listener_arn: str, target_groups: Mapping[str, str]) -> str:
        """The color that gets most of the listener's traffic; empty when it forwards to no known target group."""
        found = self._cloud.call("elbv2", "describe_listeners", ListenerArns=[listener_arn])["Listeners"]
        weights = _weights(found[0]) if found else {}
        colors = {arn: color for color, arn in target_groups.items()}
        best = max((arn for arn in weights if arn in colors), key=lambda arn: weights[arn], default="")
        return colors[best] if weights.get(best) else ""


def leads_to(listener: Mapping[str, Any]) -> tuple[str, ...]:
    """The target groups of a listener's default action, the one with the most weight first."""
    weights = _weights(listener)
    return tuple(sorted(weights, key=lambda group: -weights[group]))


def covering(certificate: Iterable[str], name: str) -> str | None:
    """Which of a certificate's names covers `name`; a wildcard stands for one label."""
    fitting = {name.lower(), f"*.{name.lower().partition('.')[2]}"}
    return next((one for one in certificate if one.lower() in fitting), None)


def _weights(listener: Mapping[str, Any]) -> dict[str, int]:
    """The weight of each target group of the default action."""
    weights: dict[str, int] = {}
    for action in listener.get("DefaultActions", []):
        if action.get("TargetGroupArn"):
            weights.setdefault(str(action["TargetGroupArn"]), 1)
        for one in action.get("ForwardConfig", {}).get("TargetGroups", []):
            weights[str(one["TargetGroupArn"])] = int(one.get("Weight", 1))
    return weights
