"""The platform's outputs, as the workloads layer reads them, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.platform import Platform
from pattern.outputs import OutputsError


def test_an_output_that_no_platform_has_is_refused_at_once(build: Callable[..., Any]) -> None:
    def factory() -> Platform:
        platform = Platform("organization/standby/dr")
        platform.text("vpc_idd")
        return platform

    with pytest.raises(OutputsError, match="'vpc_idd' is no platform output; see docs/outputs"):
        build(factory)


def test_a_platform_that_is_not_up_says_so(build: Callable[..., Any]) -> None:
    def factory() -> Platform:
        platform = Platform("organization/standby/dr")
        with pytest.raises(pulumi.RunError) as error:
            platform._found({"region": "us-west-2"}, "vpc_id")
        told.append(str(error.value))
        return platform

    told: list[str] = []
    build(factory)
    assert told == [
        "platform stack 'organization/standby/dr' has no output 'vpc_id' (it has 1); "
        "bring the platform up first: `pulumi up` in the project's root, same stack name"
    ]
