"""The commands that steer what goes wrong, on a real emulator."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, HTTPClientError
from typer.testing import CliRunner, Result

from lab import session
from lab.cli import app
from lab.errors import ControlError
from lab.process import Emulator

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(lab: Emulator, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run a command against the test's emulator, in this process."""
    monkeypatch.setattr(session, "required", lambda _home: lab)
    runner = CliRunner(env={name: value for name, value in os.environ.items() if not name.startswith("LAB_")})

    def run(*arguments: str) -> Result:
        result = runner.invoke(app, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_a_region_goes_away_and_comes_back(invoke: Invoke, aws: Callable[..., Any]) -> None:
    assert json.loads(invoke("outage", "us-east-1", "--mode", "5xx").stdout)["regions"] == {"us-east-1": "5xx"}
    with pytest.raises((ClientError, HTTPClientError)):
        aws("rds").describe_db_clusters()
    assert aws("rds", "us-west-2").describe_db_clusters()["DBClusters"] == []
    invoke("heal", "us-east-1")
    assert aws("rds").describe_db_clusters()["DBClusters"] == []


def test_a_fault_strikes_the_chosen_calls(invoke: Invoke, aws: Callable[..., Any]) -> None:
    command = ("--service", "rds", "--operation", "DescribeDBClusters", "--error", "Throttling", "--times", "1")
    invoke("fault", "add", *command)
    assert [fault["error"] for fault in json.loads(invoke("fault", "list").stdout)] == ["Throttling"]
    with pytest.raises(ClientError, match="Throttling"):
        aws("rds").describe_db_clusters()
    assert aws("rds").describe_db_clusters()["DBClusters"] == []


def test_cleared_faults_strike_no_more(invoke: Invoke, aws: Callable[..., Any]) -> None:
    invoke("fault", "add", "--service", "rds", "--error", "AccessDenied")
    invoke("fault", "clear")
    assert aws("rds").describe_db_clusters()["DBClusters"] == []
    assert json.loads(invoke("fault", "list").stdout) == []


def test_calls_for_people_and_for_scripts(invoke: Invoke, aws: Callable[..., Any]) -> None:
    aws("sts", "us-west-2").get_caller_identity()
    (entry,) = json.loads(invoke("calls", "--json").stdout)
    assert (entry["region"], entry["service"], entry["operation"]) == ("us-west-2", "sts", "GetCallerIdentity")
    (line,) = invoke("calls").stdout.splitlines()
    shape = r"\d+  \d\d:\d\d:\d\d\.\d{3}  us-west-2  sts  GetCallerIdentity  ok  200  \d+ ms"
    assert re.fullmatch(shape, line)
    assert invoke("calls", "--since", str(entry["n"])).stdout == ""


def test_time_can_be_let_pass(invoke: Invoke) -> None:
    before = json.loads(invoke("clock").stdout)["offset"]
    assert json.loads(invoke("clock", "--advance", "90").stdout)["offset"] == before + 90


def test_the_profile_is_shown_and_set(invoke: Invoke) -> None:
    assert json.loads(invoke("profile").stdout)["name"] == "instant"
    set_to = json.loads(invoke("profile", "scaled", "--factor", "30").stdout)
    assert (set_to["name"], set_to["factor"]) == ("scaled", 30)
    with pytest.raises(ControlError, match="slow"):
        invoke("profile", "slow")


def test_lag_is_shown_and_set(invoke: Invoke, aws: Callable[..., Any]) -> None:
    assert json.loads(invoke("lag").stdout) == {}
    aws("rds").create_global_cluster(GlobalClusterIdentifier="g", Engine="aurora-postgresql")
    assert "g" in json.dumps(json.loads(invoke("lag", "--global-cluster", "g", "--ms", "750").stdout))


def test_a_region_that_does_not_exist_is_refused_with_the_nearest(invoke: Invoke) -> None:
    with pytest.raises(ControlError, match=r"there is no region 'eu-west1'; did you mean eu-west-1\?"):
        invoke("outage", "eu-west1")
    assert json.loads(invoke("outage", "eu-west-1").stdout)["regions"] == {"eu-west-1": "refuse"}


def test_what_is_no_mode(invoke: Invoke) -> None:
    result = invoke("outage", "us-east-1", "--mode", "sleepy")
    assert result.exit_code == 2
    assert "'sleepy' is not one of 'refuse', 'hang', '5xx'" in result.output
