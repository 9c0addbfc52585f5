"""What the API says there should be, read from a lab without data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.rds.models import rds_backends

from lab.data import wanted
from lab.emulator.engine import account
from lab.emulator.engine.clock import LabClock
from lab.emulator.engine.context import Context
from lab.emulator.services import rds
from lab.emulator.services.rds import clusters
from lab.emulator.services.rds.state import state_of

Make = Callable[..., Any]


@pytest.fixture
def context() -> Iterator[Context]:
    with mock_aws():
        made = Context(clock=LabClock("instant"))
        rds.install(made)
        yield made
        rds_backends[account.number()].reset()


def make(context: Context, region: str, name: str, **more: Any) -> None:
    params = {"db_cluster_identifier": name, "DBClusterIdentifier": name, "engine": "aurora-postgresql"}
    clusters.create(state_of(context), region, params | {"engine_version": "16.8"} | more)
    context.clock.run_due()


def test_a_standalone_cluster_is_a_writer_with_its_login(context: Context) -> None:
    make(
        context, "us-east-1", "app", master_username="app", master_user_password="not-a-secret", database_name="orders"
    )
    (found,) = wanted.wanted_clusters(context)
    assert (found.user, found.password, found.database) == ("app", "not-a-secret", "orders")
    assert (found.upstream, found.force_tls, found.writes, found.reads) == (None, True, False, False)
    assert wanted.find("us-east-1", "app") == found.resource
    assert wanted.find("us-east-1", "other") is None


def test_a_region_that_is_out_is_told(context: Context) -> None:
    make(context, "us-east-1", "app", master_username="app", master_user_password="not-a-secret")
    context.outages.start("us-east-1", "hang")
    (found,) = wanted.wanted_clusters(context)
    assert (found.outage, found.writes, found.reads) == ("hang", False, False)


def test_values_of_parameter_groups_are_told_and_the_instances_own_win(context: Context) -> None:
    rds = boto3.client("rds", "us-east-1")
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="mine", DBParameterGroupFamily="aurora-postgresql16", Description="x"
    )
    rds.modify_db_cluster_parameter_group(
        DBClusterParameterGroupName="mine",
        Parameters=[
            {"ParameterName": "work_mem", "ParameterValue": "8192", "ApplyMethod": "immediate"},
            {"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "pending-reboot"},
        ],
    )
    login = {"master_username": "app", "master_user_password": "not-a-secret"}
    make(context, "us-east-1", "app", db_cluster_parameter_group_name="mine", **login)
    # an instance without a group of its own
    rds.create_db_instance(
        DBInstanceIdentifier="app-1",
        DBClusterIdentifier="app",
        DBInstanceClass="db.r6g.large",
        Engine="aurora-postgresql",
    )
    (found,) = wanted.wanted_clusters(context)
    assert found.parameters == (("rds.force_ssl", "0"), ("work_mem", "8192"))
    assert found.force_tls is False
