"""AWS's list prices of today for the keys that a pair needs, as rows of a price file.

Each key names a service of the Price List and the attributes of its product. A key whose product is found more than
once at different prices, or not at all, is left out and said: a wrong price is worse than an old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from standby.cost.prices import Row

SOURCE = "AWS Price List API (pricing:GetProducts)"


class Lister(Protocol):
    """Where prices come from: `standby.aws.pricing.PriceList`, or a fake."""

    def on_demand(self, service: str, filters: Mapping[str, str]) -> tuple[tuple[float, str], ...]: ...


@dataclass(frozen=True)
class Product:
    """A product of the Price List. `scale`: units of ours in one of AWS's (a price per request, times a million)."""

    service: str
    filters: Mapping[str, str]
    scale: float = 1.0


MILLION = 1_000_000.0
_FARGATE = {"productFamily": "Compute"}
_FIXED: Mapping[str, Product] = {
    "aurora/acu": Product(
        "AmazonRDS", {"productFamily": "ServerlessV2", "databaseEngine": "Aurora PostgreSQL", "group": ""}
    ),
    "aurora/storage": Product(
        "AmazonRDS", {"productFamily": "Database Storage", "volumeType": "General Purpose-Aurora"}
    ),
    "aurora/io": Product("AmazonRDS", {"productFamily": "System Operation", "group": "Aurora I/O Operation"}, MILLION),
    "aurora/replicated-write-io": Product(
        "AmazonRDS", {"productFamily": "System Operation", "group": "Aurora Global Database"}, MILLION
    ),
    "fargate/x86/vcpu": Product("AmazonECS", {**_FARGATE, "cputype": "perCPU", "operatingSystem": "Linux"}),
    "fargate/x86/memory": Product("AmazonECS", {**_FARGATE, "memorytype": "perGB", "operatingSystem": "Linux"}),
    "fargate/arm/vcpu": Product("AmazonECS", {**_FARGATE, "cputype": "perCPU", "cpuArchitecture": "ARM"}),
    "fargate/arm/memory": Product("AmazonECS", {**_FARGATE, "memorytype": "perGB", "cpuArchitecture": "ARM"}),
    "nat/gateway": Product(
        "AmazonEC2", {"productFamily": "NAT Gateway", "group": "NGW:NatGateway", "operation": "NatGateway"}
    ),
    "ipv4/address": Product(
        "AmazonVPC",
        {"group": "VPCPublicIPv4Address", "groupDescription": "Hourly charge for In-use Public IPv4 Addresses"},
    ),
    "alb/balancer": Product(
        "AWSELB",
        {
            "productFamily": "Load Balancer-Application",
            "groupDescription": "LoadBalancer hourly usage by Application Load Balancer",
        },
    ),
    "alb/lcu": Product(
        "AWSELB",
        {
            "productFamily": "Load Balancer-Application",
            "groupDescription": "Used Application Load Balancer capacity units-hr",
        },
    ),
    "api/request": Product(
        "AmazonApiGateway", {"productFamily": "API Calls", "operation": "ApiGatewayHttpApi"}, MILLION
    ),
    "kms/key": Product("awskms", {"productFamily": "Encryption Key", "group": ""}),
    "secret/secret": Product("AWSSecretsManager", {"productFamily": "Secret"}),
    "cloudwatch/alarm": Product("AmazonCloudWatch", {"productFamily": "Alarm", "alarmType": "Standard"}),
    "cloudwatch/metric": Product("AmazonCloudWatch", {"productFamily": "Metric"}),
}


def product(key: str, region: str) -> Product | None:
    """The product behind a key in a region; None: this key is not looked up."""
    where = {"regionCode": region}
    if key.startswith("aurora/instance/"):
        kind = {"databaseEngine": "Aurora PostgreSQL", "instanceType": key.rsplit("/", 1)[-1], "storage": "EBS Only"}
        return Product("AmazonRDS", {**where, "productFamily": "Database Instance", **kind})
    if key.startswith("cache/node/"):
        kind = {"cacheEngine": "Redis", "instanceType": key.rsplit("/", 1)[-1]}
        return Product("AmazonElastiCache", {**where, "productFamily": "Cache Instance", **kind})
    fixed = _FIXED.get(key)
    if fixed is None:
        return None
    filters = {name: value for name, value in fixed.filters.items() if value}
    return Product(fixed.service, {**where, **filters}, fixed.scale)


def refreshed(
    keys: Iterable[tuple[str, str]], units: Mapping[str, str], lister: Lister, today: date, say: Callable[[str], None]
) -> tuple[Row, ...]:
    """A row for each key and region that AWS answers with one price; `say` hears of every other.

    Raises:
        CloudError: AWS refuses or does not answer.
    """
    rows: list[Row] = []
    for key, region in sorted(set(keys)):
        wanted = product(key, region)
        if wanted is None:
            say(f"{key} in {region}: not looked up; the table's price stays")
            continue
        prices = {round(usd * wanted.scale, 8) for usd, _ in lister.on_demand(wanted.service, wanted.filters)}
        if len(prices) != 1:
            told = "no product" if not prices else f"{len(prices)} different prices"
            say(f"{key} in {region}: AWS lists {told} for it; the table's price stays")
            continue
        unit = units.get(key, "unit")
        rows.append(
            Row(key=key, usd=prices.pop(), unit=unit, regions=(region,), date=today, source=SOURCE, second_hand=False)
        )
    return tuple(rows)
