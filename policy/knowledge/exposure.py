"""Who may reach a port: the rules of security groups, in the three shapes that the provider has for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN, elements, read, whole

GROUPS = ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
TYPES = frozenset((*GROUPS, RULE, INGRESS))

# Ports of databases, caches, search, queues and file shares.
DATA_PORTS: Mapping[int, str] = {
    1433: "SQL Server",
    1521: "Oracle",
    2049: "NFS",
    3306: "MySQL",
    5432: "PostgreSQL",
    5439: "Redshift",
    6379: "Redis",
    6380: "Redis",
    8182: "Neptune",
    9092: "Kafka",
    9094: "Kafka",
    9096: "Kafka",
    9098: "Kafka",
    9200: "OpenSearch",
    11211: "Memcached",
    27017: "DocumentDB",
}


@dataclass(frozen=True)
class Opening:
    """An inbound rule: its ports, and the ranges it lets in. `unknown`: something of it is not known yet."""

    first: int
    last: int
    ranges: tuple[str, ...]
    unknown: bool

    def reaches(self, port: int) -> bool:
        """Whether the rule opens a port."""
        return self.first <= port <= self.last

    @property
    def world(self) -> str | None:
        """The range that lets the whole internet in, if one does. Halves of it count: two make the whole."""
        return next((cidr for cidr in self.ranges if _is_world(cidr)), None)


def openings(resource: Resource) -> Iterator[Opening]:
    """The inbound rules that a resource declares."""
    if resource.type in GROUPS:
        for rule in elements(resource.get("ingress")):
            yield _opening(rule, "protocol", ("cidrBlocks", "ipv6CidrBlocks"))
    elif resource.type == INGRESS:
        yield _opening(resource.props, "ipProtocol", ("cidrIpv4", "cidrIpv6"))
    elif resource.get("type") in ("ingress", UNKNOWN):
        yield _opening(resource.props, "protocol", ("cidrBlocks", "ipv6CidrBlocks"))


def _opening(rule: Any, protocol: str, sources: tuple[str, ...]) -> Opening:
    if rule is UNKNOWN:
        return Opening(0, 65535, (), True)
    found = [item for source in sources for item in elements(read(rule, source))]
    ports = (read(rule, "fromPort"), read(rule, "toPort"))
    everything = str(read(rule, protocol)) in ("-1", "all")
    first, last = whole(ports[0]), whole(ports[1])
    if everything or first is None or last is None or (first, last) == (-1, -1):
        first, last = 0, 65535
    unknown = UNKNOWN in found or (not everything and UNKNOWN in ports)
    return Opening(first, last, tuple(item for item in found if isinstance(item, str)), unknown)


def _is_world(cidr: str) -> bool:
    try:
        return ip_network(cidr, strict=False).prefixlen <= 1
    except ValueError:
        return False
