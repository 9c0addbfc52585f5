"""A log group has a class."""

from __future__ import annotations

from typing import Any


def test_the_class_is_standard_unless_another_is_asked_for(emulator: Any) -> None:
    logs = emulator.client("logs")
    logs.create_log_group(logGroupName="a")
    logs.create_log_group(logGroupName="b", logGroupClass="INFREQUENT_ACCESS")
    found = {group["logGroupName"]: group["logGroupClass"] for group in logs.describe_log_groups()["logGroups"]}
    assert found == {"a": "STANDARD", "b": "INFREQUENT_ACCESS"}
