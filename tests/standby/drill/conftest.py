"""`app`: the small application, serving."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standby.drill.fake_app import App, serving


@pytest.fixture
def app() -> Iterator[App]:
    """The application, on loopback."""
    with serving() as made:
        yield made
