"""The screen and its JSON say the same."""

from __future__ import annotations

import json

from rich.console import Console

from standby.status.pair_status import PairStatus
from standby.status.screen import document, plain, screen
from tests.standby.status.statuses import silent, status


def text(now: PairStatus, events: bool = False) -> str:
    console = Console(width=200)
    with console.capture() as got:
        console.print(screen(now, "none", events))
    return got.get()


def test_head_table_and_foot() -> None:
    out = text(status())
    assert out.startswith("myapp-prod  2026-11-26 03:00:00 UTC")
    assert "serves     primary (us-east-2)" in out
    assert "DR: us-west-2" in out
    assert "last drill none" in out
    assert "[off until promoted]" in out
    assert "events" not in out
    assert "events\n  none" in text(status(), events=True)


def test_a_dead_region_shows_its_trouble() -> None:
    out = text(status(silent("primary")))
    assert "!  us-east-2 (primary) does not answer" in out


def test_json_is_json_and_complete() -> None:
    found = json.loads(json.dumps(document(status(silent("primary")), "none"), default=str))
    primary, dr = found["regions"]
    assert primary["lag"] == {"state": "silent", "value": None, "ageSeconds": None, "why": primary["lag"]["why"]}
    assert dr["lag"]["value"]["worst"] == 900.0
    assert dr["lag"]["ageSeconds"] == 30.0
    assert found["troubles"]


def test_plain_leaves_numbers_alone() -> None:
    assert plain({"a": (1, 2)}) == {"a": [1, 2]}
