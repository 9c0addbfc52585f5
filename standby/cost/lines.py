"""The monthly bill, line by line: what the primary alone would cost, and what the second region adds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from standby.cost.prices import HOURS_PER_MONTH, PriceTable
from standby.cost.sizes import PairSize, RegionSize
from standby.cost.usage import Usage


@dataclass(frozen=True)
class Line:
    """One line, in USD a month. `primary`: of the primary as a single region; `added`: by the second region."""

    name: str
    primary: float
    added: float
    detail: str
    keys: tuple[tuple[str, str], ...]  # the prices used: key and region


@dataclass(frozen=True)
class _Part:
    """One product of price, quantity and region."""

    key: str
    region: str
    quantity: float


def lines(pair: PairSize, usage: Usage, prices: PriceTable) -> tuple[Line, ...]:
    """All lines of the pair's bill; those that are zero on both sides are left out.

    Raises:
        UsageError: a price that the table lacks.
    """
    found = [_priced(name, detail, one, two, prices) for name, detail, one, two in _bill(pair, usage)]
    return tuple(line for line in found if line.primary or line.added)


def _priced(name: str, detail: str, primary: list[_Part], added: list[_Part], prices: PriceTable) -> Line:
    def total(parts: list[_Part]) -> float:
        return sum(prices.usd(part.key, part.region) * part.quantity for part in parts if part.quantity)

    keys = tuple((part.key, part.region) for part in (*primary, *added) if part.quantity)
    return Line(name, total(primary), total(added), detail, keys)


_Entry = tuple[str, str, list[_Part], list[_Part]]


def _bill(pair: PairSize, usage: Usage) -> Iterator[_Entry]:
    yield from _database(pair, usage)
    yield from _compute(pair)
    yield from _network(pair, usage)
    yield from _rest(pair, usage)


def _both(pair: PairSize, of: Callable[[RegionSize], list[_Part]]) -> tuple[list[_Part], list[_Part]]:
    return of(pair.primary), of(pair.dr)


def _database(pair: PairSize, usage: Usage) -> Iterator[_Entry]:
    home, there = pair.primary, pair.dr
    detail = f"{_instances(home)} in {home.region}, {_instances(there)} in {there.region}"
    yield ("Aurora instances", detail, *_both(pair, _instance_parts))
    yield (
        "Aurora storage",
        f"{usage.storage_gb:g} GB in each region",
        *_both(pair, lambda side: [_Part("aurora/storage", side.region, usage.storage_gb)]),
    )
    yield (
        "Aurora I/O",
        f"{usage.io_millions:g} million requests in the serving region",
        [_Part("aurora/io", home.region, usage.io_millions)],
        [],
    )
    yield (
        "Aurora replicated write I/O",
        f"{usage.write_io_millions:g} million writes arrive in {there.region}",
        [],
        [_Part("aurora/replicated-write-io", there.region, usage.write_io_millions)],
    )
    yield (
        "Transfer between the regions",
        f"{usage.replicated_gb:g} GB of redo",
        [],
        [_Part("transfer/inter-region", home.region, usage.replicated_gb)],
    )


def _instances(side: RegionSize) -> str:
    size = f" at {side.acu:g} ACU" if side.acu is not None else ""
    return f"{side.instances} x {side.instance_class}{size}"


def _instance_parts(side: RegionSize) -> list[_Part]:
    hours = side.instances * HOURS_PER_MONTH
    if side.acu is not None:
        return [_Part("aurora/acu", side.region, hours * side.acu)]
    return [_Part(f"aurora/instance/{side.instance_class}", side.region, hours)]


def _compute(pair: PairSize) -> Iterator[_Entry]:
    def parts(side: RegionSize) -> list[_Part]:
        return [
            _Part(f"fargate/{tasks.processor}/{what}", side.region, tasks.count * amount * HOURS_PER_MONTH)
            for tasks in side.tasks
            for what, amount in (("vcpu", tasks.vcpu), ("memory", tasks.memory_gb))
        ]

    detail = f"{pair.primary.task_count} tasks serve, {pair.dr.task_count} warm in {pair.dr.region}"
    yield ("ECS on Fargate", detail, *_both(pair, parts))
    yield (
        "Redis",
        f"{pair.primary.cache_nodes} and {pair.dr.cache_nodes} nodes",
        *_both(
            pair,
            lambda side: [_Part(f"cache/node/{side.cache_node}", side.region, side.cache_nodes * HOURS_PER_MONTH)],
        ),
    )


def _network(pair: PairSize, usage: Usage) -> Iterator[_Entry]:
    def nat(side: RegionSize, share: float) -> list[_Part]:
        hours = side.nat_gateways * HOURS_PER_MONTH
        return [
            _Part("nat/gateway", side.region, hours),
            _Part("ipv4/address", side.region, hours),
            _Part("nat/data", side.region, usage.nat_gb * share),
        ]

    def balancer(side: RegionSize, share: float) -> list[_Part]:
        return [
            _Part("alb/balancer", side.region, HOURS_PER_MONTH),
            _Part("alb/lcu", side.region, HOURS_PER_MONTH * usage.lcu * share),
        ]

    home, there, share = pair.primary, pair.dr, usage.passive_share
    gateways = f"{home.nat_gateways} and {there.nat_gateways} gateways with an address each"
    yield ("NAT gateways", gateways, nat(home, 1), nat(there, share))
    yield ("Load balancer", "one in each region", balancer(home, 1), balancer(there, share))
    yield (
        "Interface endpoints",
        f"{home.endpoints} and {there.endpoints}, counted per zone",
        *_both(pair, lambda side: [_Part("endpoint/interface", side.region, side.endpoints * HOURS_PER_MONTH)]),
    )
    yield (
        "HTTP API",
        f"{usage.requests_millions:g} million requests",
        [_Part("api/request", home.region, usage.requests_millions)],
        [_Part("api/request", there.region, usage.requests_millions * share)],
    )
    yield (
        "Answers to the internet",
        f"{usage.internet_gb:g} GB from the serving region",
        [_Part("transfer/internet", home.region, usage.internet_gb)],
        [],
    )


def _rest(pair: PairSize, usage: Usage) -> Iterator[_Entry]:
    def watch(side: RegionSize, share: float) -> list[_Part]:
        return [
            _Part("cloudwatch/alarm", side.region, side.alarms),
            _Part("cloudwatch/dashboard", side.region, 1),
            _Part("cloudwatch/metric", side.region, usage.metrics),
            _Part("cloudwatch/logs", side.region, usage.logs_gb * share),
            _Part("route53/health-check", side.region, 1),
        ]

    yield ("KMS key", "one in each region", *_both(pair, lambda side: [_Part("kms/key", side.region, 1)]))
    yield (
        "Secrets",
        "the replica in DR counts as a secret",
        *_both(pair, lambda side: [_Part("secret/secret", side.region, side.secrets)]),
    )
    detail = f"{pair.primary.alarms} alarms, a dashboard, a health check, metrics and logs in each region"
    yield ("Alarms, metrics, logs", detail, watch(pair.primary, 1), watch(pair.dr, usage.passive_share))
