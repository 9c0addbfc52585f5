"""A service that the lab has nothing of answers with an AWS error that says so."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.mark.parametrize(
    ("service", "call"), [("arc-region-switch", "list_plans"), ("globalaccelerator", "list_accelerators")]
)
def test_an_unknown_service_is_not_implemented(emulator: Any, service: str, call: str) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(emulator.client(service, "us-west-2"), call)()
    assert refused.value.response["Error"]["Code"] == "NotImplemented"
    assert service in refused.value.response["Error"]["Message"]


def test_a_known_service_is_answered(emulator: Any) -> None:
    assert emulator.client("sns", "us-west-2").list_topics()["Topics"] == []
