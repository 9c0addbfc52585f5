"""From facts to config and to the import document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.adopt.facts import Subnets
from standby.adopt.proposal import Imported, config_values, import_document, to_import
from standby.errors import RefusedError
from tests.layers.pair import platform
from tests.pattern.test_existing import NAMES, VPC
from tests.standby.adopt.situation import ARN, FACTS, KEY, facts, member_of


def test_config_says_what_is_there() -> None:
    given = {"standby:database": {"standby": {"instances": 1}, "engineVersion": "17.4"}}
    values = config_values(FACTS, given, {}, platform("primary"))
    database = values["shared"]["standby:database"]
    assert database["standby"] == {"instances": 1}  # what a person decided about DR stays
    assert (database["engineVersion"], database["instances"], database["name"]) == ("16.8", 2, "orders")
    assert database["backupRetentionDays"] == 7  # less is not allowed
    assert database["clusterParameters"] == {"log_min_duration_statement": "250"}
    assert values["shared"]["standby:names"] == {
        "db-cluster@us-east-2": "orders",
        "secret/database": "orders/master",
        "db-instance/1@us-east-2": "orders-a",
        "db-instance/2@us-east-2": "orders-b",
    }
    existing = values["own"]["standby:existing"]
    assert existing["vpc"]["privateSubnetIds"] == ["subnet-1000000a", "subnet-1000000b"]
    assert existing["database"] == {
        "keyArn": KEY,
        "subnetGroup": "orders",
        "securityGroupIds": ["sg-0a1b2c3d"],
        "clusterParameterGroup": "orders-16",
        "instanceParameterGroup": "default.aurora-postgresql16",
        "logExports": ["postgresql"],
        "tags": {"team": "orders"},
    }


def test_settings_of_the_team_travel() -> None:
    own_key = replace(
        facts(
            {
                "IAMDatabaseAuthenticationEnabled": True,
                "ServerlessV2ScalingConfiguration": {"MinCapacity": 1.0, "MaxCapacity": 8.0},
            },
            globals_=member_of("orders-world", ARN),
        ),
        instances=[{**FACTS.instances[0], "PerformanceInsightsKMSKeyId": f"{KEY}9"}],
    )
    values = config_values(own_key, {}, {}, platform("primary"))
    assert values["shared"]["standby:database"]["serverless"] == {"minAcu": 1.0, "maxAcu": 8.0}
    assert values["shared"]["standby:names"]["global-cluster"] == "orders-world"
    assert values["own"]["standby:existing"]["database"]["iamAuthentication"] is True
    assert values["own"]["standby:existing"]["database"]["performanceInsightsKeyArn"] == f"{KEY}9"


def test_subnets_that_cannot_be_told_are_asked_for_and_then_taken_as_said() -> None:
    unclear = facts(subnets=Subnets())
    with pytest.raises(RefusedError, match=r"vpc-0a1b2c3d has 0 subnets with a default route to a NAT gateway"):
        config_values(unclear, {}, {}, platform("primary"))
    said = platform("primary", existing={"vpc": VPC}, names=NAMES)
    assert config_values(unclear, {}, {}, said)["own"]["standby:existing"]["vpc"] == VPC


def test_the_import_document_makes_the_component_or_names_it() -> None:
    rows = to_import(FACTS, "myapp-prod-global")
    assert [one.id for one in rows] == ["myapp-prod-global", "orders", "orders-a", "orders-b"]
    first = import_document(rows, "7.51.1", None)
    assert first["resources"][0] == {"type": "standby:components:Database", "name": "database", "component": True}
    assert first["resources"][2] == {
        "type": "aws:rds/cluster:Cluster",
        "name": "database-cluster",
        "id": "orders",
        "parent": "database",
        "version": "7.51.1",
    }
    later = import_document([Imported("t", "n", "i")], "7.51.1", "urn:x")
    assert later["nameTable"] == {"database": "urn:x"}
    assert [one["name"] for one in later["resources"]] == ["n"]
