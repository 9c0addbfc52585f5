"""A public load balancer as the entrance; the API is tried on the lab in test_discovery."""

from __future__ import annotations

from typing import Any

from standby.contract.found import Found
from standby.contract.front_door import find_front_door
from standby.contract.services import Running
from tests.standby.contract.conftest import FakeCloud

BALANCER = {
    "LoadBalancerArn": "arn:lb",
    "Scheme": "internet-facing",
    "DNSName": "shop-1.eu-west-1.elb.amazonaws.com",
    "CanonicalHostedZoneId": "Z32O12XQLNTSW2",
}
SERVICES = {"web": Running("web", 2, None, ("arn:tg/one",), "web:1")}


def listener(arn: str, protocol: str, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"ListenerArn": arn, "Protocol": protocol, "DefaultActions": list(actions), **more}


HTTPS = listener(
    "arn:https",
    "HTTPS",
    {"Type": "forward", "TargetGroupArn": "arn:tg/one"},
    Certificates=[{"CertificateArn": "arn:cert"}],
)
REDIRECT = listener("arn:http", "HTTP", {"Type": "redirect"})


def door(*listeners: dict[str, Any]) -> tuple[Found, str | None]:
    found = Found()
    cloud = FakeCloud("eu-west-1", {"describe_load_balancers": [BALANCER], "describe_listeners": list(listeners)})
    return found, find_front_door(found, cloud, SERVICES)


def test_a_public_load_balancer_is_the_entrance_itself() -> None:
    found, front = door(REDIRECT, HTTPS)
    assert front == "web"
    assert found.values == {
        "ingress/listener-arn": "arn:https",
        "ingress/live-color": "blue",
        "ingress/blue-target-group-arn": "arn:tg/one",
        "ingress/green-target-group-arn": "-",
        "ingress/kind": "alb",
        "ingress/api-id": "-",
        "ingress/vpc-link-id": "-",
        "ingress/api-domain": "-",
        "ingress/api-domain-target": BALANCER["DNSName"],
        "ingress/api-domain-zone-id": BALANCER["CanonicalHostedZoneId"],
        "ingress/certificate-arn": "arn:cert",
    }


def test_colors_follow_names_and_weights() -> None:
    groups = [{"TargetGroupArn": "arn:tg/green", "Weight": 1}, {"TargetGroupArn": "arn:tg/blue", "Weight": 0}]
    found = Found()
    both = listener("arn:https", "HTTPS", {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}})
    cloud = FakeCloud("eu-west-1", {"describe_load_balancers": [BALANCER], "describe_listeners": [both]})
    services = {"web": Running("web", 2, None, ("arn:tg/blue",), "web:1")}
    assert find_front_door(found, cloud, services) == "web"
    assert found.values["ingress/live-color"] == "green"
    assert found.values["ingress/green-target-group-arn"] == "arn:tg/green"


def test_no_listener_leads_to_a_service() -> None:
    found, front = door(REDIRECT)
    assert front is None
    assert (
        found.notes["ingress/listener-arn"]
        == "missing: no listeners that lead to an ECS service in eu-west-1 was found"
    )
