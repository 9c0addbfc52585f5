"""The seam: each way in which a region can be gone is silence, each refusal keeps AWS's code, and both are quick."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from standby.aws import cloud as seam
from standby.aws.cloud import Cloud
from standby.errors import CloudError, MissingError, UnreachableError

MakeCloud = Callable[[str], Cloud]


@pytest.mark.parametrize("mode", ["refuse", "hang", "5xx"])
def test_dead_region_is_silence_in_bounded_time(
    cloud: MakeCloud, lab: Emulator, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "READ_SECONDS", 1)
    lab.client.outage("us-east-1", mode)
    begun = time.monotonic()
    with pytest.raises(UnreachableError, match="describe_db_clusters in us-east-1"):
        cloud("us-east-1").call("rds", "describe_db_clusters")
    assert time.monotonic() - begun < 30
    assert cloud("us-west-2").call("rds", "describe_db_clusters")["DBClusters"] == []


def test_what_aws_does_not_know_is_missing(cloud: MakeCloud) -> None:
    with pytest.raises(MissingError) as missing:
        cloud("us-west-2").call("rds", "describe_db_clusters", DBClusterIdentifier="nope")
    assert missing.value.code == "DBClusterNotFoundFault"


def test_refusal_keeps_aws_s_code(cloud: MakeCloud, lab: Emulator) -> None:
    lab.client.add_fault(service="rds", operation="DescribeDBClusters", error="AccessDenied")
    with pytest.raises(CloudError, match="AccessDenied") as refused:
        cloud("us-west-2").call("rds", "describe_db_clusters")
    assert not isinstance(refused.value, UnreachableError)


def test_throttling_is_retried(cloud: MakeCloud, lab: Emulator) -> None:
    lab.client.add_fault(service="rds", operation="DescribeDBClusters", error="Throttling", times=2)
    assert cloud("us-west-2").call("rds", "describe_db_clusters")["DBClusters"] == []


def test_pages_are_read_to_the_end_and_their_errors_are_ours(cloud: MakeCloud, aws: Any, lab: Emulator) -> None:
    ssm = aws("ssm", "us-west-2")
    for number in range(23):
        ssm.put_parameter(Name=f"/a/{number}", Value="x", Type="String")
    region = cloud("us-west-2")
    assert len(region.pages("ssm", "get_parameters_by_path", "Parameters", Path="/a")) == 23
    lab.client.outage("us-west-2", "refuse")
    with pytest.raises(UnreachableError):
        region.pages("ssm", "get_parameters_by_path", "Parameters", Path="/a")


def test_wrong_arguments_are_an_error_of_ours(cloud: MakeCloud) -> None:
    with pytest.raises(CloudError, match="ParamValidationError"):
        cloud("us-west-2").call("rds", "describe_db_clusters", Nonsense=1)


def test_role_is_assumed_and_one_that_may_not_be_is_one_message(cloud: MakeCloud, aws: Any, lab: Emulator) -> None:
    cloud("us-west-2")  # the environment
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam = aws("iam")
    role = iam.create_role(RoleName="zone", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "rds:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="zone", PolicyName="rds", PolicyDocument=json.dumps(allowed))
    assert Cloud("us-west-2", role).call("rds", "describe_db_clusters")["DBClusters"] == []
    assert "AssumeRole" in [call["operation"] for call in lab.client.calls()]
    with pytest.raises(CloudError, match="AccessDenied"):
        Cloud("us-west-2", "arn:aws:iam::210987654321:role/zone").call("rds", "describe_db_clusters")


def test_preparing_asks_nothing_and_a_failure_is_left_to_the_call(
    cloud: MakeCloud, lab: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = cloud("us-west-2")
    lab.client.forget_calls()
    region.prepare("rds", "ssm")
    assert lab.client.calls() == []
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    other = Cloud("us-west-2")
    other.prepare("rds")
    with pytest.raises(CloudError, match="nobody"):
        other.call("rds", "describe_db_clusters")
