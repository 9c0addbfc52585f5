"""A pair that boto3 seeded: none of our components made it, and no contract is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lab.process import Emulator
from standby.aws.cloud import Cloud
from tests.scenario.promotion.seed_pair import PATH, Pair, seed_pair


@pytest.fixture
def pair(lab: Emulator, aws: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Pair:
    """The pair, with the process's own environment pointing at the lab; its contract is taken away."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", lab.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "labAKIA0EXAMPLE0LAB0")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    made = seed_pair(aws)
    for region in (made.primary.name, made.dr.name):
        ssm = aws("ssm", region)
        names = [
            one["Name"]
            for page in ssm.get_paginator("get_parameters_by_path").paginate(Path=PATH, Recursive=True)
            for one in page["Parameters"]
        ]
        for name in names:
            ssm.delete_parameter(Name=name)
    return made


class FakeCloud(Cloud):
    """One region whose answers are given: operation → what it answers, or a function of its parameters."""

    def __init__(self, region: str, answers: Mapping[str, Any]) -> None:
        super().__init__(region)
        self._answers = answers

    def call(self, _service: str, operation: str, /, **params: Any) -> Mapping[str, Any]:
        answer = self._answers[operation]
        found: Mapping[str, Any] = answer(**params) if callable(answer) else answer
        return found

    def pages(self, _service: str, operation: str, key: str, /, **params: Any) -> list[Mapping[str, Any]]:
        answer = self._answers.get(operation, [])
        found: list[Mapping[str, Any]] = answer(**params) if callable(answer) else answer
        assert key
        return list(found)
