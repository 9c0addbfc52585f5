"""A table of corrections is put in place, as often as one likes."""

from __future__ import annotations

from lab.emulator.engine.corrections import put_in_place


class Kept:
    def answer(self) -> str:
        return "moto's"


def ours(_: Kept) -> str:
    return "ours"


def test_a_table_twice_is_a_table_once() -> None:
    table = ((Kept, "answer", ours), (Kept, "more", property(lambda _: "new")))
    put_in_place(table)
    put_in_place(table)
    assert Kept().answer() == "ours"
    assert vars(Kept)["more"].fget(Kept()) == "new"
