"""The extension as a whole: its corrections stand in moto, and regions stay apart."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.emulator.services.ecs.extension import CORRECTIONS


def test_every_correction_stands_in_moto_once(emulator: Any) -> None:  # noqa: ARG001  # it installs them
    places = [(owner, name) for owner, name, _ in CORRECTIONS]
    assert len(set(places)) == len(places), "a later row would silently replace an earlier one"
    assert [name for owner, name, value in CORRECTIONS if getattr(owner, name) is not value] == []


def test_regions_are_apart(emulator: Any, stage: Any) -> None:
    stage.service()
    with pytest.raises(ClientError, match="ClusterNotFoundException"):
        emulator.client("ecs", "us-east-1").list_tasks(cluster="main")
