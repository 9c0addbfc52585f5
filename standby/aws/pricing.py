"""AWS's own list prices, by the Price List Query API."""

from __future__ import annotations

import json
from collections.abc import Mapping

from standby.aws.cloud import Cloud

PRICING_REGION = "us-east-1"  # the API answers in three regions, for all of them


class PriceList:
    """On-demand prices of one service's products."""

    def __init__(self, cloud: Cloud | None = None) -> None:
        self._cloud = cloud or Cloud(PRICING_REGION)

    def on_demand(self, service: str, filters: Mapping[str, str]) -> tuple[tuple[float, str], ...]:
        """The first-tier price in USD and the unit of each product that matches all `filters`.

        Raises:
            CloudError: AWS said no (`pricing:GetProducts` is the right it takes), or does not answer.
        """
        asked = [{"Type": "TERM_MATCH", "Field": key, "Value": value} for key, value in filters.items()]
        found = self._cloud.pages("pricing", "get_products", "PriceList", ServiceCode=service, Filters=asked)
        prices = [one for text in found for one in first_tier(json.loads(str(text)))]
        return tuple(prices)


def first_tier(product: Mapping[str, object]) -> list[tuple[float, str]]:
    """The price of the first units of each on-demand term, above zero: a free tier is no price."""
    terms = product.get("terms")
    on_demand = terms.get("OnDemand", {}) if isinstance(terms, dict) else {}
    found: list[tuple[float, float, str]] = []
    for term in on_demand.values():
        for tier in term.get("priceDimensions", {}).values():
            usd = float(tier.get("pricePerUnit", {}).get("USD", 0) or 0)
            if usd > 0:
                found.append((float(tier.get("beginRange") or 0), usd, str(tier.get("unit", ""))))
    return [(usd, unit) for _, usd, unit in sorted(found)[:1]]
