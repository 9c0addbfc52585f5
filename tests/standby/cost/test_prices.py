"""The shipped table is whole and sourced; another file lies over it; a missing price says how to get it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standby.cost.prices import SHIPPED, read, table, text
from standby.errors import UsageError


def test_every_shipped_row_has_a_day_and_a_source() -> None:
    rows = set(read().rows.values())
    assert rows
    for row in rows:
        assert row.usd > 0, row.key
        assert len(row.source) > 10, row.key
        assert row.date.year >= 2021, row.key


def test_the_default_pairs_are_covered() -> None:
    table_ = read()
    for region in ("us-east-1", "us-east-2", "us-west-2"):
        assert table_.usd("aurora/instance/db.r6g.large", region) == 0.26


def test_a_missing_price_names_key_region_and_the_way_out() -> None:
    with pytest.raises(UsageError, match=r"no 'aurora/acu' for eu-west-3 .*--refresh-prices.*--prices"):
        read().usd("aurora/acu", "eu-west-3")


def test_a_file_lies_over_the_shipped_one(tmp_path: Path) -> None:
    row = {"key": "kms/key", "usd": 7, "unit": "key-month", "regions": ["us-west-2"], "date": "2026-01-01"}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"prices": [{**row, "source": "our contract", "secondHand": False}]}))
    both = read().over(read(file))
    assert (both.usd("kms/key", "us-west-2"), both.usd("kms/key", "us-east-1")) == (7, 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "Invalid JSON"),
        ('{"prices": [{"key": "a", "usd": "x"}]}', "prices.0.usd"),
        ('{"prices": [], "curency": "USD"}', "curency"),
    ],
)
def test_a_bad_file_is_told(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    with pytest.raises(UsageError, match=rf"price file .*bad\.json has \d+ problem(?s:.*){told}"):
        read(file)


def test_no_such_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none.json")


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    rows = list(dict.fromkeys(read(SHIPPED).rows.values()))
    file = tmp_path / "out.json"
    file.write_text(text(rows, "a note"))
    assert read(file) == table(rows)
    assert read().used([("kms/key", "us-east-1"), ("kms/key", "us-west-2")])[0].key == "kms/key"
