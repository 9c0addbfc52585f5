"""The platform's outputs, as the workloads layer reads them: the right platform, or one message."""

from __future__ import annotations

import pytest

from components.platform import absent, other_pair
from tests.platform_outputs import platform_outputs

STACK = "organization/standby/dr"
EXPECTED = {"app": "myapp", "environment": "prod", "region": "us-west-2"}


def test_a_platform_that_is_not_up_says_so() -> None:
    assert absent(STACK, {}) == (
        "platform stack 'organization/standby/dr' has no output 'app' (it has 0); "
        "bring the platform up first: `pulumi up` in the project's root, same stack name"
    )
    older = {name: value for name, value in platform_outputs().items() if name != "peer_region"}
    assert "has no output 'peer_region'" in (absent(STACK, older) or "")
    assert absent(STACK, platform_outputs()) is None


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"region": "us-east-2"}, "region is 'us-west-2' there and 'us-east-2' here"),
        ({"app": "acme"}, "app is 'myapp' there and 'acme' here"),
        ({"environment": "test"}, "environment is 'prod' there and 'test' here"),
    ],
)
def test_a_platform_of_another_region_or_app_is_refused(expected: dict[str, str], words: str) -> None:
    problem = other_pair(STACK, platform_outputs(), {**EXPECTED, **expected}) or ""
    assert problem.startswith(
        f"platform stack {STACK!r} is another one than this stack's: {words}. Correct standby:platform"
    )
    assert problem.endswith("nothing was changed")


def test_its_own_platform_is_accepted() -> None:
    assert other_pair(STACK, platform_outputs(), EXPECTED) is None
