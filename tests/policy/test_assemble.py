"""The assembled pack stands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from policy.assemble import assemble, needed
from tests.policy.blueprint import Blueprint, deployment

LIST = """
import json, runpy, sys
import pulumi_policy
class Pack:
    def __init__(self, name, policies, enforcement_level):
        print(json.dumps([policy.name for policy in policies]))
pulumi_policy.PolicyPack = Pack
sys.path = [p for p in sys.path if p not in ("", CHECKOUT)]
runpy.run_path(PACK, run_name="__main__")
print(sys.modules["policy"].__file__)
print(sys.modules["pattern"].__file__)
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assemble(tmp_path_factory.mktemp("dist") / "policy-pack")


def test_it_holds_what_it_needs_and_no_more(pack: Path) -> None:
    names = {path.name for path in pack.iterdir()}
    assert names == {
        "PulumiPolicy.yaml", "__main__.py", "requirements.txt", "policy", "pattern", "policy-config.example.json",
    }  # fmt: skip
    assert {path.stem for path in (pack / "pattern").glob("*.py")} == {"__init__", *needed()}
    assert "settings" not in needed(), "that one needs pydantic, which the pack does without"
    assert not list(pack.rglob("__pycache__"))
    assert (pack / "policy" / "rules" / "vpc_cidr_overlap.md").is_file()


def test_its_requirements_are_pinned(pack: Path) -> None:
    lines = (pack / "requirements.txt").read_text().splitlines()
    assert [line.split("==")[0] for line in lines] == ["pulumi", "pulumi-policy"]
    assert all(line.split("==")[1] for line in lines)


def test_it_has_a_virtual_environment_of_its_own(pack: Path) -> None:
    project = yaml.safe_load((pack / "PulumiPolicy.yaml").read_text())
    here = yaml.safe_load((Path(__file__).resolve().parents[2] / "policy" / "PulumiPolicy.yaml").read_text())
    assert project["runtime"] == {"name": "python", "options": {"toolchain": "pip", "virtualenv": "venv"}}
    assert {key: project[key] for key in ("name", "version", "description")} == {
        key: here[key] for key in ("name", "version", "description")
    }


def test_the_findings_command_runs_in_it(pack: Path, tmp_path: Path) -> None:
    made = Blueprint("dr", "shop", "us-west-2")
    made.add("aws:iam/role:Role", "task", name="shop-task")
    (tmp_path / "dr.json").write_text(json.dumps(deployment(made)))
    command = [sys.executable, "-m", "policy.findings", str(tmp_path / "dr.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=pack)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "refused: 1 (dr-iam-name-suffix 1); advised: 0"


def test_it_runs_on_its_own_copies(pack: Path, tmp_path: Path) -> None:
    checkout = str(Path(__file__).resolve().parents[2])
    program = f"CHECKOUT = {checkout!r}\nPACK = {str(pack)!r}\n{LIST}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    listed, policy, pattern = done.stdout.splitlines()
    assert "vpc-cidr-overlap" in json.loads(listed)
    assert policy.startswith(str(pack))
    assert pattern.startswith(str(pack))


def test_assembling_again_replaces_what_was_there(pack: Path) -> None:
    (pack / "stale.py").write_text("")
    assemble(pack)
    assert not (pack / "stale.py").exists()
