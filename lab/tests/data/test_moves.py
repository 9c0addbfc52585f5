"""Moves of the writer, over databases that only write down what they were told."""

from __future__ import annotations

from typing import Any, cast

import pytest

from lab.data import moves
from lab.data.database import Database
from lab.data.loss import Loss
from lab.errors import DataError


class Told:
    """What a database was told."""

    def __init__(self, role: str) -> None:
        self.role, self.up, self.told = role, True, list[str]()
        self.server = self

    def checkpoint(self) -> str:
        return "0/42"

    def ask(self, _: str) -> str:
        return "0/40"

    def halt(self, _: float) -> None:
        self.told.append("halt")
        self.role = "halted"

    def resume(self) -> None:
        self.told.append("resume")

    def await_follower(self) -> None:
        self.told.append("await follower")

    def await_arrival(self, position: str) -> None:
        self.told.append(f"await {position}")

    def promote(self) -> None:
        self.told.append("promote")

    def enqueue(self, job: Any) -> None:
        job()


def move(monkeypatch: Any, *, data_loss: bool) -> tuple[Told, Told, moves.Move]:
    source, target = Told("writer"), Told("follower")
    monkeypatch.setattr("lab.data.loss.since", lambda *_: Loss(3, 1.0, 2.0))
    both = cast("tuple[Database, Database]", (target, source))
    return source, target, moves.begin(*both, data_loss=data_loss, cut_at=1.0, label=lambda: {"kind": "x"})


def test_a_switchover_stops_the_source_and_waits_for_its_last_byte(monkeypatch: Any) -> None:
    source, target, done = move(monkeypatch, data_loss=False)
    assert source.told == ["await follower", "halt"]
    assert target.told == ["await 0/42", "promote"]
    assert (done.done, done.record["lost_commits"]) == (True, 0)


def test_a_switchover_that_cannot_be_finished_says_why_and_the_source_goes_on(monkeypatch: Any) -> None:
    def never(_self: Told, _position: str) -> None:
        raise DataError("the log did not arrive")

    monkeypatch.setattr(Told, "await_arrival", never)
    source, target = Told("writer"), Told("follower")
    begun = moves.Move(*cast("tuple[Database, Database]", (target, source)), data_loss=False, cut_at=1.0)
    with pytest.raises(DataError):
        begun.run()
    assert (source.told[-1], target.told, begun.done) == ("resume", [], False)
    assert begun.record["problem"] == "DataError: the log did not arrive"


def test_a_failover_waits_for_nothing_and_counts_what_it_left_behind(monkeypatch: Any) -> None:
    source, target, done = move(monkeypatch, data_loss=True)
    assert (source.told, target.told) == ([], ["promote"])
    assert (done.record["position"], done.record["lost_commits"], done.record["kind"]) == ("0/40", 3, "x")
