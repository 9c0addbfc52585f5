"""How regions are written."""

from __future__ import annotations

import pytest

from policy.knowledge.regions import in_name, region_of_zone, regions_in, short


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("us-east-1", "use1"),
        ("us-west-2", "usw2"),
        ("eu-central-1", "euc1"),
        ("ap-southeast-2", "apse2"),
        ("ap-northeast-1", "apne1"),
        ("us-gov-west-1", "usgovw1"),
    ],
)
def test_a_region_in_short(region: str, code: str) -> None:
    assert short(region) == code


def test_regions_are_found_in_text_and_only_whole() -> None:
    assert regions_in("arn:aws:sns:us-east-1:1:a and rds.eu-west-1.amazonaws.com") == ["us-east-1", "eu-west-1"]
    assert regions_in("plus-east-1 us-east-12 use1") == []


def test_a_zone_tells_its_region_and_an_id_does_not() -> None:
    assert region_of_zone("us-west-2a") == "us-west-2"
    assert region_of_zone("usw2-az1") is None
    assert region_of_zone(None) is None


@pytest.mark.parametrize("name", ["shop-us-west-2-task", "usw2-task", "task_uswest2", "Shop.USW2"])
def test_a_name_tells_its_region(name: str) -> None:
    assert in_name(name, "us-west-2")


@pytest.mark.parametrize("name", ["shop-us-east-1-task", "usw20", "west-2-us", "shop"])
def test_a_name_that_does_not(name: str) -> None:
    assert not in_name(name, "us-west-2")
