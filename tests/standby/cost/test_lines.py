"""One config, added up by hand.

The pair of `pair_config`: us-east-2 serves, us-west-2 is warm; two db.r6g.large and two cache.t4g.small in each, three
zones with a NAT gateway each, four web tasks (0.5 vCPU, 1 GB) and two job tasks (0.25 vCPU, 0.5 GB) in production, one
of each warm; the default usage. 730 hours a month. Prices as of the shipped table, sources there:

| line | single region | second region |
|---|---|---|
| Aurora instances | 2 x 0.26 x 730 = 379.60 | 2 x 0.26 x 730 = 379.60 |
| Aurora storage | 100 x 0.10 = 10.00 | 10.00 |
| Aurora I/O | 200 x 0.20 = 40.00 | |
| Aurora replicated write I/O | | 50 x 0.20 = 10.00 |
| Transfer between the regions | | 100 x 0.02 = 2.00 |
| ECS on Fargate | (4 x 0.5 + 2 x 0.25) x 0.04048 x 730 = 73.876 and (4 x 1 + 2 x 0.5) x 0.004445 x 730 = 16.22425: 90.10025 | (0.5 + 0.25) x 0.04048 x 730 = 22.1628 and 1.5 x 0.004445 x 730 = 4.867275: 27.030075 |
| Redis | 2 x 0.032 x 730 = 46.72 | 46.72 |
| NAT gateways | 3 x (0.045 + 0.005) x 730 = 109.50 and 300 x 0.045 = 13.50: 123.00 | 109.50 and 15 x 0.045 = 0.675: 110.175 |
| Load balancer | (0.0225 + 0.008) x 730 = 22.265 | 0.0225 x 730 + 0.05 x 0.008 x 730 = 16.717 |
| HTTP API | 20 x 1.00 = 20.00 | 1 x 1.00 = 1.00 |
| Answers to the internet | 200 x 0.09 = 18.00 | |
| KMS key | 1.00 | 1.00 |
| Secrets | 2 x 0.40 = 0.80 | 0.80 |
| Alarms, metrics, logs | 10 x 0.10 + 3.00 + 40 x 0.30 + 40 x 0.50 + 2.75 = 38.75 | 1 + 3 + 12 + 2 x 0.50 + 2.75 = 19.75 |
| sum | 790.23525 | 624.792075 |

The premium is 624.79 / 790.24 = 79 %.
"""

from __future__ import annotations

import pytest

from standby.cost.lines import Line, lines
from standby.cost.prices import read
from standby.cost.usage import Usage
from tests.standby.cost.pair_config import pair

BY_HAND = {
    "Aurora instances": (379.60, 379.60),
    "Aurora storage": (10.0, 10.0),
    "Aurora I/O": (40.0, 0.0),
    "Aurora replicated write I/O": (0.0, 10.0),
    "Transfer between the regions": (0.0, 2.0),
    "ECS on Fargate": (90.10025, 27.030075),
    "Redis": (46.72, 46.72),
    "NAT gateways": (123.0, 110.175),
    "Load balancer": (22.265, 16.717),
    "HTTP API": (20.0, 1.0),
    "Answers to the internet": (18.0, 0.0),
    "KMS key": (1.0, 1.0),
    "Secrets": (0.8, 0.8),
    "Alarms, metrics, logs": (38.75, 19.75),
}


def bill(**config: object) -> dict[str, Line]:
    return {line.name: line for line in lines(pair(**config), Usage(), read())}


def test_every_line_is_what_the_hand_says() -> None:
    found = bill()
    assert found.keys() == BY_HAND.keys()
    for name, (single, added) in BY_HAND.items():
        assert found[name].primary == pytest.approx(single), name
        assert found[name].added == pytest.approx(added), name
    assert sum(line.primary for line in found.values()) == pytest.approx(790.23525)
    assert sum(line.added for line in found.values()) == pytest.approx(624.792075)


def test_endpoints_are_a_line_only_where_there_are_some() -> None:
    found = bill(interfaceEndpoints=["logs", "ssm"])["Interface endpoints"]
    assert found.primary == found.added == pytest.approx(2 * 3 * 0.01 * 730)


def test_a_line_names_the_prices_that_it_used() -> None:
    assert ("transfer/inter-region", "us-east-2") in bill()["Transfer between the regions"].keys
