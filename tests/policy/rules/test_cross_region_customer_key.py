"""Keys of what crosses regions: missing, wrong, of this stack, of unknown origin."""

from __future__ import annotations

from typing import Any

import pytest

from policy.rules.cross_region_customer_key import RULE, judge_key
from tests.policy.blueprint import Blueprint, Later, Ref
from tests.policy.clean import CLUSTER, KEY
from tests.policy.verdicts import Mode, said

NAME = RULE.name
WEST = "arn:aws:kms:us-west-2:123456789012:key/1"


def secondary(key: object = WEST, **more: Any) -> Blueprint:
    """A secondary in us-west-2."""
    made = Blueprint("dr", region="us-west-2")
    inputs = {"globalClusterIdentifier": "g", "sourceRegion": "us-east-1", "storageEncrypted": True, **more}
    made.add(CLUSTER, "cluster", **inputs, **({"kmsKeyId": key} if key else {}))
    return made


@pytest.mark.parametrize("mode", ["preview", "up"])
def test_no_key_is_refused_in_every_mode_and_advised_about_in_none(mode: Mode) -> None:
    (verdict,) = said(NAME, secondary(None), mode=mode)
    assert verdict.policy == NAME
    assert "found no kmsKeyId, on what crosses regions (globalClusterIdentifier 'g')." in verdict.message
    assert "Required: storageEncrypted and an explicit customer-managed key in us-west-2" in verdict.message
    assert "How to fix: make an aws:kms/key:Key in us-west-2 and set kmsKeyId to its ARN." in verdict.message
    assert said(NAME, secondary(None), mode=mode, refuses=False) == []


@pytest.mark.parametrize("mode", ["preview", "up"])
def test_a_key_of_the_same_stack_and_region_passes_though_unknown(mode: Mode) -> None:
    made = secondary()
    made.edit(f"{CLUSTER}::cluster", kmsKeyId=Ref(made.add(KEY, "own"), "arn"))
    assert said(NAME, made, mode=mode) == []
    assert said(NAME, made, mode=mode, refuses=False) == []


@pytest.mark.parametrize("mode", ["preview", "up"])
def test_a_key_of_the_same_stack_in_another_region_is_refused(mode: Mode) -> None:
    made = secondary()
    made.edit(f"{CLUSTER}::cluster", kmsKeyId=Ref(made.add(KEY, "far", _region="us-east-1"), "arn"))
    assert len(said(NAME, made, mode=mode)) >= 1


def test_an_unknown_of_other_origin_is_neither_a_pass_nor_missing() -> None:
    made = secondary()
    parameter = made.add("aws:ssm/parameter:Parameter", "key-arn", name="key")
    for origin in (Later(WEST), Later(WEST, parameter)):
        made.edit(f"{CLUSTER}::cluster", kmsKeyId=origin)
        assert said(NAME, made, mode="preview") == []
        (advice,) = said(NAME, made, mode="preview", refuses=False)
        assert "cannot be checked yet whether the key is explicit and of its own region: its kmsKeyId comes from" in (
            advice.message
        )
        assert said(NAME, made, mode="up", refuses=False) == []
    made.edit(f"{CLUSTER}::cluster", kmsKeyId=Later("arn:aws:kms:us-west-2:1:alias/aws/rds"))
    assert len(said(NAME, made, mode="up")) == 1


def test_what_crosses_no_region_needs_no_key() -> None:
    made = Blueprint()
    made.add(CLUSTER, "alone", storageEncrypted=False)
    made.add("aws:rds/instance:Instance", "replica", replicateSourceDb="main")
    made.add("aws:dynamodb/table:Table", "local", replicas=[])
    for mode in ("preview", "up"):
        assert said(NAME, made, mode=mode) == []
        assert said(NAME, made, mode=mode, refuses=False) == []


def test_a_replica_whose_source_is_unknown_is_said() -> None:
    made = Blueprint()
    made.add("aws:rds/instance:Instance", "replica", replicateSourceDb=Later("arn:aws:rds:eu-west-1:1:db:x"))
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert "whether it is a copy of another region's data" in advice.message
    assert len(said(NAME, made, mode="up")) == 1


def test_each_replica_of_a_table_needs_a_key_of_its_region() -> None:
    made = Blueprint()
    made.add("aws:dynamodb/table:Table", "t", replicas=[{"regionName": "us-west-2", "kmsKeyArn": WEST}])
    assert said(NAME, made) == []
    made.edit("aws:dynamodb/table:Table::t", replicas=[{"regionName": "eu-west-1", "kmsKeyArn": WEST}])
    (verdict,) = said(NAME, made)
    assert "the key 'arn:aws:kms:us-west-2:123456789012:key/1' of us-west-2" in verdict.message
    assert said(NAME, made, policy_config={NAME: {"exemptTypes": ["aws:dynamodb/table:Table"]}}) == []


