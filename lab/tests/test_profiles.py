"""The profiles are one list, whoever speaks of them."""

from __future__ import annotations

from lab.emulator.engine.clock import LabClock
from lab.profiles import DEFAULT_FACTOR, PROFILES, Profile


def test_the_clock_takes_each_profile() -> None:
    for name in PROFILES:
        assert LabClock(name).profile == Profile(name)
    assert LabClock("scaled").factor == DEFAULT_FACTOR
