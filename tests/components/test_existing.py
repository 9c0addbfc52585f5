"""What AWS says of the global database: there, absent or silent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components.existing import has_cluster, read_global_database
from pattern.naming import Names
from pattern.order import GlobalDatabase

PRIMARY, DR = Names("myapp", "prod", "us-east-2"), Names("myapp", "prod", "us-west-2", "-dr")


def answer(monkeypatch: pytest.MonkeyPatch, name: str, result: Any) -> None:
    def call(**_: Any) -> Any:
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(f"components.existing.aws.rds.{name}", call)


@pytest.mark.parametrize("words", ["couldn't find resource", "GlobalClusterNotFoundFault: no", "empty result"])
def test_no_global_database_is_none(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    answer(monkeypatch, "get_global_cluster", Exception(words))
    assert read_global_database(PRIMARY) is None


def test_its_version_and_endpoint_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "get_global_cluster", SimpleNamespace(engine_version="16.8", endpoint=""))
    assert read_global_database(PRIMARY) == GlobalDatabase("16.8", "-")


def test_a_silent_aws_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "get_global_cluster", Exception("AccessDenied: no"))
    with pytest.raises(pulumi.RunError, match=r"cannot be read: AccessDenied: no\nCheck that the credentials"):
        read_global_database(PRIMARY)


@pytest.mark.parametrize(("result", "there"), [(SimpleNamespace(), True), (Exception("couldn't find resource"), False)])
def test_a_region_has_its_cluster_or_not(monkeypatch: pytest.MonkeyPatch, result: Any, there: bool) -> None:
    answer(monkeypatch, "get_cluster", result)
    assert has_cluster(DR) is there
