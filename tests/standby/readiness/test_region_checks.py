"""Both regions compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from standby.parity.comparison import Traits
from standby.readiness.check import Check
from standby.readiness.region_checks import Inventory, region_checks

NOW = datetime(2026, 11, 26, tzinfo=UTC)
IMAGE = "123456789012.dkr.ecr.{}.amazonaws.com/myapp/web:1.0.0"


def side(region: str) -> Inventory:
    return Inventory(
        region,
        certificate_ends=NOW + timedelta(days=200),
        vcpu_quota=100.0,
        needs_vcpu=4.0,
        quotas={"DB instances": 40.0},
        alarms=10,
        images={"web": (IMAGE.format(region), True)},
        traits=Traits(region, {"version": "2"}, {}, "16.8", {"rds.force_ssl": "1"}),
    )


PRIMARY, DR = side("us-east-2"), side("us-west-2")


def by_name(dr: Inventory, primary: Inventory = PRIMARY) -> dict[str, Check]:
    return {check.name: check for check in region_checks(primary, dr, NOW)}


def test_a_good_pair_has_only_good_checks() -> None:
    assert {check.level for check in region_checks(PRIMARY, DR, NOW)} == {"ok"}


def test_what_cannot_promote_refuses() -> None:
    assert by_name(replace(DR, vcpu_quota=3.0))["quota"].level == "refuse"
    assert by_name(replace(DR, images={"web": (IMAGE.format("us-west-2"), False)}))["images"].level == "refuse"
    assert by_name(replace(DR, certificate_ends=NOW - timedelta(days=2)))["certificate"].level == "refuse"


def test_what_differs_warns() -> None:
    assert by_name(replace(DR, alarms=0))["alarms"].level == "warn"
    other = Traits("us-west-2", {"version": "2"}, {}, "16.9", {"rds.force_ssl": "1"})
    told = by_name(replace(DR, traits=other))["parity"]
    assert (told.level, told.text) == ("warn", "engine version: 16.8 in the primary, 16.9 in DR, age not known")
    assert by_name(replace(DR, vcpu_quota=50.0))["quota"].level == "warn"
    assert by_name(replace(DR, certificate_ends=NOW + timedelta(days=5)))["certificate"].level == "warn"


def test_a_quota_that_was_raised_in_the_primary_only_warns_and_names_both() -> None:
    told = by_name(DR, replace(PRIMARY, quotas={"DB instances": 100.0}))["quotas"]
    assert (told.level, told.text) == ("warn", "DB instances: 100 in us-east-2, 40 in us-west-2")
    assert "Service Quotas" in told.fix
    more = by_name(replace(DR, quotas={"DB instances": 100.0}))["quotas"]
    assert more.level == "ok"
    unread = by_name(replace(DR, quotas={"DB instances": None}))["quotas"]
    assert (unread.level, unread.text) == ("warn", "not known in both regions: DB instances")


def test_what_was_not_read_warns_and_is_never_fine() -> None:
    told = region_checks(PRIMARY, Inventory("us-west-2", why=("us-west-2 is silent",)), NOW)
    assert {check.level for check in told if "us-east-2: ends" not in check.text} == {"warn"}
    assert "us-west-2 is silent" in [check.text for check in told]


def test_an_image_of_another_registry_is_told() -> None:
    elsewhere = {"web": ("registry.example.com/web:1.0.0", None)}
    found = by_name(replace(DR, images=elsewhere), replace(PRIMARY, images=elsewhere))["images"]
    assert (found.level, "not in ECR of us-west-2: web" in found.text) == ("warn", True)
