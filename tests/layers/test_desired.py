"""A changed `production.desired`: the hook runs in previews too, and speaks of nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from layers.desired import desired_hook

BEFORE = "name=web service=shop-web desired=4 min=2 max=12 blue=- green=- standby=warm image=x:1 recycle=false"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `pulumi.log.info` was given; the hook is what Pulumi would get, without an engine to register it with."""
    words: list[str] = []
    monkeypatch.setattr("layers.desired.pulumi.ResourceHook", lambda *given: given)
    monkeypatch.setattr("layers.desired.pulumi.log.info", words.append)
    return words


def tell(before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    hook: Any = desired_hook()
    _, check, options = hook
    assert options.on_dry_run
    check(SimpleNamespace(old_inputs=before, new_inputs=after))


def test_another_number_is_told_with_what_moves_now(said: list[str]) -> None:
    tell({"value": BEFORE}, {"value": BEFORE.replace("desired=4", "desired=6")})
    assert len(said) == 1
    assert said[0].startswith("service web: production.desired is 6 (it was 4). The next promotion starts that many")
    assert said[0].endswith("To have more now, raise production.min.")


@pytest.mark.parametrize(
    "after", [{"value": BEFORE.replace("x:1", "x:2")}, {"value": "unknown"}, {"value": None}, {}, None]
)
def test_anything_else_and_what_is_not_known_yet_says_nothing(said: list[str], after: dict[str, Any] | None) -> None:
    tell({"value": BEFORE}, after)
    assert said == []
