"""Alternatives: cheaper or dearer, faster or slower, and by how much."""

from __future__ import annotations

import pytest

from standby.cost.prices import read
from standby.cost.usage import Usage
from standby.cost.whatif import recovery_minutes, variants
from tests.standby.cost.pair_config import pair


def by_name() -> dict[str, tuple[float, float]]:
    return {one.name: (one.premium.added, one.minutes) for one in variants(pair(), Usage(), read())}


def test_one_instance_fewer_saves_its_hours_and_no_time() -> None:
    found = by_name()
    assert found["as configured"][0] - found["one instance in DR"][0] == pytest.approx(0.26 * 730)
    assert found["one instance in DR"][1] == found["as configured"][1] == 3.5


def test_one_nat_gateway_saves_two_with_their_addresses() -> None:
    found = by_name()
    assert found["as configured"][0] - found["one NAT gateway in DR"][0] == pytest.approx(2 * 0.05 * 730)


def test_half_a_unit_costs_less_and_grows_for_two_minutes() -> None:
    found = by_name()
    assert found["Aurora serverless at 0.5 ACU in DR"][1] == 3.5 + 4 * 0.5  # four doublings: 0.5 to 8 ACU
    saved = found["as configured"][0] - found["Aurora serverless at 0.5 ACU in DR"][0]
    assert saved == pytest.approx((2 * 0.26 - 0.5 * 0.12) * 730)


def test_a_headless_secondary_waits_for_its_instance_and_is_not_offered() -> None:
    one = next(v for v in variants(pair(), Usage(), read()) if v.name == "DR without a database instance")
    assert (one.minutes, one.offered) == (11.5, False)


def test_the_list_goes_from_dear_to_cheap() -> None:
    added = [one.premium.added for one in variants(pair(), Usage(), read())]
    assert added == sorted(added, reverse=True)


def test_tasks_that_run_already_save_no_time_behind_the_database() -> None:
    both = pair()
    assert recovery_minutes(both.with_dr(tasks=both.primary.tasks)) == recovery_minutes(both)
