"""The way home with the real commands on the lab: both branches, twice, two zones, cut off, and proved by Pulumi.

What this does not prove: how long AWS takes, and that AWS accepts what the lab accepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.process import Emulator
from lab.workspace import Workspace
from tests.scenario.circle import HOME, Circle

pytestmark = pytest.mark.scenario


@pytest.fixture
def circle(workspace: Workspace, lab: Emulator, tmp_path: Path) -> Iterator[Circle]:
    """Four stacks up."""
    circle = Circle(workspace, lab.client, tmp_path / "standby")
    circle.up()
    return circle


@pytest.mark.parametrize("mode", ["managed", "detach"])
def test_full_circle_twice_in_a_row(circle: Circle, mode: str) -> None:
    peace = circle.config()
    for _ in range(2):
        circle.lab.outage(HOME)
        circle.promote(mode)
        assert circle.public()["region"] == circle.dr
        down = circle.standby("failback", "apply", "--yes-to", "all", check=False)
        assert down.returncode == 3
        assert "home-still-down" in circle.standby("failback", "status").stdout
        circle.lab.heal()
        done = circle.apply()
        assert "At home." in done.stdout
        assert "Traceback" not in done.stdout + done.stderr
        assert circle.writer().split(":")[3] == HOME
        assert circle.public() == {**circle.public(), "region": HOME, "post": 200}
        assert circle.dirty() == {}
        assert circle.config() == peace
