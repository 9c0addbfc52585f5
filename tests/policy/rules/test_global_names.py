"""What exists once: edge domains, aliases, service-linked roles; in a DR stack, in two stacks, in two accounts."""

from __future__ import annotations

from typing import Any

import pytest

from policy.rules.global_names import API_DOMAIN, DISTRIBUTION, LINKED_ROLE, RULE
from tests.policy.blueprint import Blueprint
from tests.policy.verdicts import Mode, said

NAME = RULE.name
EDGE = {"domainName": "api.example.com", "certificateArn": "arn:aws:acm:us-east-1:1:certificate/1"}
MODES: tuple[Mode, ...] = ("preview", "up", "analyze")
ONCE: list[tuple[str, dict[str, Any]]] = [
    (API_DOMAIN, {**EDGE, "endpointConfiguration": {"types": "EDGE"}}),
    (API_DOMAIN, EDGE),
    (LINKED_ROLE, {"awsServiceName": "ecs.amazonaws.com"}),
    ("aws:cognito/userPoolDomain:UserPoolDomain", {"domain": "login.example.com", "certificateArn": "arn:x"}),
    ("aws:appsync/domainName:DomainName", {"domainName": "graph.example.com"}),
    ("aws:iam/accountAlias:AccountAlias", {"accountAlias": "shop"}),
]


def only(token: str, stack: str = "dr", region: str = "us-west-2", **inputs: Any) -> Blueprint:
    made = Blueprint(stack, "shop", region)
    made.add(token, "it", **inputs)
    return made


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("token", "inputs"), ONCE)
def test_it_is_refused_in_a_dr_stack_and_not_in_the_primary(token: str, inputs: dict[str, Any], mode: Mode) -> None:
    (verdict,) = said(NAME, only(token, **inputs), mode=mode)
    assert "in a DR stack. Required: one owner: the name or object exists once over all regions" in verdict.message
    assert said(NAME, only(token, **inputs), mode=mode, policy_config={NAME: {"owned": ["it"]}}) == []
    assert said(NAME, only(token, "prod", "us-east-1", **inputs), mode=mode) == []


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (API_DOMAIN, {"domainName": "api.example.com", "endpointConfiguration": {"types": "REGIONAL"}}),
        (API_DOMAIN, {"domainName": "api.example.com", "regionalCertificateArn": "arn:x"}),
        (LINKED_ROLE, {"awsServiceName": "autoscaling.amazonaws.com", "customSuffix": "dr"}),
        ("aws:cognito/userPoolDomain:UserPoolDomain", {"domain": "shop-login"}),
        (DISTRIBUTION, {"enabled": True}),
    ],
)
def test_what_each_region_may_have_for_itself(token: str, inputs: dict[str, Any]) -> None:
    assert said(NAME, only(token, **inputs)) == []
    assert said(NAME, only(token, **inputs), refuses=False) == []


def test_an_alias_is_advice_alone_and_refused_in_two_stacks() -> None:
    web: dict[str, Any] = {"aliases": ["www.example.com"], "enabled": True}
    assert said(NAME, only(DISTRIBUTION, **web)) == []
    (advice,) = said(NAME, only(DISTRIBUTION, **web), refuses=False)
    assert "found the alias 'www.example.com' of a CloudFront distribution in a DR stack" in advice.message
    pair = only(DISTRIBUTION, "prod", "us-east-1", **web), only(DISTRIBUTION, **{**web, "aliases": ["WWW.example.com"]})
    (verdict,) = said(NAME, *pair, mode="analyze")
    assert "which aws:cloudfront/distribution:Distribution 'it' (stack" in verdict.message
    assert said(NAME, pair[0], only(DISTRIBUTION, aliases=["dr.example.com"]), mode="analyze") == []


def test_two_accounts_have_a_service_linked_role_each() -> None:
    one = only(LINKED_ROLE, "prod", "us-east-1", awsServiceName="ecs.amazonaws.com")
    two = only(LINKED_ROLE, awsServiceName="ecs.amazonaws.com")
    assert said(NAME, one, two, mode="analyze") != []
    for made, account in ((one, "111111111111"), (two, "222222222222")):
        made.nodes[f"{LINKED_ROLE}::it"].answered = {"arn": f"arn:aws:iam::{account}:role/x"}
    assert said(NAME, one, two, mode="analyze") == []
