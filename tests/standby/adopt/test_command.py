"""`standby adopt` as a person types it, up to where Pulumi begins: see tests/scenario/test_adopt.py for the rest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from lab.process import Emulator
from standby.cli import app_for
from standby.errors import DeclinedError, RefusedError, UsageError
from tests.checkout import CHECKOUT
from tests.scenario.existing_database import CLUSTER, SECRET, seed_existing
from tests.standby.adopt.test_steps import FakeStacks

HOME = "us-east-1"


@pytest.fixture
def project(lab: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the tests' own pair, with this process pointing at the lab."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", lab.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "labAKIA0EXAMPLE0LAB0")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    return Path(shutil.copytree(CHECKOUT / "tests" / "pair", tmp_path / "project"))


def run(project: Path, *more: str, typed: str = "") -> Result:
    arguments = ("adopt", "--cluster", CLUSTER, "--secret", SECRET, "--project", str(project), *more)
    return CliRunner().invoke(app_for(), arguments, input=typed)


def test_check_answers_every_question_and_changes_nothing(project: Path, aws: Callable[..., Any]) -> None:
    seed_existing(aws, HOME)
    told = run(project, "--check")
    assert told.exit_code == 0, told.output
    assert "ok   storage encrypted: yes" in told.output
    key = aws("rds", HOME).describe_db_clusters()["DBClusters"][0]["KmsKeyId"]
    assert "add its line to standby:existing in Pulumi.primary.yaml:\n" in told.output
    assert f"  keyArn: {key}  # the database's own key\n" in told.output
    assert told.output.endswith("can become the primary of a global database with a secondary in us-west-2\n")
    assert aws("rds", HOME).describe_global_clusters()["GlobalClusters"] == []


def test_a_database_that_cannot_join_is_refused_with_what_to_do(project: Path, aws: Callable[..., Any]) -> None:
    seed_existing(aws, HOME, ManageMasterUserPassword=True, MasterUserPassword=None)
    told = run(project, "--yes")
    assert isinstance(told.exception, RefusedError)
    assert "cannot join a global database yet: master password not managed by RDS" in str(told.exception)
    assert "--no-manage-master-user-password" in told.output
    assert aws("rds", HOME).describe_global_clusters()["GlobalClusters"] == []


def test_the_deeds_are_listed_and_a_no_changes_nothing(
    project: Path, aws: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standby.adopt.command._stacks", lambda _: FakeStacks())
    seed_existing(aws, HOME)
    before = {file.name: file.read_text() for file in project.glob("*.yaml")}
    told = run(project, typed="n\n")
    assert isinstance(told.exception, DeclinedError)
    assert "1. create-global-cluster myapp-prod-global around orders-live (it stays up)" in told.output
    assert "2. replicate secret orders/master to us-west-2" in told.output
    assert "3. write Pulumi.yaml, Pulumi.primary.yaml, Pulumi.dr.yaml" in told.output
    assert {file.name: file.read_text() for file in project.glob("*.yaml")} == before
    assert aws("rds", HOME).describe_global_clusters()["GlobalClusters"] == []


def test_a_stack_with_another_database_is_refused_before_anything_is_done(
    project: Path, aws: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "aws:rds/cluster:Cluster"
    own = {"type": kind, "urn": f"urn:pulumi:primary::standby::{kind}::database-cluster", "id": "myapp-prod-us-east-1"}
    monkeypatch.setattr("standby.adopt.command._stacks", lambda _: FakeStacks([own]))
    seed_existing(aws, HOME)
    told = run(project, "--yes")
    assert isinstance(told.exception, RefusedError)
    assert "database-cluster as 'myapp-prod-us-east-1', not as 'orders-live'" in str(told.exception)
    assert aws("rds", HOME).describe_global_clusters()["GlobalClusters"] == []


def test_ranges_that_overlap_are_refused_before_anything_is_done(project: Path, aws: Callable[..., Any]) -> None:
    seed_existing(aws, HOME)
    for name, change in (("dr", {"standby:vpcCidr": "10.40.0.0/17"}), ("primary", {})):
        file = project / f"Pulumi.{name}.yaml"
        document = yaml.safe_load(file.read_text())
        document["config"].update(change)
        if name == "primary":
            document["config"]["standby:peer"]["vpcCidr"] = "10.40.0.0/17"
        file.write_text(yaml.safe_dump(document))
    told = run(project, "--yes")
    assert isinstance(told.exception, UsageError)
    assert "10.40.0.0/16 and 10.40.0.0/17 overlap" in str(told.exception)
    assert aws("rds", HOME).describe_global_clusters()["GlobalClusters"] == []
