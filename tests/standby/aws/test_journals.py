"""Journals in SSM through the seam on the lab, at both places."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.journals import SsmJournals

PATH = "/shop/test/standby"


def _put(aws: Any, name: str, value: str) -> None:
    aws("ssm", "us-west-2").put_parameter(Name=name, Value=value, Type="String")


def test_both_places_are_read_and_lines_are_in_order(cloud: Callable[[str], Cloud], aws: Any) -> None:
    for number in (2, 1, 11):
        _put(aws, f"{PATH}-journal/run-b/{number:04d}", json.dumps({"n": number, "step": "x"}))
    _put(aws, f"{PATH}/incident/journal/run-a/0001", json.dumps({"n": "1", "step": "old"}))
    _put(aws, f"{PATH}-journal/run-c/0001", "no json")
    _put(aws, f"{PATH}/ecs/cluster", "shop-test")
    found = SsmJournals(cloud("us-west-2"), PATH).lines()
    assert sorted(found) == ["run-a", "run-b"]
    assert [line["n"] for line in found["run-b"]] == [1, 2, 11]


def test_a_pair_without_a_journal_has_no_runs(cloud: Callable[[str], Cloud], aws: Any) -> None:
    _put(aws, "/other/test/standby/app", "other")
    assert SsmJournals(cloud("us-west-2"), "/nobody/test/standby").lines() == {}
