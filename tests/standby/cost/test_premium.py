"""The sums and the sentence about them."""

from __future__ import annotations

import pytest

from standby.cost.lines import Line, lines
from standby.cost.premium import Premium
from standby.cost.prices import read
from standby.cost.usage import Usage
from tests.standby.cost.pair_config import pair


def test_the_pair_added_up_by_hand_is_above_the_expected_range() -> None:
    premium = Premium(lines(pair(), Usage(), read()))
    assert premium.percent == pytest.approx(100 * 624.792075 / 790.23525)
    assert premium.dominant.name == "Aurora instances"
    assert premium.verdict() == (
        "The premium is 79 % of a single region: above the 35 to 50 % that this pattern is usually quoted with. "
        "Aurora instances dominate it with 61 %; all of Aurora with its replication is 64 %."
    )


@pytest.mark.parametrize(("added", "where"), [(20.0, "below"), (40.0, "within"), (60.0, "above")])
def test_the_verdict_follows_the_numbers(added: float, where: str) -> None:
    assert f": {where} the 35 to 50 %" in Premium((Line("Aurora instances", 100.0, added, "", ()),)).verdict()


def test_nothing_added_is_said() -> None:
    assert Premium((Line("x", 1.0, 0.0, "", ()),)).verdict() == "The second region adds nothing."
    assert Premium(()).percent == 0.0
