"""What the account says about the database, on a real emulator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo.observe import writers
from demo.runner import Stage
from demo.screen import Screen
from lab.process import Emulator
from lab.workspace import Workspace


@pytest.fixture
def stage(lab: Emulator, lab_env: dict[str, str], tmp_path: Path) -> Stage:
    return Stage(lab, Workspace(tmp_path, lab_env), Screen(), tmp_path)


def test_writer_and_secondary_as_the_account_says(stage: Stage, aws: Callable[..., Any]) -> None:
    assert writers(stage, "us-west-2") == {}
    aws("rds").create_global_cluster(GlobalClusterIdentifier="g", Engine="aurora-postgresql", EngineVersion="16.8")
    aws("rds").create_db_cluster(
        DBClusterIdentifier="home",
        Engine="aurora-postgresql",
        EngineVersion="16.8",
        GlobalClusterIdentifier="g",
        MasterUsername="app",
        MasterUserPassword="not-a-secret-1",
    )
    aws("rds").create_db_instance(
        DBInstanceIdentifier="home-1",
        DBClusterIdentifier="home",
        Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )
    aws("rds", "us-west-2").create_db_cluster(
        DBClusterIdentifier="away", Engine="aurora-postgresql", EngineVersion="16.8", GlobalClusterIdentifier="g"
    )
    assert writers(stage, "us-west-2") == {"us-east-1": "writer", "us-west-2": "secondary"}
