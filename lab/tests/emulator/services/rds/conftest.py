"""A global database in two regions, with a clock that the test steps."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

ENGINE, VERSION, CLASS = "aurora-postgresql", "16.8", "db.r6g.large"
HOUR = 3600.0
REGIONS = ("us-east-1", "us-west-2")
_CLIENTS: dict[tuple[str, str, str], Any] = {}
PRIMARY_ARN = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"
DR_ARN = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


@dataclass
class Pair:
    """Clients of both regions (``east`` holds the first writer) and questions that tests ask over and over."""

    emulator: Any
    east: Any
    west: Any
    keys: dict[str, str]

    def global_cluster(self, side: Any = None) -> Any:
        return (side or self.west).describe_global_clusters(GlobalClusterIdentifier="app")["GlobalClusters"][0]

    def members(self, side: Any = None) -> dict[str, Any]:
        return {member["DBClusterArn"]: member for member in self.global_cluster(side)["GlobalClusterMembers"]}

    def writer(self) -> str:
        return next(arn for arn, member in self.members().items() if member["IsWriter"])

    def cluster(self, side: Any, name: str) -> Any:
        return side.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]

    def settle(self) -> None:
        """Let everything under way finish."""
        self.emulator.advance(HOUR)

    def outage(self, region: str) -> None:
        with self.emulator.context.lock:
            self.emulator.context.outages.start(region)

    def heal(self, region: str) -> None:
        with self.emulator.context.lock:
            self.emulator.context.outages.heal(region)

    def truth(self) -> Any:
        return self.emulator.control("GET", "truth")

    def create_cluster(self, side: Any, name: str, **more: Any) -> Any:
        """A standalone cluster with credentials."""
        arguments = {"Engine": ENGINE, "MasterUsername": "root", "MasterUserPassword": "correct-horse"}
        return side.create_db_cluster(DBClusterIdentifier=name, **(arguments | more))["DBCluster"]

    def create_instance(self, side: Any, name: str, cluster: str, **more: Any) -> Any:
        arguments = {"Engine": ENGINE, "DBInstanceClass": CLASS, "DBClusterIdentifier": cluster}
        return side.create_db_instance(DBInstanceIdentifier=name, **(arguments | more))["DBInstance"]

    def failover(self, **more: Any) -> Any:
        arguments = {"GlobalClusterIdentifier": "app", "TargetDbClusterIdentifier": DR_ARN, "AllowDataLoss": True}
        return self.west.failover_global_cluster(**(arguments | more))["GlobalCluster"]

    def switchover(self, side: Any, target: str) -> Any:
        arguments = {"GlobalClusterIdentifier": "app", "TargetDbClusterIdentifier": target}
        return side.switchover_global_cluster(**arguments)["GlobalCluster"]


@pytest.fixture
def regions(emulator: Any) -> Pair:
    """Two regions with a key each and no database."""
    keys = {region: _client(emulator, "kms", region).create_key()["KeyMetadata"]["Arn"] for region in REGIONS}
    east, west = (_client(emulator, "rds", region) for region in REGIONS)
    return Pair(emulator, east, west, keys)


def _client(emulator: Any, service: str, region: str) -> Any:
    """Clients are dear to make and the emulator lives as long as the session: one per service and region."""
    key = (emulator.url, service, region)
    if key not in _CLIENTS:
        _CLIENTS[key] = emulator.client(service, region)
    return _CLIENTS[key]


@pytest.fixture
def primary(regions: Pair) -> Pair:
    """An encrypted global database with a writer in us-east-1 and no secondary yet."""
    regions.east.create_global_cluster(
        GlobalClusterIdentifier="app", Engine=ENGINE, EngineVersion=VERSION, StorageEncrypted=True, DatabaseName="app"
    )
    regions.settle()
    regions.create_cluster(
        regions.east,
        "app-east",
        GlobalClusterIdentifier="app",
        KmsKeyId=regions.keys["us-east-1"],
        EngineVersion=VERSION,
    )
    regions.create_instance(regions.east, "app-east-1", "app-east")
    regions.settle()
    return regions


@pytest.fixture
def join(primary: Pair) -> Callable[..., Any]:
    """Create the secondary of ``primary`` in us-west-2, with arguments of the test's choice."""

    def create(**more: Any) -> Any:
        arguments = {
            "DBClusterIdentifier": "app-west",
            "Engine": ENGINE,
            "GlobalClusterIdentifier": "app",
            "KmsKeyId": primary.keys["us-west-2"],
            "SourceRegion": "us-east-1",
        }
        wanted = {key: value for key, value in (arguments | more).items() if value is not None}
        return primary.west.create_db_cluster(**wanted)["DBCluster"]

    return create


@pytest.fixture
def pair(primary: Pair, join: Callable[..., Any]) -> Pair:
    """The whole global database: writer in us-east-1, connected secondary in us-west-2, one instance each."""
    join()
    primary.settle()
    primary.create_instance(primary.west, "app-west-1", "app-west")
    primary.settle()
    return primary


@pytest.fixture
def refused() -> Callable[[str, str], AbstractContextManager[Any]]:
    """``with refused(code, words):`` the call inside must fail with AWS's code and a message that holds the words."""
    return Refusal


class Refusal:
    """Expects one ClientError."""

    def __init__(self, code: str, words: str) -> None:
        self.code, self.words = code, words

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        assert isinstance(error, ClientError), f"expected {self.code}, got {error!r}"
        assert error.response["Error"]["Code"] == self.code, error
        assert self.words in error.response["Error"]["Message"], error
        return True
