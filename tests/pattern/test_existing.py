"""Config `existing:`: what it takes, and what it says about other keys."""

from __future__ import annotations

from typing import Any

import pytest

from pattern.reading import ConfigError
from tests.layers.pair import platform

VPC = {
    "id": "vpc-0a1b2c3d",
    "publicSubnetIds": ["subnet-0000000a", "subnet-0000000b"],
    "privateSubnetIds": ["subnet-1000000a", "subnet-1000000b"],
    "isolatedSubnetIds": ["subnet-2000000a", "subnet-2000000b"],
}
KEY = "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
DATABASE = {
    "keyArn": KEY,
    "subnetGroup": "orders",
    "securityGroupIds": ["sg-0a1b2c3d"],
    "clusterParameterGroup": "orders-16",
    "instanceParameterGroup": "default.aurora-postgresql16",
    "tags": {"team": "orders"},
}
NAMES = {"db-cluster@us-east-2": "orders", "db-instance/1@us-east-2": "orders-a", "secret/database": "orders/master"}


def test_a_vpc_and_a_database_are_read() -> None:
    read = platform("primary", existing={"vpc": VPC, "database": DATABASE}, names=NAMES)
    assert read.existing.vpc is not None
    assert read.existing.vpc.private_subnet_ids == ("subnet-1000000a", "subnet-1000000b")
    assert read.existing.database is not None
    assert read.names.of("db-cluster") == "orders"
    assert platform("dr", names=NAMES).peer_names.of("db-cluster") == "orders"


@pytest.mark.parametrize(
    ("existing", "names", "told"),
    [
        ({"database": DATABASE}, NAMES, "database is set, but vpc is missing"),
        ({"vpc": {**VPC, "id": "orders"}}, {}, 'existing.vpc.id is "orders"; must be the ID of a VPC'),
        ({"vpc": {**VPC, "privateSubnetIds": ["subnet-1000000a"]}}, {}, "existing.vpc.privateSubnetIds"),
        ({"vpc": VPC, "database": DATABASE}, {}, "standby:names has no 'db-cluster@us-east-2'"),
        ({"vpc": VPC, "database": DATABASE}, {}, "standby:names has no 'secret/database'"),
        (
            {"vpc": VPC, "database": {**DATABASE, "keyArn": KEY.replace("us-east-2", "us-west-2")}},
            NAMES,
            "standby:existing.database.keyArn is of 'us-west-2', but this stack is us-east-2's",
        ),
        ({"vpcs": VPC}, {}, "did you mean 'vpc'?"),
    ],
)
def test_what_is_wrong_is_told_by_key(existing: dict[str, Any], names: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError) as error:
        platform("primary", existing=existing, names=names)
    assert told in str(error.value)
