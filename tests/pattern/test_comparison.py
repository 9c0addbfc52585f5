"""Files that say the same, one change, and the exact message that names both."""

from __future__ import annotations

from typing import Any

import pytest

from pattern.comparison import PlatformFile, WorkloadsFile, disagreements
from pattern.settings import Settings
from pattern.workloads import WorkloadSettings
from tests.layers.pair import WEB, WORKER, platform, workloads

PRIMARY, DR = "Pulumi.primary.yaml", "Pulumi.dr.yaml"


def files(**changed: Any) -> tuple[list[PlatformFile], list[WorkloadsFile]]:
    """All four stacks of a pair; `changed` replaces one stack's settings."""
    platforms = [
        PlatformFile("primary", PRIMARY, changed.get("primary", platform("primary"))),
        PlatformFile("dr", DR, changed.get("dr", platform("dr"))),
    ]
    layers = [
        WorkloadsFile(side, f"workloads/Pulumi.{side}.yaml", changed.get(f"{side}_workloads", workloads(side)))
        for side in ("primary", "dr")
    ]
    return platforms, layers


def with_peer(side: str, **peer: str) -> Settings:
    settings = platform(side)
    return settings.model_copy(update={"peer": settings.peer.model_copy(update=peer)})


def test_a_pair_that_agrees_has_no_disagreement() -> None:
    assert disagreements(*files()) == ()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"primary": with_peer("primary", region="eu-west-1")},
            "Pulumi.primary.yaml: standby:peer.region is 'eu-west-1', but Pulumi.dr.yaml says standby:region 'us-west-2'; "
            "make them agree",
        ),
        (
            {"dr": with_peer("dr", vpc_cidr="10.9.0.0/16")},
            "Pulumi.dr.yaml: standby:peer.vpcCidr is '10.9.0.0/16', but Pulumi.primary.yaml says standby:vpcCidr "
            "'10.0.0.0/16'; make them agree",
        ),
        (
            {"dr": platform("dr").model_copy(update={"serves_traffic": True})},
            "Pulumi.primary.yaml and Pulumi.dr.yaml: standby:servesTraffic is true in both; true in exactly one is required",
        ),
        (
            {"dr": platform("dr").model_copy(update={"is_aurora_secondary": False})},
            "Pulumi.primary.yaml and Pulumi.dr.yaml: standby:isAuroraSecondary is false in both; true in exactly one is",
        ),
        (
            {"dr": platform("dr", database={"engineVersion": "16.9"})},
            "Pulumi.primary.yaml: standby:database is 'engineVersion: 16.8', but Pulumi.dr.yaml says standby:database "
            "'engineVersion: 16.9'; make them agree",
        ),
    ],
)
def test_one_disagreement_of_platforms_is_one_message(changed: dict[str, Any], message: str) -> None:
    (problem,) = disagreements(*files(**changed))
    assert problem.startswith(message)


def workloads_as(side: str, **changes: Any) -> WorkloadSettings:
    return workloads(side).model_copy(update=changes)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"dr_workloads": workloads_as("dr", app="acme")},
            "workloads/Pulumi.dr.yaml: standby:app is 'acme', but Pulumi.dr.yaml says standby:app 'myapp'; make them agree",
        ),
        (
            {"dr_workloads": workloads_as("dr", name_suffix="")},
            "workloads/Pulumi.dr.yaml: standby:nameSuffix is '', but Pulumi.dr.yaml says standby:nameSuffix '-dr'",
        ),
        (
            {"primary_workloads": workloads_as("primary", capacity="warm")},
            "workloads/Pulumi.primary.yaml and workloads/Pulumi.dr.yaml: standby:capacity is 'warm' in all; no region",
        ),
        (
            {"dr_workloads": workloads("dr", WEB, {**WORKER, "production": {"desired": 9, "min": 1, "max": 9}})},
            "workloads/Pulumi.primary.yaml: standby:services is ",
        ),
    ],
)
def test_one_disagreement_of_workloads_is_one_message(changed: dict[str, Any], message: str) -> None:
    (problem,) = disagreements(*files(**changed))
    assert problem.startswith(message)


def test_dr_workloads_on_the_primarys_platform_are_refused() -> None:
    settings = workloads("dr", platform={"stack": "primary"})
    (region, suffix) = disagreements(*files(dr_workloads=settings))
    assert region.startswith(
        "workloads/Pulumi.dr.yaml: standby:region is 'us-west-2', but Pulumi.primary.yaml says standby:region 'us-east-2'"
    )
    assert "standby:nameSuffix" in suffix


def test_a_platform_that_is_not_there_is_told_with_those_that_are() -> None:
    lost = disagreements(*files(primary=with_peer("primary", stack="drr")))
    assert (
        "Pulumi.primary.yaml: standby:peer.stack is 'drr', but there is no such platform stack; there are dr, primary"
        in lost
    )
    (problem,) = disagreements(*files(dr_workloads=workloads("dr", platform={"stack": "west"})))
    assert problem == (
        "workloads/Pulumi.dr.yaml: it stands on the platform stack 'west', which has no file; there are dr, primary"
    )


def test_ranges_that_overlap_name_both_files() -> None:
    same = platform("dr").model_copy(update={"vpc_cidr": "10.0.128.0/17"})
    found = disagreements(*files(dr=same, primary=with_peer("primary", vpc_cidr="10.0.128.0/17")))
    assert found == (
        "Pulumi.primary.yaml and Pulumi.dr.yaml: standby:vpcCidr 10.0.0.0/16 and 10.0.128.0/17 overlap; the two VPCs could "
        "never be connected",
    )
