"""A region's inventory through the seam on the lab; an image by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.inventory import BOUNDS, InventoryRegion
from standby.errors import CloudError, MissingError


class Recorded(Cloud):
    """Answers as told, and keeps what was asked."""

    def __init__(self, answer: Mapping[str, Any] | None) -> None:
        super().__init__("us-west-2")
        self.answer, self.asked = answer, list[dict[str, Any]]()

    def call(self, service: str, operation: str, /, **params: Any) -> Mapping[str, Any]:
        self.asked.append({"service": service, "operation": operation, **params})
        if self.answer is None:
            raise MissingError("us-west-2", operation, "ImageNotFoundException", "no such image")
        return self.answer


def test_an_image_is_looked_up_in_the_regions_own_registry() -> None:
    cloud = Recorded({"imageDetails": [{}]})
    region = InventoryRegion(cloud)
    assert region.has_image("123456789012.dkr.ecr.us-west-2.amazonaws.com/myapp/web:1.0.0") is True
    assert cloud.asked[0]["repositoryName"] == "myapp/web"
    assert cloud.asked[0]["imageIds"] == [{"imageTag": "1.0.0"}]
    digest = f"sha256:{'a' * 64}"
    region.has_image(f"123456789012.dkr.ecr.us-west-2.amazonaws.com/myapp/web@{digest}")
    assert cloud.asked[1]["imageIds"] == [{"imageDigest": digest}]
    assert InventoryRegion(Recorded(None)).has_image("123456789012.dkr.ecr.us-west-2.amazonaws.com/x:1") is False


def test_another_registry_cannot_be_asked() -> None:
    region = InventoryRegion(Recorded(None))
    assert region.has_image("registry.example.com/web:1") is None
    assert region.has_image("123456789012.dkr.ecr.us-east-2.amazonaws.com/x:1") is None


def test_quota_of_fargate() -> None:
    cloud = Recorded({"Quota": {"Value": 4000.0}})
    assert InventoryRegion(cloud).vcpu_quota() == 4000.0
    assert cloud.asked[0]["QuotaCode"] == "L-3032A538"


class Unchanged(Recorded):
    """An account that never asked for another value: Service Quotas knows the default only."""

    def call(self, service: str, operation: str, /, **params: Any) -> Mapping[str, Any]:
        if operation == "get_service_quota":
            raise CloudError("us-west-2", operation, "NoSuchResourceException", "no such quota")
        return super().call(service, operation, **params)


def test_a_quota_that_nobody_changed_is_the_default() -> None:
    cloud = Unchanged({"Quota": {"Value": 40.0}})
    assert InventoryRegion(cloud).quota("rds", "L-7B6409FD") == 40.0
    assert cloud.asked[0]["operation"] == "get_aws_default_service_quota"


def test_the_quotas_of_a_service_that_has_them_on_the_lab(cloud: Callable[[str], Cloud]) -> None:
    assert InventoryRegion(cloud("us-west-2")).quota(*BOUNDS["network interfaces per Region"]) > 0


def test_alarms_by_prefix(cloud: Callable[[str], Cloud], aws: Any) -> None:
    for name in ("shop-test-a", "shop-test-b", "other"):
        aws("cloudwatch", "us-west-2").put_metric_alarm(
            AlarmName=name,
            MetricName="m",
            Namespace="n",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            Statistic="Maximum",
        )
    assert InventoryRegion(cloud("us-west-2")).alarms("shop-test") == 2
