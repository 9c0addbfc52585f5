"""Members of a global database: alike, with an instance, without credentials where they copy."""

from __future__ import annotations

from typing import Any

import pytest

from policy.rules.aurora_global_parity import RULE
from tests.policy.blueprint import Blueprint, Later, Ref
from tests.policy.clean import CLUSTER, INSTANCE, platform, workloads
from tests.policy.verdicts import Mode, said

NAME = RULE.name
GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup::cluster-parameters"


def pair() -> tuple[Blueprint, Blueprint]:
    return platform(), platform(True)


def between(primary: Blueprint, dr: Blueprint) -> list[str]:
    return [verdict.message for verdict in said(NAME, primary, dr, mode="analyze")]


def test_a_pair_that_is_alike_passes() -> None:
    assert between(*pair()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"engineVersion": "16.9"},
            "engine version 16.8, beside 16.9, that of aws:rds/cluster:Cluster 'cluster' (stack",
        ),
        ({"engineVersion": "17.4"}, "the same major and minor version: switchover and failover refuse"),
        ({"clusterIdentifier": "MyApp-Prod-us-east-1"}, "identifiers that are unique over the regions"),
        ({"engine": "aurora-mysql"}, "one engine in all members"),
    ],
)
def test_two_states_that_differ_are_refused(change: dict[str, Any], words: str) -> None:
    primary, dr = pair()
    dr.edit(f"{CLUSTER}::cluster", **change)
    assert any(words in message for message in between(primary, dr))


def test_parameters_that_differ_are_named() -> None:
    primary, dr = pair()
    more = [{"name": "rds.force_ssl", "value": "1"}, {"name": "work_mem", "value": "64"}]
    dr.edit(GROUP, parameters=more)
    (message,) = between(primary, dr)
    assert "cluster parameters that differ" in message
    assert "work_mem unset here, 64 there" in message or "work_mem 64 here, unset there" in message
    dr.edit("aws:rds/parameterGroup:ParameterGroup::instance-parameters", family="aurora-postgresql17")
    assert any("instance parameters that differ" in message for message in between(primary, dr))


def test_clusters_of_two_global_databases_are_not_compared() -> None:
    primary, dr = pair()
    dr.edit(f"{CLUSTER}::cluster", engineVersion="15.4", globalClusterIdentifier="another")
    assert between(primary, dr) == []


def test_a_cluster_that_no_global_database_holds_is_left_alone() -> None:
    made = Blueprint()
    made.add(CLUSTER, "alone", manageMasterUserPassword=True, masterUsername="root", engineMode="provisioned")
    for mode in ("preview", "up"):
        assert said(NAME, made, mode=mode) == []


def test_a_flipped_role_with_ignored_credentials_is_no_fault() -> None:
    made = platform()
    made.config |= {"standby:isAuroraSecondary": True, "standby:auroraSourceRegion": "us-west-2"}
    made.nodes[f"{CLUSTER}::cluster"].ignored += ["masterUsername", "databaseName"]
    assert said(NAME, made) == []
    made.nodes[f"{CLUSTER}::cluster"].ignored = []
    (verdict,) = said(NAME, made)
    assert "found masterUsername, masterPassword on a secondary" in verdict.message


def test_a_headless_member_is_refused_and_an_unclear_one_is_said() -> None:
    made = platform(True)
    for key in made.only(INSTANCE)[1:]:
        del made.nodes[key]
    assert said(NAME, made) == []
    (key,) = made.only(INSTANCE)
    made.edit(key, clusterIdentifier=Later("myapp-prod-us-west-2"))
    assert said(NAME, made, mode="preview") == []
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert "cannot be checked yet whether it has an instance" in advice.message
    assert said(NAME, made, mode="up") == []
    del made.nodes[key]
    for mode in ("preview", "up"):
        (verdict,) = said(NAME, made, mode=mode)
        assert "found no instance (a headless member)" in verdict.message


def test_an_upgrade_through_the_global_cluster_is_no_fault() -> None:
    made = platform()
    made.edit("aws:rds/globalCluster:GlobalCluster::global", engineVersion="16.9")
    assert said(NAME, made) == [], "members ignore engineVersion and show the old one until a refresh"


def test_one_state_is_compared_with_policy_config_and_references() -> None:
    made = platform(True)
    config = {f"{NAME}-stack": {"engineVersion": "17.4"}}
    (verdict,) = said(NAME, made, policy_config=config)
    assert "engine version 16.8, beside 17.4, the pair's (policy config engineVersion)" in verdict.message
    outputs = {"region": "us-east-1", "engine_version": "16.9", "database_cluster_id": "myapp-prod-us-west-2"}
    made.add("pulumi:pulumi:StackReference", "peer", name="organization/standby/primary", outputs=outputs)
    assert len(said(NAME, made, mode="analyze")) == 2
    assert said(NAME, made, mode="up") == []


