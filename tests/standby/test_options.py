"""What the command line can say."""

from __future__ import annotations

from standby.options import Options
from standby.pair.facts import Limits


def test_defaults_are_those_of_the_limits() -> None:
    assert Options().max_lag_ms == Limits().max_lag_ms
    assert Options().yes_to == ()
