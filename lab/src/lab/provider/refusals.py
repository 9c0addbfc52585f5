"""Inputs that the real provider refuses together, by rules in its code instead of its schema (CustomizeDiff).

The data tells them in words (`forceNewWhen`, "refused: …"); each type named there has its function here, and a test
keeps that so. Unknown values refuse nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lab.provider.wire import UNKNOWN, has_unknown

Inputs = Mapping[str, Any]
Complaint = tuple[str, str]
Rule = Callable[[Inputs], Iterator[Complaint]]


def refusals(token: str, inputs: Inputs) -> list[Complaint]:
    """The complaints about a type's inputs as (input, text); [] when there is nothing against them."""
    rule = RULES.get(token)
    return list(rule(inputs)) if rule else []


def _metric_alarm(inputs: Inputs) -> Iterator[Complaint]:
    if "evaluationCriteria" in inputs:
        return
    for key in ("comparisonOperator", "evaluationPeriods"):
        if key not in inputs:
            yield key, f"{key} is required for a metric alarm"
    if "metricName" in inputs and "statistic" not in inputs and "extendedStatistic" not in inputs:
        yield "statistic", "One of `statistic` or `extendedStatistic` must be set for a cloudwatch metric alarm"


def _nat_gateway(inputs: Inputs) -> Iterator[Complaint]:
    private = inputs.get("connectivityType") == "private"
    for key in ("allocationId", "secondaryAllocationIds"):
        if private and key in inputs:
            yield key, f"`{key}` is not supported with connectivity_type = private"
    if not private and "secondaryPrivateIpAddressCount" in inputs:
        text = "`secondaryPrivateIpAddressCount` is not supported with connectivity_type = public"
        yield "secondaryPrivateIpAddressCount", text


def _replication_group(inputs: Inputs) -> Iterator[Complaint]:
    failover = inputs.get("automaticFailoverEnabled")
    if inputs.get("multiAzEnabled") is True and not failover:
        yield "multiAzEnabled", "automatic_failover_enabled must be true if multi_az_enabled is true"
    clusters = inputs.get("numCacheClusters")
    if failover is True and isinstance(clusters, int) and clusters < 2:
        text = f'"numCacheClusters": must be at least 2 if automatic_failover_enabled is true, got {clusters}'
        yield "numCacheClusters", text
    strategy = inputs.get("authTokenUpdateStrategy")
    has_token = "authToken" in inputs or "authTokenWo" in inputs
    if strategy not in (None, UNKNOWN, "DELETE") and not has_token:
        yield "authTokenUpdateStrategy", "auth_token_update_strategy needs auth_token"
    if strategy == "DELETE" and has_token:
        yield "authTokenUpdateStrategy", "auth_token_update_strategy DELETE cannot be given with auth_token"


def _listener(inputs: Inputs) -> Iterator[Complaint]:
    yield from _actions(inputs, "defaultActions")


def _listener_rule(inputs: Inputs) -> Iterator[Complaint]:
    yield from _actions(inputs, "actions")


NEEDED_BLOCK = {
    "redirect": "redirect",
    "fixed-response": "fixedResponse",
    "authenticate-cognito": "authenticateCognito",
    "authenticate-oidc": "authenticateOidc",
    "jwt-validation": "jwtValidation",
}


def _actions(inputs: Inputs, key: str) -> Iterator[Complaint]:
    actions = inputs.get(key)
    if not isinstance(actions, list):
        return
    for index, action in enumerate(actions):
        if not isinstance(action, dict):
            continue
        place, kind = f"{key}[{index}]", action.get("type")
        block = NEEDED_BLOCK.get(str(kind))
        if block and block not in action:
            yield place, f'Attribute "{place}.{block}" must be specified when "{place}.type" is "{kind}"'
        if kind == "forward":
            yield from _forward(action, place)


def _forward(action: Inputs, place: str) -> Iterator[Complaint]:
    target, forward = action.get("targetGroupArn"), action.get("forward")
    if target is None and forward is None:
        either = f'Either "{place}.targetGroupArn" or "{place}.forward"'
        yield place, f'{either} must be specified when "{place}.type" is "forward"'
    if target is None or forward is None or has_unknown([target, forward]):
        return
    groups = [group.get("arn") for group in forward.get("targetGroups", [])]
    if groups != [target]:
        both = f'both "{place}.targetGroupArn" and "{place}.forward"'
        yield place, f"You can specify {both} only with the same target group"


def _target_group(inputs: Inputs) -> Iterator[Complaint]:
    if inputs.get("targetType") != "lambda":
        for key in ("port", "protocol", "vpcId"):
            if key not in inputs:
                yield key, f'Attribute "{key}" must be specified when "targetType" is "{inputs.get("targetType")}"'
    check = inputs.get("healthCheck")
    if not isinstance(check, dict):
        return
    if check.get("protocol") == "TCP":
        for key in ("path", "matcher"):
            if check.get(key):
                text = f'Attribute "healthCheck.{key}" cannot be specified when "healthCheck.protocol" is "TCP"'
                yield f"healthCheck.{key}", text
        if inputs.get("protocol") in ("HTTP", "HTTPS"):
            text = f'Attribute "healthCheck.protocol" cannot be "TCP" when "protocol" is "{inputs.get("protocol")}"'
            yield "healthCheck.protocol", text


def _topic(inputs: Inputs) -> Iterator[Complaint]:
    fifo, name = inputs.get("fifoTopic") is True, inputs.get("name")
    for key in ("archivePolicy", "fifoThroughputScope", "contentBasedDeduplication"):
        if not fifo and inputs.get(key):
            yield key, f"{key} can only be set for FIFO topics"
    given = isinstance(name, str) and name != UNKNOWN and "name" not in inputs.get("__defaults", [])
    if given and fifo and not str(name).endswith(".fifo"):
        yield "name", f"invalid topic name: {name}: a FIFO topic's name ends in .fifo"


def _subscription(inputs: Inputs) -> Iterator[Complaint]:
    if inputs.get("filterPolicyScope") not in (None, UNKNOWN) and "filterPolicy" not in inputs:
        yield "filterPolicyScope", "filter_policy is required when filter_policy_scope is set"


RULES: Mapping[str, Rule] = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": _metric_alarm,
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    "aws:lb/listener:Listener": _listener,
    "aws:lb/listenerRule:ListenerRule": _listener_rule,
    "aws:lb/targetGroup:TargetGroup": _target_group,
    "aws:sns/topic:Topic": _topic,
    "aws:sns/topicSubscription:TopicSubscription": _subscription,
}
