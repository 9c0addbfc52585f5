"""The global cluster of an Aurora Global Database on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services.rds_global import member_of

GLOBAL = "aws:rds/globalCluster:GlobalCluster"
INPUTS = {
    "globalClusterIdentifier": "app-prod-global",
    "engine": "aurora-postgresql",
    "engineVersion": "16.8",
    "databaseName": "app",
    "storageEncrypted": True,
}


def test_global_cluster_lives(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(GLOBAL, "global", INPUTS)
    assert made.outputs["globalClusterResourceId"].startswith("cluster-")
    assert made.outputs["engineVersionActual"] == "16.8"
    protected = engine.update(made, {**INPUTS, "deletionProtection": True})
    live = aws("rds").describe_global_clusters(GlobalClusterIdentifier="app-prod-global")["GlobalClusters"][0]
    assert live["DeletionProtection"] is True
    with pytest.raises(Exception, match=r"deletion protection|protected"):
        engine.delete(protected)
    open_again = engine.update(protected, INPUTS)
    engine.lives_through(open_again, INPUTS)


def test_what_replaces_a_global_cluster(engine: Any) -> None:
    made = engine.create(GLOBAL, "global", INPUTS)
    found = engine.diff(made, {**INPUTS, "databaseName": "other", "storageEncrypted": False, "engineVersion": "16.9"})
    assert found.replaces == {"databaseName", "storageEncrypted"}
    assert found.changed == {"databaseName", "storageEncrypted", "engineVersion"}


def test_a_source_cluster_needs_force_destroy(engine: Any) -> None:
    inputs = {
        "globalClusterIdentifier": "app-prod-global",
        "sourceDbClusterIdentifier": "arn:aws:rds:us-east-1:123456789012:cluster:app",
    }
    _, failures = engine.check(GLOBAL, "global", inputs)
    assert len(failures) == 1
    assert (
        '"sourceDbClusterIdentifier": all of `forceDestroy,sourceDbClusterIdentifier` must be specified' in failures[0]
    )


def test_import_needs_no_change(engine: Any) -> None:
    engine.create(GLOBAL, "global", INPUTS)
    imported = engine.imported(GLOBAL, "global", "app-prod-global")
    assert engine.diff(imported, INPUTS).changed == set()
    assert engine.imported(GLOBAL, "global", "other") is None


def test_no_member_of_anything(engine: Any, aws: Callable[..., Any]) -> None:
    engine.create(GLOBAL, "global", INPUTS)
    assert member_of(aws("rds"), "arn:aws:rds:us-east-1:123456789012:cluster:alone") is None


def test_the_function_reads_a_global_cluster_or_says_that_there_is_none(engine: Any) -> None:
    with pytest.raises(Exception, match="GlobalClusterNotFoundFault"):
        engine.invoke("aws:rds/getGlobalCluster:getGlobalCluster", {"identifier": "app-prod-global"})
    engine.create(GLOBAL, "global", INPUTS)
    found = engine.invoke("aws:rds/getGlobalCluster:getGlobalCluster", {"identifier": "app-prod-global"})
    assert (found["identifier"], found["engineVersion"], found["members"]) == ("app-prod-global", "16.8", [])
