"""A row a move; what is not known is not zero."""

from __future__ import annotations

from standby.history.rows import HEADS, rows
from standby.record.moves import move_record
from tests.standby.record.records import move
from tests.standby.record.test_moves import promotion


def test_a_measured_move() -> None:
    (row,) = rows([move()])
    assert (row.generation, row.origin, row.target, row.who, row.lost) == (4, "us-east-2", "us-west-2", "oncall/ada", 2)
    assert row.rto_seconds is not None
    assert len(row.cells()) == len(HEADS)
    assert row.cells()[8] == "2"


def test_unknown_is_said_and_newest_comes_first() -> None:
    old = move_record([line for line in promotion() if line["event"] != "intent"])
    first, second = rows([old, move()], "us-east-2", "us-west-2")
    assert first.run == move().run
    assert (second.rto_seconds, second.lost, second.origin) == (None, None, "us-east-2")
    assert second.cells()[7:9] == ("not measured", "not measured")


def test_a_failback_goes_to_the_primary() -> None:
    back = move().model_copy(update={"kind": "failback", "to_region": "", "from_region": "", "who": "ada"})
    (row,) = rows([back], "us-east-2", "us-west-2")
    assert (row.origin, row.target, row.who) == ("us-west-2", "us-east-2", "ada")
    (unknown,) = rows([back])
    assert unknown.cells()[3] == "unknown → unknown"
