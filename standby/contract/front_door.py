"""The entrance part of a contract: listener, target groups, and the API that stands before them, if one does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern.contract import NONE
from standby.aws.cloud import Cloud
from standby.aws.front import covering, leads_to
from standby.contract.found import Found
from standby.contract.services import Running

_API_KEYS = ("ingress/api-id", "ingress/vpc-link-id", "ingress/api-domain")


def find_front_door(found: Found, cloud: Cloud, services: Mapping[str, Running]) -> str | None:
    """Fill the `ingress/` keys; returns the front service's name, or None where it cannot be told."""
    behind = {group: name for name, one in services.items() for group in one.target_groups}
    listeners = {
        str(one["ListenerArn"]): (balancer, one)
        for balancer in cloud.pages("elbv2", "describe_load_balancers", "LoadBalancers")
        for one in _listeners(cloud, balancer)
        if any(group in behind for group in leads_to(one))
    }
    arn = found.settle("ingress/listener-arn", listeners, f"listeners that lead to an ECS service in {cloud.region}")
    if arn is None:
        for key in ("kind", "live-color", "blue-target-group-arn", "api-domain-target", "certificate-arn"):
            found.missing(f"ingress/{key}", "it follows from ingress/listener-arn")
        return None
    balancer, listener = listeners[arn]
    groups = leads_to(listener)
    _colors(found, groups)
    if balancer.get("Scheme") == "internal":
        _api(found, cloud, arn)
    else:
        _public_balancer(found, balancer, listener)
    return next((behind[group] for group in groups if group in behind), None)


def _listeners(cloud: Cloud, balancer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    arn = balancer["LoadBalancerArn"]
    found = cloud.pages("elbv2", "describe_listeners", "Listeners", LoadBalancerArn=arn)
    # port 80 of a public load balancer usually redirects: it leads to no service and falls out by itself
    return [one for one in found if one.get("Protocol") in ("HTTP", "HTTPS")]


def _colors(found: Found, groups: tuple[str, ...]) -> None:
    """Which group is blue and which green: by name, else the live one is blue."""
    named = {color: group for color in ("blue", "green") for group in groups if color in group.lower()}
    if len(named) != 2:
        named = dict(zip(("blue", "green"), groups, strict=False))
    live = next(color for color, group in named.items() if group == groups[0])
    found.values["ingress/live-color"] = live
    found.values["ingress/blue-target-group-arn"] = named["blue"]
    if "green" in named:
        found.values["ingress/green-target-group-arn"] = named["green"]
    else:
        found.none("ingress/green-target-group-arn", "the listener leads to one target group")


def _api(found: Found, cloud: Cloud, listener: str) -> None:
    """An internal load balancer is reached through the HTTP API whose integration names its listener."""
    found.values["ingress/kind"] = "api"
    links = {}
    for api in cloud.pages("apigatewayv2", "get_apis", "Items"):
        for one in cloud.pages("apigatewayv2", "get_integrations", "Items", ApiId=api["ApiId"]):
            if one.get("IntegrationUri") == listener:
                links[str(api["ApiId"])] = str(one.get("ConnectionId", NONE))
    api_id = found.settle("ingress/api-id", links, "HTTP APIs whose integration names that listener")
    if api_id is None:
        for key in ("vpc-link-id", "api-domain", "api-domain-target", "api-domain-zone-id", "certificate-arn"):
            found.missing(f"ingress/{key}", "it follows from ingress/api-id")
        return
    found.values["ingress/vpc-link-id"] = links[api_id]
    domains = {
        str(domain["DomainName"]): domain
        for domain in cloud.pages("apigatewayv2", "get_domain_names", "Items")
        if any(one["ApiId"] == api_id for one in _mappings(cloud, str(domain["DomainName"])))
    }
    name = found.settle("ingress/api-domain", domains, "custom domains that are mapped to that API")
    if name is not None:
        target = domains[name]["DomainNameConfigurations"][0]
        found.values["ingress/api-domain-target"] = str(target["ApiGatewayDomainName"])
        found.values["ingress/api-domain-zone-id"] = str(target["HostedZoneId"])
        found.values["ingress/certificate-arn"] = str(target["CertificateArn"])


def _mappings(cloud: Cloud, domain: str) -> list[Mapping[str, Any]]:
    answer = cloud.call("apigatewayv2", "get_api_mappings", DomainName=domain)
    return list(answer.get("Items", []))


def _public_balancer(found: Found, balancer: Mapping[str, Any], listener: Mapping[str, Any]) -> None:
    """A public load balancer is the entrance itself: the record is an alias of it."""
    found.values["ingress/kind"] = "alb"
    for key in _API_KEYS:
        found.none(key, "the load balancer is public; there is no API before it")
    found.values["ingress/api-domain-target"] = str(balancer["DNSName"])
    found.values["ingress/api-domain-zone-id"] = str(balancer["CanonicalHostedZoneId"])
    certificates = [str(one["CertificateArn"]) for one in listener.get("Certificates", [])]
    if certificates:
        found.values["ingress/certificate-arn"] = certificates[0]
    else:
        found.none("ingress/certificate-arn", "the listener speaks HTTP")


def choose_certificate(found: Found, cloud: Cloud) -> None:
    """Of a public listener's certificates the one for the record's name: it may be one of those that SNI chooses."""
    listener, record = found.values.get("ingress/listener-arn"), found.values.get("dns/record")
    default = found.values.get("ingress/certificate-arn", NONE)
    if found.values.get("ingress/kind") != "alb" or not listener or not record or default == NONE:
        return
    more = cloud.pages("elbv2", "describe_listener_certificates", "Certificates", ListenerArn=listener)
    arns = dict.fromkeys([default, *(str(one["CertificateArn"]) for one in more)])
    fitting = next((arn for arn in arns if _is_for(cloud, arn, record)), None)
    if fitting is None:
        found.notes["ingress/certificate-arn"] = f"check: no certificate of the listener is for {record}"
    else:
        found.values["ingress/certificate-arn"] = fitting


def _is_for(cloud: Cloud, arn: str, name: str) -> bool:
    """Whether the certificate is for `name`. One of IAM cannot be asked."""
    if ":acm:" not in arn:
        return False
    one = cloud.call("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
    return covering((one["DomainName"], *one.get("SubjectAlternativeNames", [])), name) is not None
