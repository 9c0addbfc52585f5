"""Task alarms that a switchover muted speak again, in the region that is muted only."""

from __future__ import annotations

from standby.failback.steps import STEPS
from standby.pair.observe import observe
from tests.standby.fake_world import DR, PRIMARY, FakePair
from tests.standby.situations import calls_of


def test_what_is_muted_is_switched_on_in_its_region_only() -> None:
    pair = FakePair()
    pair.promote("switchover")
    assert pair.muted[PRIMARY]
    made = calls_of(pair, "unmute-alarms")
    assert [call for call in made if call.endswith(":EnableAlarmActions")] == [f"{PRIMARY}:EnableAlarmActions"]
    assert pair.muted == {PRIMARY: set(), DR: set()}


def test_expected_only_where_something_is_muted() -> None:
    pair = FakePair()
    pair.promote("managed")
    assert not STEPS["unmute-alarms"].expected(observe(pair.world()))
    pair.muted[DR] = {"api"}
    assert STEPS["unmute-alarms"].expected(observe(pair.world()))
