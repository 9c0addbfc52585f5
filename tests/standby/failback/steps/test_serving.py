"""DR counts as serving only when nothing speaks against it."""

from __future__ import annotations

import pytest

from standby.failback.steps.serving import dr_serves
from tests.standby.situations import COMMON, Change, ready_to_switch


def test_a_promoted_dr_serves() -> None:
    assert dr_serves(ready_to_switch()) == []


@pytest.mark.parametrize(("change", "reason"), COMMON)
def test_each_single_thing_wrong_is_named(change: Change, reason: str) -> None:
    assert any(reason in found for found in dr_serves(change(ready_to_switch())))
