"""Each id is asked for; what cannot be asked is no loss."""

from __future__ import annotations

import pytest

from standby.drill.door import Door
from standby.drill.survivors import survivors
from standby.errors import StepError
from tests.standby.drill.fake_app import App


def test_what_is_there_and_what_is_not(app: App) -> None:
    app.orders = {"a": "x", "b": "x"}
    assert survivors(Door("x", app.url), "/orders", ["a", "b", "c"]) == {"a", "b"}
    assert survivors(Door("x", app.url), "/orders", []) == set()


def test_an_application_that_is_down_has_not_lost_anything(app: App) -> None:
    app.broken = True
    with pytest.raises(StepError, match="whether that write survived is not known"):
        survivors(Door("x", app.url), "/orders", ["a"], patience=0.3)
