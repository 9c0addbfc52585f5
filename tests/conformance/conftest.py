"""The same scenarios on the lab, and with ``--real-account`` on AWS.

    pytest tests/conformance                       the lab, minutes scaled to seconds
    pytest tests/conformance --real-account -s     your account: costs money and takes about three hours

On AWS they use the credentials and default VPCs of the account that boto3 finds, in the regions of
STANDBY_CONFORMANCE_REGIONS (default ``us-east-1,us-west-2``), make two db.r6g.large instances and two KMS keys for that
time (a few US dollars), and take down what they made also when they fail. What remains: keys pending deletion.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

LAB_FACTOR = 600.0
WARNING = "conformance on a REAL account: this creates Aurora clusters and KMS keys, and costs money"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-account", action="store_true", help=WARNING)


@dataclass
class Cloud:
    """AWS or the lab: clients, patience, and what has to be taken down in the end."""

    make: Callable[[str, str], Any]
    first: str
    second: str
    real: bool
    name: str = field(default_factory=lambda: f"standby-conf-{uuid.uuid4().hex[:8]}")
    undo: list[Callable[[], Any]] = field(default_factory=list)

    def client(self, service: str, region: str | None = None) -> Any:
        return self.make(service, region or self.first)

    def until(self, check: Callable[[], Any], what: str, minutes: float) -> Any:
        """Ask again until ``check`` gives something true; ``minutes`` are AWS's own."""
        pause = 15.0 if self.real else 0.05
        deadline = time.monotonic() + (minutes * 60 if self.real else max(10.0, 3 * minutes * 60 / LAB_FACTOR))
        while time.monotonic() < deadline:
            if found := check():
                return found
            time.sleep(pause)
        raise AssertionError(f"{what}: not within {minutes} minutes; last seen: {check()!r}")

    def later(self, action: Callable[[], Any]) -> None:
        """Do ``action`` at the end, newest first, whatever happened."""
        self.undo.append(action)

    def take_down(self) -> list[str]:
        """Undo all; returns what AWS refused, so that a person can look."""
        refused = []
        for action in reversed(self.undo):
            try:
                action()
            except (ClientError, AssertionError) as error:
                refused.append(str(error))
        return refused


def _is_real(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--real-account", default=False))


@pytest.fixture(autouse=True)
def _no_aws_but_the_lab(request: pytest.FixtureRequest) -> None:
    """Every other test is walled in; these may leave loopback, but only when they are told to."""
    if not _is_real(request):
        request.getfixturevalue("_no_aws_but_the_lab")


@pytest.fixture
def cloud(request: pytest.FixtureRequest) -> Iterator[Cloud]:
    """The account under test."""
    first, second = os.environ.get("STANDBY_CONFORMANCE_REGIONS", "us-east-1,us-west-2").split(",")
    if _is_real(request):
        print(f"\n{WARNING}")
        made = Cloud(_real_client, first, second, real=True)
    else:
        lab, aws = request.getfixturevalue("lab"), request.getfixturevalue("aws")
        lab.client.set_profile("scaled", LAB_FACTOR)
        made = Cloud(aws, first, second, real=False)
    yield made
    refused = made.take_down()
    assert not refused, f"left behind: {refused}"


def _real_client(service: str, region: str) -> Any:
    make: Any = boto3.client
    return make(service, region_name=region, config=Config(retries={"mode": "standard"}))
