"""The order in which a pair goes: the hook asks AWS when it runs, and the whole platform waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from layers.departure import HOOK, order_hook
from layers.exports import write_contract
from layers.platform import build_platform
from pattern.naming import Names
from pattern.order import GlobalDatabase, OrderError
from tests.layers.pair import region

DR = Names("myapp", "prod", "us-west-2", "-dr")
PAIR = GlobalDatabase("16.8", "-", ("us-east-2", "us-west-2"), "us-east-2")


def hook(monkeypatch: pytest.MonkeyPatch, services: tuple[str, ...]) -> Any:
    """What Pulumi would get, without an engine to register it with."""
    monkeypatch.setattr("layers.departure.pulumi.ResourceHook", lambda *given: given)
    monkeypatch.setattr("layers.departure.read_services", lambda _: services)
    monkeypatch.setattr("layers.departure.read_global_database", lambda _: PAIR)
    return order_hook(DR)


def test_the_hook_runs_in_a_preview_and_its_name_says_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    name, check, options = hook(monkeypatch, ())
    assert name == HOOK
    assert "both workloads, then DR's platform, then the primary's" in name
    assert options.on_dry_run
    check(None)


def test_the_hook_refuses_while_services_run(monkeypatch: pytest.MonkeyPatch) -> None:
    _, check, _ = hook(monkeypatch, ("web",))
    with pytest.raises(OrderError, match=r"still there \(services: web\)"):
        check(None)


@pytest.mark.parametrize("side", ["primary", "dr"])
def test_the_contracts_version_waits_for_everything_else(build: Callable[..., Any], side: str) -> None:
    made = build(lambda: write_contract(build_platform(region(side)))).resources
    (version,) = (one for one in made if one.name == "contract-version")
    others = {one.name for one in made if one.type.startswith("aws:")} - {"contract-version"}
    assert len(others) > 100
    assert others <= version.dependencies
