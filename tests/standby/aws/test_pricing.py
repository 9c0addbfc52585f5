"""The Price List's answers, as documented; no emulator has this service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.pricing import PRICING_REGION, PriceList, first_tier


def _product(*tiers: tuple[str, str, str]) -> dict[str, Any]:
    dimensions = {
        f"SKU.{number}": {"unit": unit, "beginRange": begin, "pricePerUnit": {"USD": usd}}
        for number, (begin, usd, unit) in enumerate(tiers)
    }
    return {"product": {"sku": "SKU"}, "terms": {"OnDemand": {"SKU.JRTCKXETXF": {"priceDimensions": dimensions}}}}


class Recorded(Cloud):
    """One page of answers, and what was asked."""

    def __init__(self, *products: Mapping[str, Any]) -> None:
        super().__init__(PRICING_REGION)
        self.products, self.asked = products, dict[str, Any]()

    def pages(self, service: str, operation: str, key: str, /, **params: Any) -> list[Any]:
        self.asked = {"service": service, "operation": operation, "key": key, **params}
        return [json.dumps(product) for product in self.products]


def test_filters_and_the_price_of_each_product() -> None:
    cloud = Recorded(_product(("0", "0.2600000000", "Hrs")), _product(("0", "0.3380000000", "Hrs")))
    found = PriceList(cloud).on_demand("AmazonRDS", {"instanceType": "db.r6g.large", "regionCode": "us-west-2"})
    assert found == ((0.26, "Hrs"), (0.338, "Hrs"))
    assert (cloud.asked["service"], cloud.asked["operation"]) == ("pricing", "get_products")
    assert {"Type": "TERM_MATCH", "Field": "instanceType", "Value": "db.r6g.large"} in cloud.asked["Filters"]


def test_a_free_tier_is_no_price_and_the_first_paid_tier_counts() -> None:
    assert first_tier(_product(("300", "0.9", "Requests"), ("0", "0", "Requests"), ("1", "1.0", "Requests"))) == [
        (1.0, "Requests")
    ]
    assert first_tier({"product": {}}) == []
