"""The plugin's promises: an empty lab for each test that asks, and no way out of loopback."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from lab import shell


@pytest.mark.parametrize("run", [1, 2])
def test_each_test_that_asks_gets_an_empty_lab(aws: Callable[..., Any], run: int) -> None:
    topics = aws("sns", "us-west-2")
    assert topics.list_topics()["Topics"] == []
    topics.create_topic(Name=f"left-behind-{run}")


def test_the_environment_of_a_child_names_the_lab(lab: Any, lab_env: dict[str, str]) -> None:
    assert lab_env["AWS_ENDPOINT_URL"] == lab.url
    assert lab_env["AWS_ACCESS_KEY_ID"] == shell.ACCESS_KEY


def test_a_test_has_no_credentials_and_no_way_out() -> None:
    assert "AWS_ACCESS_KEY_ID" not in os.environ
    assert os.environ["HTTPS_PROXY"] == shell.CLOSED_PROXY
    assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
