"""Sizes by the name of a class."""

from __future__ import annotations

import pytest

from policy.knowledge.instance_size import size


@pytest.mark.parametrize(
    ("name", "vcpus"),
    [("db.r6g.large", 2), ("db.r6g.xlarge", 4), ("db.r6g.4xlarge", 16), ("db.t4g.medium", 1), ("db.serverless", None), (None, None), ("large", None)],
)  # fmt: skip
def test_a_size(name: str | None, vcpus: int | None) -> None:
    assert size(name) == vcpus