@pytest.mark.parametrize(
    ("key", "right"),
    [
        (WEST, True),
        ("arn:aws:kms:us-west-2:1:alias/data", True),
        ("1234-abcd", True),
        ("alias/aws/rds", False),
        ("arn:aws:kms:us-west-2:1:alias/aws/elasticache", False),
        ("arn:aws:kms:us-east-1:1:key/1", False),
        ("arn:aws-us-gov:kms:us-gov-west-1:1:key/1", False),
    ],
)
def test_known_keys(key: str, right: bool) -> None:
    assert (judge_key(key, "us-west-2") is None) is right


def test_a_copy_of_a_cluster_in_its_own_region_crosses_none() -> None:
    made = Blueprint()
    made.add(CLUSTER, "copy", replicationSourceIdentifier="arn:aws:rds:us-east-1:123456789012:cluster:old")
    assert said(NAME, made) == []
    made.edit(f"{CLUSTER}::copy", replicationSourceIdentifier="arn:aws:rds:eu-west-1:123456789012:cluster:old")
    assert len(said(NAME, made)) == 1


def test_the_cluster_that_a_global_cluster_is_made_from_is_a_member() -> None:
    made = Blueprint()
    founder = made.add(CLUSTER, "founder", clusterIdentifier="founder", storageEncrypted=True)
    made.add("aws:rds/globalCluster:GlobalCluster", "whole", sourceDbClusterIdentifier=Ref(founder, "arn"))
    for mode in ("preview", "up"):
        (verdict,) = said(NAME, made, mode=mode)
        assert verdict.policy == f"{NAME}-stack", "only the global cluster says it"
        assert (
            "'founder' (stack primary): found no kmsKeyId, on what crosses regions (sourceDbClusterIdentifier of"
            in (verdict.message)
        )
        made.edit(founder, kmsKeyId=Later("arn:aws:kms:us-east-1:123456789012:key/1"))
        assert said(NAME, made, mode=mode) == []
        assert len(said(NAME, made, mode=mode, refuses=False)) == (mode == "preview")
        made.edit(founder, kmsKeyId=None)


EAST = "arn:aws:kms:us-east-1:123456789012:key/1"
TABLE, REPLICATED = "aws:dynamodb/table:Table", "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
COPIES: list[tuple[str, str, dict[str, Any]]] = [
    ("aws:secretsmanager/secret:Secret", "kmsKeyId", {"region": "us-west-2"}),
    (TABLE, "kmsKeyArn", {"regionName": "us-west-2"}),
]


@pytest.mark.parametrize(("token", "key", "replica"), COPIES)
def test_where_aws_has_a_key_of_its_own_a_missing_one_is_advice_and_a_wrong_one_refused(
    token: str, key: str, replica: dict[str, Any]
) -> None:
    made = Blueprint("prod", "shop")
    made.add(token, "it", replicas=[replica])
    assert said(NAME, made) == []
    assert len(said(NAME, made, refuses=False)) == 1
    made.edit(f"{token}::it", replicas=[{**replica, key: EAST}])
    (verdict,) = said(NAME, made)
    assert f"the key '{EAST}' of us-east-1" in verdict.message
    made.edit(f"{token}::it", replicas=[{**replica, key: WEST}])
    assert said(NAME, made) == said(NAME, made, refuses=False) == []


def test_a_table_with_a_key_of_its_own_needs_one_in_each_replica() -> None:
    made = Blueprint("prod", "shop")
    made.add(
        TABLE, "t", replicas=[{"regionName": "us-west-2"}], serverSideEncryption={"enabled": True, "kmsKeyArn": EAST}
    )
    (verdict,) = said(NAME, made)
    assert "found no replicas.0.kmsKeyArn" in verdict.message


def test_s3_names_a_key_for_what_kms_has_encrypted() -> None:
    made = Blueprint("prod", "shop")
    rule: dict[str, Any] = {
        "status": "Enabled",
        "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
    }
    made.add(REPLICATED, "r", rules=[rule])
    (verdict,) = said(NAME, made)
    assert "found no rules.0.destination.encryptionConfiguration.replicaKmsKeyId" in verdict.message
    rule["destination"] = {"encryptionConfiguration": {"replicaKmsKeyId": WEST}}
    assert said(NAME, made) == []


def test_a_copy_inherits_its_encryption_unless_it_is_switched_off() -> None:
    source = "arn:aws:rds:us-east-1:123456789012:cluster:c"
    made = secondary(WEST, globalClusterIdentifier=None, replicationSourceIdentifier=source, storageEncrypted=None)
    assert said(NAME, made) == []
    made = secondary(WEST, globalClusterIdentifier=None, replicationSourceIdentifier=source, storageEncrypted=False)
    (verdict,) = said(NAME, made)
    assert "found storageEncrypted: false beside a key" in verdict.message
