"""Rows from AWS's answers: one price makes a row, several or none are said and leave the table alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from standby.cost.lines import lines
from standby.cost.prices import read
from standby.cost.refresh import product, refreshed
from standby.cost.usage import Usage
from tests.standby.cost.pair_config import pair

TODAY = date(2026, 11, 26)


class Fake:
    """Answers by instance type or group."""

    def __init__(self, answers: Mapping[str, tuple[tuple[float, str], ...]]) -> None:
        self.answers, self.asked = answers, list[tuple[str, Mapping[str, str]]]()

    def on_demand(self, service: str, filters: Mapping[str, str]) -> tuple[tuple[float, str], ...]:
        self.asked.append((service, filters))
        return next((found for key, found in self.answers.items() if key in filters.values()), ())


def test_one_price_is_a_first_hand_row() -> None:
    said: list[str] = []
    fake = Fake({"db.r6g.large": ((0.313, "Hrs"),)})
    keys = [("aurora/instance/db.r6g.large", "eu-central-1")]
    (row,) = refreshed(keys, {"aurora/instance/db.r6g.large": "instance-hour"}, fake, TODAY, said.append)
    assert (row.usd, row.unit, row.regions, row.second_hand) == (0.313, "instance-hour", ("eu-central-1",), False)
    assert fake.asked[0][1]["regionCode"] == "eu-central-1"
    assert not said


def test_a_price_per_request_becomes_one_per_million() -> None:
    fake = Fake({"Aurora Global Database": ((0.0000002, "IOs"),)})
    (row,) = refreshed([("aurora/replicated-write-io", "us-west-2")], {}, fake, TODAY, print)
    assert row.usd == 0.2


def test_several_prices_or_none_are_said() -> None:
    said: list[str] = []
    fake = Fake({"db.r6g.large": ((0.26, "Hrs"), (0.338, "Hrs"))})
    keys = [("aurora/instance/db.r6g.large", "us-west-2"), ("kms/key", "us-west-2"), ("nat/data", "us-west-2")]
    assert refreshed(keys, {}, fake, TODAY, said.append) == ()
    assert [line.split("; ")[0] for line in said] == [
        "aurora/instance/db.r6g.large in us-west-2: AWS lists 2 different prices for it",
        "kms/key in us-west-2: AWS lists no product for it",
        "nat/data in us-west-2: not looked up",
    ]


def test_most_of_a_bill_can_be_looked_up() -> None:
    keys = {key for line in lines(pair(), Usage(), read()) for key in line.keys}
    missing = {key for key, region in keys if product(key, region) is None}
    assert missing == {
        "nat/data",
        "transfer/inter-region",
        "transfer/internet",
        "cloudwatch/logs",
        "cloudwatch/dashboard",
        "route53/health-check",
    }
