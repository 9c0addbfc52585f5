"""The screen and its JSON say the same."""

from __future__ import annotations

import json
from datetime import timedelta

from rich.console import Console

from standby.status.fact import known
from standby.status.pair_status import PairStatus
from standby.status.screen import document, plain, screen
from tests.standby.status.statuses import NOW, contract, side, silent, status


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


def test_what_is_not_alike_is_a_line_with_its_age_and_stands_in_the_json() -> None:
    changed = {"version": NOW - timedelta(hours=3)}
    found = status(dr=side("dr", contract=known(contract("dr", version="1"), NOW), changed=changed))
    assert "differs    contract version: 2 in the primary, 1 in DR, for 3 h" in text(found)
    assert "differs" not in text(status())
    assert document(found, "none")["differences"] == [
        {"subject": "contract version", "name": "", "primary": "2", "dr": "1", "since": NOW - timedelta(hours=3)}
    ]
