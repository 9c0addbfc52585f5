"""Severities, with and without an SDK that has them."""

from __future__ import annotations

import pulumi_policy
import pytest

from policy.engine.severity import Severity


def test_every_severity_is_the_sdks() -> None:
    assert [one.of_sdk for one in Severity] == [pulumi_policy.Severity(one.value) for one in Severity]


def test_an_older_sdk_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pulumi_policy, "Severity")
    assert Severity.HIGH.of_sdk is None
