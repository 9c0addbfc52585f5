"""The load balancer and its colors, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.ingress import Ingress, IngressArgs
from pattern.existing import ExistingListener
from pattern.naming import Names

DR = Names("myapp", "prod", "us-west-2", "-dr")
LISTENER = "aws:lb/listener:Listener"


def args(**changes: Any) -> IngressArgs:
    given = {
        "names": DR,
        "live_color": "blue",
        "health_path": "/healthz",
        "protect": True,
        "vpc_id": "vpc-1",
        "vpc_cidr": "10.1.0.0/16",
        "subnet_ids": ["subnet-1", "subnet-2"],
    }
    return IngressArgs(**{**given, **changes})


def test_the_load_balancer_is_internal(build: Callable[..., Any]) -> None:
    balancer = build(lambda: Ingress("ingress", args())).one("aws:lb/loadBalancer:LoadBalancer").inputs
    assert (balancer["internal"], balancer["subnets"]) == (True, ["subnet-1", "subnet-2"])
    assert (balancer["name"], balancer["enableDeletionProtection"]) == ("myapp-prod", True)


@pytest.mark.parametrize("color", ["blue", "green"])
def test_the_default_action_is_the_live_color(build: Callable[..., Any], color: str) -> None:
    built = build(lambda: Ingress("ingress", args(live_color=color)))
    (action,) = built.one(LISTENER).inputs["defaultActions"]
    assert (action["type"], action["targetGroupArn"]) == (
        "forward",
        f"arn:aws:mock:us-west-2:123456789012:ingress-{color}",
    )
    assert {g.inputs["name"] for g in built.all("aws:lb/targetGroup:TargetGroup")} == {
        "myapp-prod-blue",
        "myapp-prod-green",
    }


@pytest.mark.parametrize(("certificate", "protocol", "port"), [(None, "HTTP", 80), ("arn:certificate", "HTTPS", 443)])
def test_https_is_an_option(build: Callable[..., Any], certificate: str | None, protocol: str, port: int) -> None:
    listener = build(lambda: Ingress("ingress", args(certificate_arn=certificate))).one(LISTENER).inputs
    assert (listener["protocol"], listener["port"], listener.get("certificateArn")) == (protocol, port, certificate)


def test_only_the_vpc_link_reaches_the_load_balancer(build: Callable[..., Any]) -> None:
    rule = build(lambda: Ingress("ingress", args())).one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert (rule.inputs["securityGroupId"], rule.inputs["referencedSecurityGroupId"]) == (
        "ingress-alb-id",
        "ingress-vpc-link-id",
    )


def test_target_groups_ask_for_health_as_the_service_answers(build: Callable[..., Any]) -> None:
    for group in build(lambda: Ingress("ingress", args())).all("aws:lb/targetGroup:TargetGroup"):
        assert (group.inputs["healthCheck"]["path"], group.inputs["targetType"]) == ("/healthz", "ip")


def test_an_existing_listener_gets_the_vpc_links_way_and_nothing_else(build: Callable[..., Any]) -> None:
    group = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/orders-{}/73e2d6bc24d8a067"
    existing = ExistingListener(
        arn="arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2",
        port=8443,
        security_group_id="sg-0a1b2c3d",
        blue_target_group_arn=group.format("blue"),
        green_target_group_arn=group.format("green"),
    )
    built = build(lambda: Ingress("ingress", args(existing=existing)))
    assert not [one for one in built.resources if one.type.startswith("aws:lb/")]
    assert [one.name for one in built.all("aws:ec2/securityGroup:SecurityGroup")] == ["ingress-vpc-link"]
    into = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert (into["securityGroupId"], into["fromPort"], into["toPort"]) == ("sg-0a1b2c3d", 8443, 8443)
    assert into["referencedSecurityGroupId"] == "ingress-vpc-link-id"
    assert built.value["listener_arn"] == existing.arn
    assert built.value["load_balancer_arn_suffix"] == "app/orders/50dc6c495c0c9188"
    assert built.value["security_group_id"] == "sg-0a1b2c3d"


def test_groups_of_an_existing_listener_are_known_by_color(build: Callable[..., Any]) -> None:
    arn = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/orders/73e2d6bc24d8a067"
    existing = ExistingListener(
        arn="arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2",
        security_group_id="sg-0a1b2c3d",
        blue_target_group_arn=arn,
        green_target_group_arn=arn,
    )
    told: dict[str, Any] = {}

    def made() -> Any:
        ingress = Ingress("ingress", args(existing=existing))
        ingress.target_group_arn_suffixes["blue"].apply(lambda text: told.update(suffix=text))
        ingress.target_group_arns["green"].apply(lambda text: told.update(arn=text))
        return ingress

    built = build(made)
    assert told == {"suffix": "targetgroup/orders/73e2d6bc24d8a067", "arn": arn}
    rule = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert rule["fromPort"] == 80  # HTTP where nothing else is said
