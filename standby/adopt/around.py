"""What else the region has that the program can use: proposals for `standby:existing`. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from standby.adopt.facts import Facts
from standby.aws.cloud import Cloud
from standby.aws.front import covering, leads_to
from standby.errors import CloudError

Raw = Mapping[str, Any]
PORTS = {"HTTPS": 443, "HTTP": 80}


@dataclass(frozen=True)
class Offer:
    """A key of `standby:existing`, the value that would name what was found, and what that is."""

    key: str
    value: Any
    what: str

    def __str__(self) -> str:
        value = yaml.safe_dump(self.value, default_flow_style=True, sort_keys=False, width=10_000)
        end_of_scalar = "...\n"
        return f"{self.key}: {value.removesuffix(end_of_scalar).strip()}  # {self.what}"


def offers(cloud: Cloud, facts: Facts, public_name: str, said: Mapping[str, Any]) -> list[str]:
    """One line per offer, for the keys that config does not say yet; a part that AWS refuses to show is told so.

    Args:
        public_name: the name that a certificate must cover.
        said: what `standby:existing` of the primary says now.
    """
    parts: dict[str, Callable[[], Iterator[Offer]]] = {
        "keyArn": lambda: _key(facts),
        "certificateArn": lambda: _certificates(cloud, public_name),
        "ecsClusterArn": lambda: _clusters(cloud),
        "listener": lambda: _listeners(cloud, facts.vpc_id),
    }
    lines = []
    for key, read in parts.items():
        if said.get(key):
            continue
        try:
            lines += [str(one) for one in read()]
        except CloudError as problem:
            lines.append(f"{key}: not read: {problem}")
    return lines


def _key(facts: Facts) -> Iterator[Offer]:
    if facts.key_manager == "CUSTOMER":
        yield Offer("keyArn", str(facts.cluster["KmsKeyId"]), "the database's own key")


def _certificates(cloud: Cloud, name: str) -> Iterator[Offer]:
    for one in cloud.pages("acm", "list_certificates", "CertificateSummaryList", CertificateStatuses=["ISSUED"]):
        names = (one["DomainName"], *one.get("SubjectAlternativeNameSummaries", []))
        if covers := covering(names, name):
            yield Offer("certificateArn", str(one["CertificateArn"]), f"issued for {covers}")


def _clusters(cloud: Cloud) -> Iterator[Offer]:
    for arn in cloud.pages("ecs", "list_clusters", "clusterArns"):
        services = len(cloud.pages("ecs", "list_services", "serviceArns", cluster=arn))
        yield Offer("ecsClusterArn", str(arn), f"services in it: {services}")


def _listeners(cloud: Cloud, vpc_id: str) -> Iterator[Offer]:
    groups = [
        one
        for one in cloud.pages("elbv2", "describe_target_groups", "TargetGroups")
        if one.get("VpcId") == vpc_id and one.get("TargetType") == "ip"
    ]
    for balancer in cloud.pages("elbv2", "describe_load_balancers", "LoadBalancers"):
        if balancer.get("VpcId") != vpc_id or balancer.get("Type") != "application":
            continue
        arn = balancer["LoadBalancerArn"]
        for one in cloud.pages("elbv2", "describe_listeners", "Listeners", LoadBalancerArn=arn):
            yield from _listener(balancer, one, groups)


def _listener(balancer: Raw, listener: Raw, groups: list[Raw]) -> Iterator[Offer]:
    """A listener that leads to targets of type `ip`; the second color is the one other group that it could lead to."""
    targets = {str(one["TargetGroupArn"]): one for one in groups}
    blue = next((arn for arn in leads_to(listener) if arn in targets), None)
    if blue is None or not balancer.get("SecurityGroups"):
        return
    own = balancer["LoadBalancerArn"]
    others = [arn for arn, one in targets.items() if arn != blue and set(one.get("LoadBalancerArns", [])) <= {own}]
    value = {"arn": str(listener["ListenerArn"])}
    if listener["Port"] != PORTS.get(str(listener["Protocol"])):
        value["port"] = listener["Port"]
    value |= {"securityGroupId": str(balancer["SecurityGroups"][0]), "blueTargetGroupArn": blue}
    what = f"{listener['Protocol']} {listener['Port']} of {balancer['LoadBalancerName']}"
    if len(others) == 1:
        value["greenTargetGroupArn"] = others[0]
    else:
        what += f"; greenTargetGroupArn: {len(others)} other groups of type ip fit, name one that no service uses"
    yield Offer("listener", value, what)