def test_a_commit_limit_is_advised_against() -> None:
    made = platform(True)
    limit = [{"name": "rds.force_ssl", "value": "1"}, {"name": "rds.global_db_rpo", "value": "60"}]
    made.edit(GROUP, parameters=limit)
    (advice,) = said(NAME, made, refuses=False)
    assert "found rds.global_db_rpo = 60" in advice.message


def test_classes_are_judged_for_members_only() -> None:
    made = platform(True)
    made.add(CLUSTER, "alone")
    made.add(INSTANCE, "small", clusterIdentifier=Ref(f"{CLUSTER}::alone"), instanceClass="db.t3.small")
    assert said(NAME, made) == []
    made.edit(f"{INSTANCE}::instance-1", instanceClass="db.m6g.large")
    (verdict,) = said(NAME, made)
    assert "found instanceClass 'db.m6g.large'. Required: db.r5 or newer" in verdict.message


def test_the_pair_is_compared_beside_its_workloads_whose_stacks_have_the_same_names() -> None:
    primary, dr = pair()
    dr.edit(f"{CLUSTER}::cluster", engineVersion="16.9")
    four = (primary, dr, workloads(), workloads(True))
    (verdict,) = said(NAME, *four, mode="analyze")
    assert "found engine version 16.8, beside 16.9" in verdict.message


def test_members_are_compared_wherever_they_stand_but_never_with_themselves() -> None:
    def member(made: Blueprint, name: str, version: str, region: str = "us-east-1", **more: Any) -> None:
        key = made.add(CLUSTER, name, globalClusterIdentifier="g", engineVersion=version, _region=region, **more)
        made.add(INSTANCE, f"{name}-1", clusterIdentifier=Ref(key), instanceClass="db.r6g.large")

    one = Blueprint("prod", "shop")
    member(one, "east", "16.8")
    member(one, "west", "15.4", "us-west-2")
    (verdict,) = said(NAME, one)
    assert "found engine version 15.4, beside 16.8, that of aws:rds/cluster:Cluster 'east'" in verdict.message
    reader = Blueprint("prod", "apps")
    for made in (reader, one := Blueprint("prod", "shop")):
        member(made, "it", "16.8", clusterIdentifier="shop", arn="arn:aws:rds:us-east-1:123456789012:cluster:shop")
    assert said(NAME, one, reader, mode="analyze") == []


def test_the_cluster_that_a_global_cluster_is_made_from_is_a_member() -> None:
    made = Blueprint()
    founder = made.add(CLUSTER, "founder", clusterIdentifier="founder")
    made.add("aws:rds/globalCluster:GlobalCluster", "whole", sourceDbClusterIdentifier=Ref(founder, "arn"))
    for mode in ("preview", "up"):
        (verdict,) = said(NAME, made, mode=mode)
        assert "'founder' (stack primary): found no instance (a headless member)" in verdict.message


FORGOTTEN = "neither set nor in ignoreChanges on a secondary"


@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_a_secondary_whose_source_a_refresh_reads_in_is_refused(mode: Mode) -> None:
    made = platform(True)
    assert said(NAME, made, mode=mode) == []
    made.nodes["aws:rds/cluster:Cluster::cluster"].ignored = ["globalClusterIdentifier", "engineVersion"]
    (verdict,) = said(NAME, made, mode=mode)
    assert f"found replicationSourceIdentifier {FORGOTTEN}" in verdict.message
    assert '{"aurora-global-parity": {"unignoredMembership": ["cluster"]}}' in verdict.message
    config = {NAME: {"unignoredMembership": ["cluster"]}}
    assert said(NAME, made, mode=mode, policy_config=config) == []
    made.edit("aws:rds/cluster:Cluster::cluster", replicationSourceIdentifier="arn:aws:rds:us-east-1:1:cluster:c")
    assert said(NAME, made, mode=mode) == [], "a refresh finds what the program says"


def test_credentials_on_a_copy_without_a_global_cluster() -> None:
    made = platform(True)
    made.edit("aws:rds/cluster:Cluster::cluster", globalClusterIdentifier=None, masterUsername="a", masterPassword="b")
    made.edit("aws:rds/cluster:Cluster::cluster", replicationSourceIdentifier="arn:aws:rds:us-east-1:1:cluster:c")
    assert any("masterUsername, masterPassword on a secondary" in verdict.message for verdict in said(NAME, made))


def test_the_version_that_the_config_plans() -> None:
    made = platform(database={"engineVersion": "16.9"})
    refused = [verdict for verdict in said(NAME, made, mode="preview") if "16.9" in verdict.message]
    assert refused, "the cluster is about to be created with another version"
    assert all("the pair's (standby:database.engineVersion)" in verdict.message for verdict in refused)
    assert said(NAME, made, mode="up") == [], "an ignored version may lag in the state"
    (advice,) = said(NAME, made, mode="up", refuses=False)
    assert "its version is ignored, so run `pulumi refresh` first" in advice.message
