"""Rules that the real provider has in code: what refuses, and that none of the data's is forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from lab.provider import conditional, refusals, schema
from lab.provider.wire import UNKNOWN

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
TARGETS = "aws:lb/targetGroup:TargetGroup"
TOPIC = "aws:sns/topic:Topic"
GROUP = {"port": 80, "protocol": "HTTP", "vpcId": "vpc-1", "targetType": "ip"}


@pytest.mark.parametrize("token", [token for token in schema.tokens() if schema.facts(token).force_new_when])
def test_every_rule_told_in_words_has_its_code(token: str) -> None:
    carried = {*refusals.RULES, *conditional.REPLACES, *conditional.REFUSES}
    words = schema.facts(token).force_new_when
    assert token in carried or all(text.startswith("none") for text in words)
    if any(text.startswith("refused:") for text in words):
        assert token in {*refusals.RULES, *conditional.REFUSES}


@pytest.mark.parametrize(
    ("token", "inputs", "places"),
    [
        (ALARM, {"metricName": "CPU"}, ["comparisonOperator", "evaluationPeriods", "statistic"]),
        (CACHE, {"multiAzEnabled": True, "automaticFailoverEnabled": False}, ["multiAzEnabled"]),
        (CACHE, {"automaticFailoverEnabled": True, "numCacheClusters": 1}, ["numCacheClusters"]),
        (CACHE, {"authTokenUpdateStrategy": "SET"}, ["authTokenUpdateStrategy"]),
        (LISTENER, {"defaultActions": [{"type": "forward"}]}, ["defaultActions[0]"]),
        (LISTENER, {"defaultActions": [{"type": "redirect"}]}, ["defaultActions[0]"]),
        (RULE, {"actions": [{"type": "fixed-response"}]}, ["actions[0]"]),
        (TARGETS, {"targetType": "ip"}, ["port", "protocol", "vpcId"]),
        (TARGETS, {**GROUP, "healthCheck": {"protocol": "TCP"}}, ["healthCheck.protocol"]),
        (TARGETS, {**GROUP, "protocol": "TCP", "healthCheck": {"protocol": "TCP", "path": "/"}}, ["healthCheck.path"]),
        (TOPIC, {"contentBasedDeduplication": True}, ["contentBasedDeduplication"]),
        (TOPIC, {"fifoTopic": True, "name": "x"}, ["name"]),
        ("aws:sns/topicSubscription:TopicSubscription", {"filterPolicyScope": "MessageBody"}, ["filterPolicyScope"]),
        ("aws:ec2/natGateway:NatGateway", {"secondaryPrivateIpAddressCount": 1}, ["secondaryPrivateIpAddressCount"]),
    ],
)
def test_refused(token: str, inputs: dict[str, Any], places: list[str]) -> None:
    assert [place for place, _ in refusals.refusals(token, inputs)] == places


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (ALARM, {"comparisonOperator": "x", "evaluationPeriods": 1, "metricName": "CPU", "statistic": "Average"}),
        (CACHE, {"multiAzEnabled": UNKNOWN, "automaticFailoverEnabled": UNKNOWN}),
        (LISTENER, {"defaultActions": [{"type": "forward", "targetGroupArn": UNKNOWN}]}),
        (LISTENER, {"defaultActions": UNKNOWN}),
        (TARGETS, GROUP),
        (TARGETS, {"targetType": "lambda"}),
        (TOPIC, {"fifoTopic": True, "name": "x.fifo"}),
        ("aws:ec2/vpc:Vpc", {}),
    ],
)
def test_accepted(token: str, inputs: dict[str, Any]) -> None:
    assert refusals.refusals(token, inputs) == []


def test_two_ways_to_forward_must_agree() -> None:
    def complaints(arn: str) -> int:
        action = {"type": "forward", "targetGroupArn": "one", "forward": {"targetGroups": [{"arn": arn}]}}
        return len(refusals.refusals(LISTENER, {"defaultActions": [action]}))

    assert complaints("one") == 0
    assert complaints("two") == 1
    assert complaints(UNKNOWN) == 0
