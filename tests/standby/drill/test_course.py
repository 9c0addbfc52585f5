"""The whole circle against a small application: what the client says agrees with what was really lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from standby.drill.client import Client, Paths
from standby.drill.course import Course, Mode, moment
from standby.drill.door import Door
from standby.drill.samples import LagSamples
from standby.drill.survivors import survivors
from standby.errors import StepError
from tests.standby.drill.fake_app import App


class FakeMoves:
    """A promotion that takes half a second and forgets the newest `loses` orders."""

    def __init__(self, app: App, loses: int = 0, *, cuts: bool = True, fails: bool = False) -> None:
        self.app, self.loses, self.cuts, self.fails = app, loses, cuts, fails
        self.lost: set[str] = set()
        self.mended = False

    def promote(self) -> None:
        if self.fails:
            raise StepError("the promotion ended with exit code 4")
        time.sleep(0.5)
        for order in list(self.app.orders)[len(self.app.orders) - self.loses :]:
            del self.app.orders[order]
            self.lost.add(order)
        self.app.region, self.app.broken = "us-west-2", False

    def fail_back(self) -> None:
        self.app.region = "us-east-2"

    def cut(self) -> bool:
        self.app.broken = self.cuts
        return self.cuts

    def mend(self) -> None:
        self.mended = True

    def survivors(self, ids: Collection[str]) -> set[str] | None:
        return survivors(Door("x", self.app.url), "/orders", list(ids))


@pytest.fixture
def course(app: App, tmp_path: Path) -> Callable[[Mode, FakeMoves], Course]:
    """`course("failover", moves)`, quick."""

    def make(mode: Mode, moves: FakeMoves) -> Course:
        door = Door("app.example.com", app.url, 5.0)
        client = Client(door, Paths("/healthz", "/healthz/write", "/orders"), tmp_path / "c.jsonl", "d", 40, 20)
        return Course(mode, client, moves, LagSamples(lambda: 400.0, 0.1), lambda _: None, before=0.6, after=0.6)

    return make


def test_a_failover_with_lost_writes(app: App, course: Callable[[Mode, FakeMoves], Course]) -> None:
    moves = FakeMoves(app, loses=5)
    drill = course("failover", moves)
    drill.run()
    assert drill.problem is None
    there, back = drill.spans
    assert there.measured.lost is not None
    assert set(there.measured.lost.missing) == moves.lost
    assert there.measured.rto_seconds is not None
    assert 0.5 <= there.measured.rto_seconds < 5
    assert there.measured.errors == {"HTTP 503": there.measured.failed}
    assert back.measured.lost is not None
    assert back.measured.lost.missing == ()  # what the first move lost is not lost again
    assert moves.mended
    assert drill.outage_started is not None
    assert drill.outage_detected is not None
    assert drill.outage_detected > drill.outage_started
    assert drill.lag.points[0].milliseconds == 400.0


def test_a_switchover_without_a_failure_measures_zero(app: App, course: Callable[[Mode, FakeMoves], Course]) -> None:
    drill = course("switchover", FakeMoves(app))
    drill.run()
    measured = drill.spans[0].measured
    assert (measured.rto_seconds, measured.failed) == (0.0, 0)
    assert measured.lost is not None
    assert (measured.lost.missing, drill.outage_started) == ((), None)


def test_an_application_that_acknowledges_no_id_lost_an_unknown_number(
    app: App, course: Callable[[Mode, FakeMoves], Course]
) -> None:
    app.returns_ids = False
    drill = course("switchover", FakeMoves(app))
    drill.run()
    assert [span.measured.lost for span in drill.spans] == [None, None]
    assert len(drill.notes) == 2
    assert drill.notes[0].startswith(
        "Lost writes of the promotion were not counted: no write was acknowledged by its id"
    )


def test_a_move_that_fails_is_kept_and_the_region_is_mended(
    app: App, course: Callable[[Mode, FakeMoves], Course]
) -> None:
    moves = FakeMoves(app, fails=True)
    drill = course("failover", moves)
    drill.run()
    assert "exit code 4" in str(drill.problem)
    assert moves.mended
    assert drill.spans == []


def test_a_failover_without_a_cut_says_so(app: App, course: Callable[[Mode, FakeMoves], Course]) -> None:
    drill = course("failover", FakeMoves(app, cuts=False))
    drill.run()
    assert drill.notes == ["Nothing cut the primary region off: the promotion ran beside a healthy primary."]
    assert drill.outage_started is None


def test_an_application_that_does_not_work_is_not_drilled(
    app: App, course: Callable[[Mode, FakeMoves], Course]
) -> None:
    app.broken = True
    drill = course("switchover", FakeMoves(app))
    drill.run()
    assert "0 of" in str(drill.problem)
    assert "a drill needs a working application" in str(drill.problem)


def test_moments() -> None:
    assert moment(None) is None
    found = moment(0.0)
    assert found is not None
    assert found.isoformat() == "1970-01-01T00:00:00+00:00"
