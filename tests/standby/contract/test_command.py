"""The commands as a person types them: discover, review, write, check, and a preflight that reads what was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from standby.contract.command import contract
from standby.errors import DeclinedError, RefusedError, UsageError
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, PATH, Pair

WHOSE = ("--app", APP, "--env", ENVIRONMENT)


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(contract, arguments, input=typed)


def discovered(pair: Pair, file: Path) -> None:
    regions = ("--region", pair.dr.name, "--peer-region", pair.primary.name)
    result = run("discover", *WHOSE, *regions, "--output", str(file))
    assert result.exit_code == 0, result.output


def test_from_discovery_to_a_contract_that_agrees(pair: Pair, aws: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    discovered(pair, file)
    text = file.read_text()
    assert "# check: a path that answers 200 to a GET when the application serves\nprobe/health-path: /\n" in text

    for typed in ("n\n", ""):  # "": nobody is there
        declined = run("write", str(file), typed=typed)
        assert isinstance(declined.exception, DeclinedError)
        assert "with --yes" in str(declined.exception)
    ssm = aws("ssm", pair.dr.name)
    assert ssm.get_parameters_by_path(Path=PATH, Recursive=True)["Parameters"] == []

    written = run("write", str(file), typed="y\n")
    assert written.exit_code == 0, written.output
    assert "--region us-west-2 --preflight-only" in written.output
    assert ssm.get_parameter(Name=f"{PATH}/dns/record")["Parameter"]["Value"] == "app.example.com"
    assert "says all of it already" in run("write", str(file), "--yes").output

    agreed = run("check", *WHOSE, "--region", pair.dr.name)
    assert agreed.exit_code == 0, agreed.output
    assert "agrees with the account" in agreed.output


def test_a_thing_is_not_written_under_a_second_name(pair: Pair, aws: Callable[..., Any], tmp_path: Path) -> None:
    """A promotion would start it twice; so it is when the program wrote `web` and discovery calls it `shop-web`."""
    file = tmp_path / "contract.yaml"
    discovered(pair, file)
    assert run("write", str(file), "--yes").exit_code == 0
    ssm = aws("ssm", pair.dr.name)
    entry = pair.dr.services[0]
    own = f"{PATH}/services/{entry.ecs_service}"
    value = ssm.get_parameter(Name=own)["Parameter"]["Value"]
    ssm.put_parameter(Name=f"{PATH}/services/mine", Value=value, Type="String")
    ssm.delete_parameter(Name=own)
    assert run("check", *WHOSE, "--region", pair.dr.name).exit_code == 0  # by another name it is the same service
    refused = run("write", str(file), "--yes")
    assert isinstance(refused.exception, RefusedError)
    assert f"services/{entry.ecs_service} and services/mine are the same ECS service" in str(refused.exception)
    assert [one["Name"] for one in ssm.get_parameters_by_path(Path=f"{PATH}/services")["Parameters"]].count(own) == 0


def test_a_contract_that_lies_is_told_by_key(pair: Pair, aws: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    discovered(pair, file)
    assert run("write", str(file), "--yes").exit_code == 0
    aws("ssm", pair.dr.name).put_parameter(Name=f"{PATH}/ingress/vpc-link-id", Value="gone", Overwrite=True)
    result = run("check", *WHOSE, "--region", pair.dr.name)
    assert isinstance(result.exception, RefusedError)
    link = pair.dr.values["ingress/vpc-link-id"]
    assert f"ingress/vpc-link-id: the contract says gone; found: {link}" in result.output


def test_no_contract_says_how_to_get_one(pair: Pair) -> None:
    result = run("check", *WHOSE, "--region", pair.dr.name)
    assert isinstance(result.exception, UsageError)
    assert "`standby contract discover` proposes one" in str(result.exception)


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list\n", "ecs/cluster: [unclosed"])
def test_a_file_that_is_no_contract(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    assert isinstance(run("write", str(tmp_path / "x.yaml")).exception, UsageError)
