"""`standby cost` as typed: table, JSON, chart, other prices, bad input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from standby import cli
from standby.aws.pricing import PriceList
from standby.cost.prices import read

CHECKOUT = Path(__file__).resolve().parents[3]


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["standby", "cost", "--project", str(CHECKOUT), *words])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_table_ends_in_a_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch) == 0
    out = capsys.readouterr().out
    assert "Aurora instances" in out
    assert "% of a single region" in out
    assert "are second hand" in out


def test_json_names_the_source_of_every_price(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--format", "json", "--usage", "storage-gb=1000") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["usage"]["storage_gb"] == 1000
    assert found["premium"] == pytest.approx(sum(line["added"] for line in found["lines"]), abs=0.1)
    assert all(row["source"] and row["date"] for row in found["prices"])


def test_the_chart_and_other_prices(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.json"
    row = {"key": "kms/key", "usd": 1000, "unit": "key-month", "date": "2026-01-01", "source": "our contract"}
    regions = sorted({region for _, region in read().rows})
    mine.write_text(json.dumps({"prices": [{**row, "regions": regions}]}))
    assert run(monkeypatch, "--prices", str(mine), "--chart", str(tmp_path / "c.svg"), "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert next(line for line in found["lines"] if line["name"] == "KMS key")["added"] == 1000
    assert (tmp_path / "c.svg").read_text().startswith("<svg")


def test_bad_usage_is_one_message(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--usage", "storage=1") == 2
    assert "no value 'storage'" in capsys.readouterr().err


def test_refreshed_prices_are_a_file_for_prices(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(PriceList, "on_demand", lambda *_: ((0.5, "Hrs"),))
    file = tmp_path / "today.json"
    assert run(monkeypatch, "--refresh-prices", str(file)) == 0
    assert "the table's price stays" in capsys.readouterr().err
    assert any(row.key.startswith("aurora/instance/") and not row.second_hand for row in read(file).rows.values())
    assert run(monkeypatch, "--prices", str(file)) == 0
