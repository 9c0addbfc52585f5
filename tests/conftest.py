"""What holds for all tests of the product. The fixtures `lab`, `aws` and `lab_env` are those of `lab.pytest_plugin`."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.extent import in_test_all

# A busy machine does not make a property false: no example is judged by how long it takes.
settings.register_profile("standby", deadline=None)
settings.load_profile("standby")


# the scenarios of `make test`: one whole circle, each tool once, and those with a switch of their own; the others are for
# `make test-all`
ALWAYS = tuple(
    f"tests/scenario/{name}.py"
    for name in (
        "test_adopted_data",
        "test_application",
        "test_demo",
        "test_failback",
        "test_gate",
        "test_no_escape",
        "test_platform",
        "test_workloads",
        "promotion/test_promotion_clean",
        "promotion/test_switchover",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: a worker that begins one at the end leaves the others idle. No test needs an order."""
    items.sort(key=lambda item: "scenario/test_" not in item.nodeid)
    for item in items:
        if "tests/scenario/" in item.nodeid and not item.nodeid.startswith(ALWAYS):
            item.add_marker(in_test_all)
