"""`python -m bench`: a name that is none is refused; a bench that fails is said and takes nothing from the others."""

from __future__ import annotations

import pytest

from bench import __main__ as bench
from bench.figures import Comparison, Figure


def fails(_runs: int) -> list[Comparison]:
    raise RuntimeError("the lab did not start")


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["speed"]) == 2
    assert "no bench named speed; there are platform, " in capsys.readouterr().err


def test_a_bench_that_fails_is_said_and_the_others_stand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Comparison("ours", Figure("ours", (1.0,)), Figure("theirs", (2.0,)), 0.6)
    monkeypatch.setattr(bench, "BENCHES", {"good": lambda _: [one], "bad": fails})
    assert bench.main(["bad", "good"]) == 1
    told = capsys.readouterr()
    assert "the lab did not start" in told.err
    assert "- **not measured: bad:** RuntimeError; run `python -m bench bad`" in told.out
    assert "| ours |" in told.out
    assert "- **minutes:** 0.0 (bad 0.0, good 0.0)" in told.out


def test_the_run_says_how_long_it_took() -> None:
    assert bench.minutes({"gate": 90.0, "status": 24.0}) == "1.9 (gate 1.5, status 0.4)"
