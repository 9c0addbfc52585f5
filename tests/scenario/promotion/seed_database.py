"""The database of a seeded pair: a global database with a cluster of one instance in either region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.scenario.promotion.seed_services import STEM

AwsFactory = Callable[..., Any]

GLOBAL, VERSION = f"{STEM}-global", "16.8"
DR_ACU, PRODUCTION_ACU = 0.5, 4.0
_OWNER = {"MasterUsername": "app", "MasterUserPassword": "from-a-vault-0"}


def cluster_name(region: str) -> str:
    return f"{STEM}-{region}"


def seed_database(aws: AwsFactory, primary: str, dr: str) -> None:
    """The global database: a writer in the primary, a secondary with an instance and a key of its own in DR."""
    aws("rds", primary).create_global_cluster(
        GlobalClusterIdentifier=GLOBAL, Engine="aurora-postgresql", EngineVersion=VERSION, StorageEncrypted=True
    )
    for region, source, least in ((primary, None, PRODUCTION_ACU), (dr, primary, DR_ACU)):
        create_cluster(aws, region, source, least)
        create_instance(aws, region)


def create_cluster(aws: AwsFactory, region: str, source: str | None, least: float) -> None:
    """A cluster in the global database: a secondary of `source`, or one with a user of its own. `least`: in ACU."""
    key = aws("kms", region).create_key(Description="database")["KeyMetadata"]["Arn"]
    aws("rds", region).create_db_cluster(
        DBClusterIdentifier=cluster_name(region),
        Engine="aurora-postgresql",
        EngineVersion=VERSION,
        GlobalClusterIdentifier=GLOBAL,
        StorageEncrypted=True,
        KmsKeyId=key,
        ServerlessV2ScalingConfiguration={"MinCapacity": least, "MaxCapacity": 2 * PRODUCTION_ACU},
        **({"SourceRegion": source} if source else _OWNER),
    )


def create_instance(aws: AwsFactory, region: str) -> None:
    """The cluster's one instance."""
    aws("rds", region).create_db_instance(
        DBInstanceIdentifier=f"{cluster_name(region)}-1",
        DBClusterIdentifier=cluster_name(region),
        DBInstanceClass="db.serverless",
        Engine="aurora-postgresql",
    )
