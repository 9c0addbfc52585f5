"""docs/cost.md says in words what `standby cost` says in numbers: shares of the premium, and where the quoted range lies."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import CHECKOUT

PAGE = " ".join((CHECKOUT / "docs" / "cost.md").read_text().split())
# points of percent: a list price that moves a little does not make the page wrong
NEAR = 3.0
SHARES = {
    r"Aurora instances, .*? make up about (\d+) % of the premium": ("Aurora instances",),
    r"NAT gateways, .*? make up about (\d+) %": ("NAT gateways",),
    r"Warm tasks are (\d+) %": ("ECS on Fargate",),
    r"replication itself \(replicated writes and transfer\) is about (\d+) %": (
        "Aurora replicated write I/O",
        "Transfer between the regions",
    ),
}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """The command's JSON for the tests' own pair, whose sizes are the defaults."""
    standby = Path(sys.executable).with_name("standby")
    pair = CHECKOUT / "tests" / "pair"
    done = subprocess.run(
        [standby, "cost", "--format", "json", "--project", pair], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("pattern", SHARES)
def test_each_share_on_the_page_is_the_one_of_the_numbers(pattern: str, told: dict[str, Any]) -> None:
    found = re.search(pattern, PAGE)
    assert found, f"docs/cost.md has no words like {pattern}"
    added = sum(line["added"] for line in told["lines"] if line["name"] in SHARES[pattern])
    assert float(found[1]) == pytest.approx(100 * added / told["premium"], abs=NEAR)


def test_the_premium_and_the_ways_into_the_quoted_range_are_as_the_page_says(told: dict[str, Any]) -> None:
    assert "the second region adds about three quarters" in PAGE
    assert told["premiumPercent"] == pytest.approx(75, abs=NEAR)
    percent = {one["name"]: one["percent"] for one in told["variants"]}
    saved = percent["as configured"] - percent["one NAT gateway in DR"]
    assert "reached with one Aurora instance and one NAT gateway in DR" in PAGE
    assert 35 <= percent["one instance in DR"] - saved <= 50
    assert "DR falls below it with serverless capacity of 0.5 ACU" in PAGE
    assert percent["Aurora serverless at 0.5 ACU in DR"] < 35
