"""Both regions compared, trait by trait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pattern.contract import ServiceEntry
from standby.parity.comparison import Traits, differences, unread

NOW = datetime(2026, 11, 26, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(region: str, **changes: Any) -> str:
    image = f"123456789012.dkr.ecr.{region}.amazonaws.com/myapp/web:1.0.0"
    return replace(ServiceEntry("web", "myapp-prod-web", 6, 4, 12, {}, image=image), **changes).encode()


def side(region: str, **changes: str) -> Traits:
    contract = {"version": "2", "services/web": entry(region), "schedules/nightly": "rule=r service=web", **changes}
    changed = dict.fromkeys(contract, NOW - 9 * HOUR)
    return Traits(region, contract, changed, "16.8", {"rds.force_ssl": "1"})


PRIMARY, DR = side("us-east-2"), side("us-west-2")


def lines(dr: Traits) -> list[str]:
    return [one.line(NOW) for one in differences(PRIMARY, dr)]


def test_a_pair_that_is_alike_but_for_its_registries_has_no_difference() -> None:
    assert differences(PRIMARY, DR) == ()
    assert unread(PRIMARY, DR) == ()


@pytest.mark.parametrize(
    ("dr", "line"),
    [
        (
            side("us-west-2", **{"services/web": entry("us-west-2", image="r.example.com/web:0.9.0")}),
            "image of web: web:1.0.0 in the primary, web:0.9.0 in DR, for 9 h",
        ),
        (
            side("us-west-2", **{"services/web": entry("us-west-2", desired=5)}),
            "production numbers of web: 6 of 4 to 12 tasks, standby warm in the primary, "
            "5 of 4 to 12 tasks, standby warm in DR, for 9 h",
        ),
        (
            side("us-west-2", **{"services/worker": entry("us-west-2", name="worker")}),
            "service worker: absent in the primary, present in DR, for 9 h",
        ),
        (
            side("us-west-2", **{"schedules/hourly": "rule=r service=web"}),
            "schedule hourly: absent in the primary, present in DR, for 9 h",
        ),
        (side("us-west-2", version="1"), "contract version: 2 in the primary, 1 in DR, for 9 h"),
        (
            replace(DR, engine_version="16.9"),
            "engine version: 16.8 in the primary, 16.9 in DR, age not known",
        ),
        (
            replace(DR, parameters={}),
            "database parameter rds.force_ssl: 1 in the primary, absent in DR, age not known",
        ),
    ],
)
def test_one_trait_that_differs_is_one_difference_with_its_age(dr: Traits, line: str) -> None:
    assert lines(dr) == [line]


def test_the_age_counts_from_the_later_change_of_either_side() -> None:
    later = replace(side("us-west-2", version="1"), changed={"version": NOW - 3 * HOUR})
    assert lines(later) == ["contract version: 2 in the primary, 1 in DR, for 3 h"]


def test_what_was_not_read_is_told_and_is_no_difference() -> None:
    silent = Traits("us-west-2")
    assert differences(PRIMARY, silent) == ()
    assert len(unread(PRIMARY, silent)) == 7
    assert unread(PRIMARY, replace(DR, parameters=None)) == ("database parameter",)
