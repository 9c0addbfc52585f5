"""The seams of `standby` pointed at this worker's lab."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from standby.aws.cloud import Cloud


@pytest.fixture
def cloud(lab_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Cloud]:
    """`cloud("us-west-2")`: that region of the lab through the product's own seam."""
    for name, value in lab_env.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    return Cloud
