"""Two free ranges, whatever is reserved."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standby.errors import UsageError
from standby.init.ranges import free_ranges


def test_nothing_is_reserved() -> None:
    assert free_ranges([]) == ("10.0.0.0/16", "10.1.0.0/16")


def test_reserved_ranges_are_left_out() -> None:
    assert free_ranges(["10.0.0.0/15", "10.2.7.0/24", "fd00::/8"]) == ("10.3.0.0/16", "10.4.0.0/16")


@given(st.lists(st.integers(0, 255).map(lambda second: f"10.{second}.0.0/20"), max_size=40))
def test_the_two_overlap_nothing(reserved: list[str]) -> None:
    one, two = (ip_network(text) for text in free_ranges(reserved))
    assert not one.overlaps(two)
    assert not any(chosen.overlaps(ip_network(used)) for chosen in (one, two) for used in reserved)


def test_what_is_no_range_is_named() -> None:
    with pytest.raises(
        UsageError, match=r"--reserved 'office' is not an address range; write it like 172\.16\.0\.0/12"
    ):
        free_ranges(["office"])


def test_no_room_says_so() -> None:
    with pytest.raises(UsageError, match=r"10\.0\.0\.0/8 has 0 free /16 ranges beside 10\.0\.0\.0/8; two are required"):
        free_ranges(["10.0.0.0/8"])
