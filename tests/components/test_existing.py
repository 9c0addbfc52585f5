"""What AWS says of the global database and of a region's services: there, absent or silent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components.existing import has_cluster, read_global_database, read_services
from pattern.naming import Names
from pattern.order import GlobalDatabase

PRIMARY, DR = Names("myapp", "prod", "us-east-2"), Names("myapp", "prod", "us-west-2", "-dr")


def answer(monkeypatch: pytest.MonkeyPatch, name: str, result: Any) -> None:
    def call(**_: Any) -> Any:
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(f"components.existing.aws.{name}", call)


@pytest.mark.parametrize("words", ["couldn't find resource", "GlobalClusterNotFoundFault: no", "empty result"])
def test_no_global_database_is_none(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    answer(monkeypatch, "rds.get_global_cluster", Exception(words))
    assert read_global_database(PRIMARY) is None


def test_its_version_and_endpoint_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    arn = "arn:aws:rds:us-{}-2:123456789012:cluster:myapp"
    members = [SimpleNamespace(db_cluster_arn=arn.format(side), is_writer=side == "west") for side in ("east", "west")]
    answer(monkeypatch, "rds.get_global_cluster", SimpleNamespace(engine_version="16.8", endpoint="", members=members))
    assert read_global_database(PRIMARY) == GlobalDatabase("16.8", "-", ("us-east-2", "us-west-2"), "us-west-2")


def test_a_silent_aws_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "rds.get_global_cluster", Exception("AccessDenied: no"))
    with pytest.raises(pulumi.RunError, match=r"cannot be read: AccessDenied: no\nCheck that the credentials"):
        read_global_database(PRIMARY)


@pytest.mark.parametrize(("result", "there"), [(SimpleNamespace(), True), (Exception("couldn't find resource"), False)])
def test_a_region_has_its_cluster_or_not(monkeypatch: pytest.MonkeyPatch, result: Any, there: bool) -> None:
    answer(monkeypatch, "rds.get_cluster", result)
    assert has_cluster(DR) is there


def test_services_are_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/myapp/prod/standby/services"
    answer(monkeypatch, "ssm.get_parameters_by_path", SimpleNamespace(names=[f"{path}/worker", f"{path}/web"]))
    assert read_services(DR) == ("web", "worker")


def test_services_that_cannot_be_read_are_one_message_and_not_none(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "ssm.get_parameters_by_path", Exception("AccessDenied: no"))
    with pytest.raises(pulumi.RunError, match=r"standby/services cannot be read: AccessDenied: no\nCheck that"):
        read_services(DR)
