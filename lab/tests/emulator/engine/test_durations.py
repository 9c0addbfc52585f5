from __future__ import annotations

import pytest

from lab.emulator.engine.durations import DURATIONS


@pytest.mark.parametrize("name", sorted(DURATIONS))
def test_every_wait_has_a_length_and_a_source(name: str) -> None:
    assert DURATIONS[name].seconds > 0
    assert len(DURATIONS[name].source) >= len("typical")
    assert name.count(".") == 1
