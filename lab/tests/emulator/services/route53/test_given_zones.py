"""The zones that the project names are there before any stack, and again after a reset."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.route53.models import route53_backends

from lab.config_zones import Zone
from lab.emulator.services.route53 import given_zones


def test_a_zone_is_there_and_outlives_a_reset(emulator: Any) -> None:
    for _ in range(2):
        zone = emulator.client("route53").get_hosted_zone(Id="Z0123456789EXAMPLE")["HostedZone"]
        assert (zone["Name"], zone["Config"]["PrivateZone"]) == ("example.com.", False)
        assert emulator.control("POST", "reset") == {"reset": True}


def test_a_zone_of_another_account_is_not_ours(emulator: Any) -> None:
    listed = [zone["Id"] for zone in emulator.client("route53").list_hosted_zones()["HostedZones"]]
    assert listed == ["/hostedzone/Z0123456789EXAMPLE"]
    assert "Z08123456EXAMPLE0NEWER" in route53_backends["999999999999"]["aws"].zones


@pytest.mark.usefixtures("emulator")
def test_a_zone_that_is_there_is_kept() -> None:
    zones = route53_backends["123456789012"]["aws"].zones
    before = zones["Z0123456789EXAMPLE"]
    given_zones.make(Zone("Z0123456789EXAMPLE", "example.com", "123456789012"))
    assert zones["Z0123456789EXAMPLE"] is before


@pytest.mark.parametrize("path", ["move-record", "zone/owners/move-record"])
def test_a_role_of_the_zone_s_account_changes_its_records(emulator: Any, path: str) -> None:
    arn = f"arn:aws:iam::999999999999:role/{path}"
    for _ in range(2):  # the second time it is there
        given_zones.make_role(arn, trusted="123456789012")
    assumed = emulator.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")
    assert assumed["AssumedRoleUser"]["Arn"].startswith("arn:aws:sts::999999999999:assumed-role/move-record/")
    keys = assumed["Credentials"]
    as_role = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }
    record = {"Name": "a.other.example", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    emulator.client("route53", **as_role).change_resource_record_sets(
        HostedZoneId="Z08123456EXAMPLE0NEWER",
        ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]},
    )
    with pytest.raises(ClientError, match="not authorized to perform: ec2:DescribeVpcs"):
        emulator.client("ec2", **as_role).describe_vpcs()
