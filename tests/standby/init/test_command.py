"""`standby init` as a person types it, in a copy of the project."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from pattern.settings import load
from standby.errors import UsageError
from standby.init.command import init, known_region
from standby.stacks.project import stack_config

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout before its first pair: the two project files, no stack files."""
    (tmp_path / "workloads").mkdir()
    for name in ("Pulumi.yaml", "workloads/Pulumi.yaml"):
        shutil.copy(CHECKOUT / name, tmp_path / name)
    return tmp_path


def run(project: Path, *arguments: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(init)
    return CliRunner().invoke(app, ["--project", str(project), *arguments])


def refusal(project: Path, *arguments: str) -> str:
    result = run(project, *arguments)
    assert isinstance(result.exception, UsageError)
    assert not list(project.glob("Pulumi.*.yaml")), "a refused command writes nothing"
    return str(result.exception)


PAIR = ("--app", "shop", "--primary", "eu-west-1", "--dr", "eu-central-1")


def test_a_new_pair_that_the_program_accepts(project: Path) -> None:
    result = run(project, *PAIR, "--name", "shop.acme.io", "--zone", "Z0ACMEZONE", "--reserved", "10.0.0.0/16")
    assert result.exit_code == 0, result.output
    primary, dr = (load(stack_config(project, stack), stack) for stack in ("primary", "dr"))
    assert (primary.app, primary.region, primary.vpc_cidr) == ("shop", "eu-west-1", "10.1.0.0/16")
    assert (dr.region, dr.vpc_cidr, dr.name_suffix) == ("eu-central-1", "10.2.0.0/16", "-dr")
    assert dr.domain.name == "shop.acme.io"
    assert "wrote    workloads/Pulumi.dr.yaml" in result.output
    assert "standby:domain" not in result.output
    assert "and standby:probe in Pulumi.yaml; until then they are the sample application's" in result.output


def test_nothing_of_the_pair_that_was_there_is_left(project: Path) -> None:
    shared = yaml.safe_load((project / "Pulumi.yaml").read_text())["config"]
    domain = shared["standby:domain"]["value"]
    old = [shared["standby:app"]["value"], domain["hostedZoneId"], domain["name"]]
    run(project, *PAIR, "--name", "carts.acme.io", "--zone", "Z0ACMEZONE", "--reserved", "10.0.0.0/16")
    text = "".join(file.read_text() for file in sorted(project.rglob("*.yaml")))
    assert [word for word in old if re.search(rf"\b{re.escape(word)}\b", text)] == []


def test_what_is_left_to_do_is_said(project: Path) -> None:
    result = run(project, "--app", "shop", "--primary", "us-east-1", "--dr", "us-west-2")
    assert "to do    set standby:domain in Pulumi.yaml" in result.output
    assert "us-east-1 holds the control planes of Route 53 and IAM" in result.output
    assert "use1-az3" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--primary", "eu-west-1", "--dr", "eu-central-1"), "--app is missing, and there is no terminal to ask at"),
        (("--app", "shop", "--primary", "eu-west1", "--dr", "eu-central-1"), "did you mean 'eu-west-1'?"),
        (("--app", "shop", "--primary", "eu-west-1", "--dr", "eu-west-1"), "a pair needs two regions"),
        ((*PAIR, "--name", "shop.acme.io"), "--name and --zone belong together"),
        (("--app", "Shop!", *PAIR[2:]), "standby:app"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(project: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in refusal(project, *arguments)


def test_an_existing_pair_is_not_overwritten(project: Path) -> None:
    assert run(project, *PAIR).exit_code == 0
    before = (project / "Pulumi.dr.yaml").read_text()
    again = run(project, "--app", "shop", "--primary", "eu-west-1", "--dr", "eu-north-1")
    assert "`--force` overwrites" in str(again.exception)
    assert (project / "Pulumi.dr.yaml").read_text() == before
    assert run(project, "--app", "shop", "--primary", "eu-west-1", "--dr", "eu-north-1", "--force").exit_code == 0
    assert "eu-north-1" in (project / "Pulumi.dr.yaml").read_text()


def test_outside_of_a_checkout(tmp_path: Path) -> None:
    assert "there is no Pulumi.yaml in" in refusal(tmp_path, *PAIR)


def test_regions_of_every_partition_are_known() -> None:
    assert known_region("cn-north-1", "--dr") == "cn-north-1"
    assert known_region("us-gov-west-1", "--dr") == "us-gov-west-1"
