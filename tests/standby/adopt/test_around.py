"""What else is there, on the lab: offered in the words that config takes, and only what config does not say yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml

from standby.adopt.around import offers
from standby.adopt.facts import Facts
from standby.aws.cloud import Cloud
from standby.errors import CloudError
from tests.scenario.existing_region import NAME, ExistingRegion, seed_region
from tests.standby.adopt.situation import CLUSTER, FACTS

REGION = "us-east-1"
KEYS = ("keyArn", "certificateArn", "ecsClusterArn", "listener")


def facts_of(there: ExistingRegion) -> Facts:
    cluster = {**CLUSTER, "KmsKeyId": there.config["keyArn"]}
    return replace(FACTS, vpc_id=there.config["vpc"]["id"], cluster=cluster, region=REGION)


@pytest.fixture
def there(aws: Callable[..., Any]) -> ExistingRegion:
    return seed_region(aws, REGION)


def test_what_is_there_is_offered_as_config_takes_it(cloud: Callable[[str], Cloud], there: ExistingRegion) -> None:
    lines = offers(cloud(REGION), facts_of(there), NAME, {})
    told = {key: value for line in lines for key, value in yaml.safe_load(line).items()}
    assert told == {key: there.config[key] for key in KEYS}
    assert any(line.endswith(f"# issued for {NAME}") for line in lines)


def test_nothing_is_offered_twice_nor_what_does_not_fit(cloud: Callable[[str], Cloud], there: ExistingRegion) -> None:
    said = {"keyArn": "x", "ecsClusterArn": "x"}
    elsewhere = replace(facts_of(there), vpc_id="vpc-0a1b2c3d")
    assert offers(cloud(REGION), elsewhere, "app.other.example", said) == []
    managed = replace(facts_of(there), key_manager="AWS")
    assert not any(line.startswith("keyArn") for line in offers(cloud(REGION), managed, NAME, {}))


def test_a_second_color_that_cannot_be_told_is_said(
    cloud: Callable[[str], Cloud], aws: Callable[..., Any], there: ExistingRegion
) -> None:
    vpc = there.config["vpc"]["id"]
    aws("elbv2", REGION).create_target_group(Name="third", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
    (line,) = (one for one in offers(cloud(REGION), facts_of(there), NAME, {}) if one.startswith("listener"))
    assert "greenTargetGroupArn: 2 other groups of type ip fit" in line
    assert "greenTargetGroupArn" not in yaml.safe_load(line)["listener"]


def test_a_part_that_aws_refuses_to_show_stops_nothing() -> None:
    class Refusing(Cloud):
        def pages(self, service: str, operation: str, _: str, /, **__: Any) -> list[Mapping[str, Any]]:
            raise CloudError(self.region, operation, "AccessDenied", f"no {service}")

    lines = offers(Refusing(REGION), FACTS, NAME, {})
    assert [line.partition(":")[0] for line in lines] == list(KEYS)
    assert all("AccessDenied" in line for line in lines[1:])
