"""What a lab cannot bring up is refused before anything starts, with every reason at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from demo.preconditions import demand
from lab.project import Project as LabProject
from standby.errors import UsageError
from standby.stacks.project import open_project
from tests.demo.team import team


def test_a_pair_whose_stacks_the_lab_has_comes_up(tmp_path: Path) -> None:
    pair = open_project(team(tmp_path))
    before = sorted(tmp_path.rglob("*"))
    demand(pair, LabProject(stacks=("away", "home", "more")))
    assert sorted(tmp_path.rglob("*")) == before


def test_every_reason_is_named(tmp_path: Path) -> None:
    file = team(tmp_path) / "Pulumi.away.yaml"
    stack = yaml.safe_load(file.read_text())
    key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    stack["config"]["standby:existing"] = {"keyArn": key}
    file.write_text(yaml.safe_dump(stack))
    with pytest.raises(UsageError) as refused:
        demand(open_project(tmp_path), LabProject(stacks=("primary", "dr")))
    text = str(refused.value)
    assert "Pulumi.away.yaml names what exists in your account (standby:existing: key_arn)" in text
    assert "lab.toml has stacks = ['primary', 'dr'], and the pair's stacks are home, away" in text
    assert 'write stacks = ["home", "away"]' in text
