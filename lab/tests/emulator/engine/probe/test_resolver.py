"""The public's resolver and what it keeps."""

from __future__ import annotations

from typing import Any

from lab.emulator.engine.probe.resolver import Resolver


def test_an_answer_is_kept_for_its_time_to_live_for_each_client() -> None:
    resolver, answers = Resolver(ttl=60), iter(["east", "west", "west"])
    assert resolver.ask("a", "app.example.com", 0, lambda: next(answers)) == "east"
    assert resolver.ask("a", "APP.example.com", 59, lambda: next(answers)) == "east"
    assert resolver.ask("b", "app.example.com", 59, lambda: next(answers)) == "west"
    assert resolver.ask("a", "app.example.com", 60, lambda: next(answers)) == "west"


def test_by_default_nothing_is_kept() -> None:
    answers = iter(["east", "west"])
    resolver = Resolver()
    assert [resolver.ask("", "x", 0, lambda: next(answers)) for _ in range(2)] == ["east", "west"]


def test_the_time_to_live_is_chosen_by_the_control_api(emulator: Any) -> None:
    assert emulator.control("POST", "resolver", {"ttl": 5}) == {"ttl": 5.0} == emulator.control("GET", "resolver")
    assert "0 or more" in emulator.control("POST", "resolver", {"ttl": -1})["error"]
