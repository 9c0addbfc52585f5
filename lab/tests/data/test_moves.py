"""Moves of the writer, over databases that only write down what they were told."""

from __future__ import annotations

from typing import Any, cast

from lab.data import moves
from lab.data.database import Database
from lab.data.loss import Loss


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


def test_a_failover_waits_for_nothing_and_counts_what_it_left_behind(monkeypatch: Any) -> None:
    source, target, done = move(monkeypatch, data_loss=True)
    assert (source.told, target.told) == ([], ["promote"])
    assert (done.record["position"], done.record["lost_commits"], done.record["kind"]) == ("0/40", 3, "x")
