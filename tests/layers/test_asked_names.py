"""The tables of `pattern/name_keys.py` are what the layers ask for: no key is refused that works, none taken that does not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from components.platform import Platform
from layers.exports import write_contract
from layers.platform import build_platform
from layers.workloads import build_workloads
from pattern.name_keys import PLATFORM, WORKLOADS
from pattern.naming import Names
from tests.layers.pair import NIGHTLY, NUMBERS, WEB, region, workloads
from tests.platform_outputs import platform_outputs
from tests.pulumi_mocks import run_on_mocks

ALL_ENDPOINTS = {"interfaceEndpoints": ["logs"], "database": {"monitoringIntervalSeconds": 30}}
DOCS = {"name": "docs", "image": "d:1", "path": "/docs/*", "production": NUMBERS}
NIGHTLY_DOCS = {**NIGHTLY, "service": "docs"}
CHANGED = "change pattern/name_keys.py and docs/naming.md with the name that a component asks for"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every key by which a component looked for its name."""
    found: set[str] = set()
    rule = Names.of

    def of(self: Names, kind: str, part: str = "") -> str:
        found.add(f"{kind}/{part}" if part else kind)
        return rule(self, kind, part)

    monkeypatch.setattr(Names, "of", of)
    return found


def test_of_the_platform(asked: set[str]) -> None:
    def program() -> Any:
        platform = build_platform(region("primary", **ALL_ENDPOINTS))
        write_contract(platform)
        return platform

    run_on_mocks(program)
    numbered = {re.sub(r"^(db-instance/)\d+$", r"\1<number>", re.sub(r"-\d+$", "-<major>", one)) for one in asked}
    assert numbered == set(PLATFORM), CHANGED


def test_of_the_workloads(asked: set[str]) -> None:
    settings = workloads("primary", {**WEB, "scaling": {"metric": "cpu", "target": 60}}, DOCS, schedules=[NIGHTLY_DOCS])

    def program() -> Any:
        build_workloads(settings, Platform("organization/standby/x", {"region": settings.region}), True)
        return settings

    run_on_mocks(program, platform_outputs(settings.region))
    names = {"web": ("service",), "docs": ("service", "path"), "nightly": ("schedule",)}
    known = {
        re.sub(r"<\w+>", name, key)
        for key in WORKLOADS
        for name, kinds in names.items()
        if "<" not in key or any(f"<{kind}>" in key for kind in kinds)
    }
    assert asked == known, CHANGED
