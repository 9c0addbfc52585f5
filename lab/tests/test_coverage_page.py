"""The coverage page as text."""

from __future__ import annotations

from lab.coverage_page import NAMED_ABSENT, Service, render
from lab.emulator.engine.durations import Duration
from lab.provider.registry import Coverage

DURATIONS = {"rds.global-failover": Duration(60, "a | b")}


def page(absent: frozenset[str] = frozenset({"Gone"}), types: list[Coverage] | None = None) -> str:
    service = Service("rds", {"CreateX": ("emulated", "with | bar")}, frozenset({"ListX"}), absent)
    return render("# Head\n", [service], types or [], DURATIONS, ["GET /_lab/health"])


def test_each_operation_has_its_level_and_bars_do_not_break_the_table() -> None:
    text = page()
    assert "| CreateX | emulated | with \\| bar |" in text
    assert "moto's own: ListX." in text
    assert "Absent: Gone." in text
    assert "| rds.global-failover | 60 | a \\| b |" in text
    assert "- `GET /_lab/health`" in text


def test_a_long_list_of_absent_operations_becomes_a_number() -> None:
    many = frozenset(f"Op{n}" for n in range(NAMED_ABSENT + 1))
    assert f"Absent: the other {NAMED_ABSENT + 1} operations." in page(many)
    assert "Absent: nothing." in page(frozenset())


def test_a_type_is_absent_approximated_or_emulated_by_what_it_carries_out() -> None:
    rows = [
        Coverage("aws:a:A", (), ("x",), ()),
        Coverage("aws:b:B", ("create",), ("x",), ()),
        Coverage("aws:c:C", ("create", "read"), (), ("y",)),
    ]
    text = page(types=rows)
    assert "| aws:a:A | absent |  | x |  |" in text
    assert "| aws:b:B | approximated | create | x |  |" in text
    assert "| aws:c:C | emulated | create, read |  | y |" in text
