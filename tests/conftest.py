"""What holds for all tests of the product. The fixtures `lab`, `aws` and `lab_env` are those of `lab.pytest_plugin`."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A busy machine does not make a property false: no example is judged by how long it takes.
settings.register_profile("standby", deadline=None)
settings.load_profile("standby")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: a worker that begins one at the end leaves the others idle. No test needs an order."""
    items.sort(key=lambda item: "scenario/test_" not in item.nodeid)
