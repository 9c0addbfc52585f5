"""The stack's config as the engine hands it over."""

from __future__ import annotations

import json

import pytest

from policy.engine.stack_config import current


def given(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    texts = {k.replace("_", ":", 1): v if isinstance(v, str) else json.dumps(v) for k, v in values.items()}
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(texts))


def test_without_any_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", "{}", "not json", "[]"):
        monkeypatch.setenv("PULUMI_CONFIG", text)
        assert not current().given
        assert current().serves is None
    monkeypatch.delenv("PULUMI_CONFIG")
    assert not current().given


def test_values_are_read_by_their_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, standby_peer={"vpcCidr": "10.1.0.0/16"}, standby_servesTraffic=True, standby_app="myapp",
          standby_reservedCidrs=["10.9.0.0/16", 3], standby_zones="3", aws_region="eu-west-1")  # fmt: skip
    config = current()
    assert config.given
    assert config.standby
    assert config.serves is True
    assert config.region == "eu-west-1"
    assert config.inside("peer", "vpcCidr") == "10.1.0.0/16"
    assert config.inside("peer", "vpcCidr", "deeper") is None
    assert config.texts("reservedCidrs") == ["10.9.0.0/16"]
    assert config.texts("app") == []
    assert config.value("zones") == 3
    assert config.value("app") == "myapp"


def test_a_foreign_config_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, shop_peer={"vpcCidr": "10.1.0.0/16"}, standby_region="us-east-1", aws_region="us-east-2")
    assert current().region == "us-east-1"
    given(monkeypatch, shop_x="y")
    assert current().given
    assert not current().standby
