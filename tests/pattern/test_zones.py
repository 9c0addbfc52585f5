"""Zones are chosen by ID, prefer those in which a VPC link works, and say what there is when there are too few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern.zones import Zone, ZonesError, choose_zones, supports_vpc_link


def zones(region: str, prefix: str, *numbers: int) -> list[Zone]:
    return [Zone(f"{region}{chr(96 + i)}", f"{prefix}-az{n}") for i, n in enumerate(numbers, 1)]


def test_auto_takes_three_and_avoids_the_zone_without_vpc_link() -> None:
    chosen = choose_zones("us-east-1", zones("us-east-1", "use1", 6, 3, 2, 1, 4, 5), "auto")
    assert [zone.id for zone in chosen] == ["use1-az1", "use1-az2", "use1-az4"]


def test_auto_adapts_to_an_account_with_two() -> None:
    chosen = choose_zones("us-west-1", zones("us-west-1", "usw1", 3, 1), "auto")
    assert [zone.id for zone in chosen] == ["usw1-az1", "usw1-az3"]


def test_three_where_the_account_has_two_lists_what_there_is() -> None:
    with pytest.raises(ZonesError) as error:
        choose_zones("us-west-1", zones("us-west-1", "usw1", 3, 1), 3)
    assert str(error.value) == (
        "standby:availabilityZones asks for 3, 3 zones are required, but this account sees 2 in us-west-1: "
        "us-west-1a (usw1-az3), us-west-1b (usw1-az1). Set it to `auto` or 2, or choose another region."
    )


def test_one_zone_is_never_enough() -> None:
    with pytest.raises(ZonesError, match="this account sees 1 in xx-test-1: xx-test-1a"):
        choose_zones("xx-test-1", zones("xx-test-1", "xxt1", 1), "auto")


def test_two_is_two_where_there_are_more() -> None:
    assert len(choose_zones("us-west-2", zones("us-west-2", "usw2", 1, 2, 3, 4), 2)) == 2


@given(st.lists(st.integers(1, 30), unique=True, min_size=2, max_size=6))
def test_the_choice_does_not_depend_on_the_order_of_the_list(numbers: list[int]) -> None:
    listed = zones("us-west-2", "usw2", *numbers)
    assert choose_zones("us-west-2", listed, "auto") == choose_zones("us-west-2", listed[::-1], "auto")


def test_a_vpc_link_works_everywhere_but_in_the_gaps() -> None:
    assert supports_vpc_link("us-west-2", "usw2-az1")
    assert not supports_vpc_link("us-east-1", "use1-az3")
