"""What AWS refuses and remembers of services."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_a_service_that_exists_is_not_created_twice(stage: Any) -> None:
    stage.service()
    with pytest.raises(ClientError) as refused:
        stage.service()
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
    assert refused.value.response["Error"]["Message"] == "Creation of service was not idempotent."


def test_a_target_group_without_load_balancer_is_refused(stage: Any) -> None:
    loose = stage.elbv2.create_target_group(
        Name="loose", Protocol="HTTP", Port=80, VpcId=stage.ecs and _vpc(stage), TargetType="ip"
    )["TargetGroups"][0]["TargetGroupArn"]
    with pytest.raises(ClientError, match="does not have an associated load balancer"):
        stage.service(group=loose)
    with pytest.raises(ClientError, match="The specified target group does not exist"):
        stage.service(group=loose + "0")


def _vpc(stage: Any) -> str:
    return str(stage.elbv2.describe_target_groups(TargetGroupArns=[stage.blue])["TargetGroups"][0]["VpcId"])


def test_a_deleted_service_is_inactive_and_cannot_be_updated(emulator: Any, stage: Any) -> None:
    stage.service()
    emulator.advance(60)
    with pytest.raises(ClientError, match="cannot be stopped while it is scaled above 0"):
        stage.ecs.delete_service(cluster="main", service="web")
    stage.ecs.delete_service(cluster="main", service="web", force=True)
    assert (stage.shown()["status"], stage.shown()["runningCount"]) == ("INACTIVE", 0)
    with pytest.raises(ClientError) as refused:
        stage.ecs.update_service(cluster="main", service="web", desiredCount=1)
    assert refused.value.response["Error"]["Code"] == "ServiceNotActiveException"
    stage.service(desired=1)
    assert stage.shown()["status"] == "ACTIVE"


def test_what_moto_drops_is_remembered(stage: Any) -> None:
    stage.service(
        deploymentConfiguration={"maximumPercent": 150, "minimumHealthyPercent": 50}, healthCheckGracePeriodSeconds=45
    )
    shown = stage.shown()
    assert shown["deploymentConfiguration"] == {"maximumPercent": 150, "minimumHealthyPercent": 50}
    assert shown["healthCheckGracePeriodSeconds"] == 45
    stage.service(name="plain")
    assert stage.shown("plain")["deploymentConfiguration"]["maximumPercent"] == 200


def test_a_service_without_security_groups_is_accepted_as_in_aws(stage: Any) -> None:
    stage.service(networkConfiguration={"awsvpcConfiguration": {"subnets": stage.subnets}})
    assert stage.shown()["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"] == []


def test_what_a_service_did_not_say_is_told(stage: Any) -> None:
    stage.service()
    shown = stage.shown()
    assert shown["availabilityZoneRebalancing"] == "ENABLED"
    assert (shown["platformVersion"], shown["platformFamily"]) == ("LATEST", "Linux")
    stage.service("other", availabilityZoneRebalancing="DISABLED", platformVersion="1.4.0")
    other = stage.shown("other")
    assert (other["availabilityZoneRebalancing"], other["platformVersion"]) == ("DISABLED", "1.4.0")


def test_a_listing_takes_as_many_services_as_aws_allows(stage: Any) -> None:
    with pytest.raises(ClientError, match="Services cannot be more than 10"):
        stage.ecs.describe_services(cluster="main", services=[f"s{n}" for n in range(11)])
    assert stage.ecs.describe_services(cluster="main", services=["absent"])["failures"][0]["reason"] == "MISSING"
