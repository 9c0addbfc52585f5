"""What a region has that a promotion rests on and that nobody looks at until then: quota, images, certificate, …"""

from __future__ import annotations

import re
from datetime import datetime

from standby.aws.cloud import Cloud
from standby.errors import CloudError, MissingError

FARGATE_VCPU = ("fargate", "L-3032A538")  # Service Quotas: Fargate On-Demand vCPU resource count
# What else a region that takes over all traffic runs into, by its name in Service Quotas.
BOUNDS = {
    "network interfaces per Region": ("vpc", "L-DF5E4CA3"),  # every Fargate task has one
    "targets per Application Load Balancer": ("elasticloadbalancing", "L-7E6692B2"),
    "API Gateway throttle rate": ("apigateway", "L-8A5B8E43"),
    "DB instances": ("rds", "L-7B6409FD"),
}
_ECR = re.compile(r"^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([^:@]+)(?::([^@]+)|@(sha256:[0-9a-f]+))$")


class InventoryRegion:
    """Reads of one region."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def has_image(self, image: str) -> bool | None:
        """Whether the region's own registry has the image; None: it names another registry, or none of ECR."""
        found = _ECR.match(image)
        if found is None or found[2] != self._cloud.region:
            return None
        which = {"imageDigest": found[5]} if found[5] else {"imageTag": found[4] or "latest"}
        try:
            self._cloud.call("ecr", "describe_images", registryId=found[1], repositoryName=found[3], imageIds=[which])
        except MissingError:
            return False
        return True

    def certificate_ends(self, arn: str) -> datetime | None:
        """When a certificate ends; None: it has no end yet (it was not issued)."""
        told = self._cloud.call("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
        ends: datetime | None = told.get("NotAfter")
        return ends

    def vcpu_quota(self) -> float:
        """How many vCPUs Fargate may run on demand in the region."""
        return self.quota(*FARGATE_VCPU)

    def quota(self, service: str, code: str) -> float:
        """A quota's value in the region: the applied one, or AWS's default where nobody ever asked for another."""
        which = {"ServiceCode": service, "QuotaCode": code}
        try:
            told = self._cloud.call("service-quotas", "get_service_quota", **which)
        except CloudError as error:
            if error.code != "NoSuchResourceException":
                raise
            told = self._cloud.call("service-quotas", "get_aws_default_service_quota", **which)
        return float(told["Quota"]["Value"])

    def alarms(self, prefix: str) -> int:
        """How many metric alarms begin with that name."""
        return len(self._cloud.pages("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=prefix))

    def parameters(self, cluster: str) -> dict[str, str]:
        """What a cluster's parameter group sets, other than the engine's defaults."""
        found = self._cloud.call("rds", "describe_db_clusters", DBClusterIdentifier=cluster)["DBClusters"]
        group = found[0]["DBClusterParameterGroup"]
        told = self._cloud.pages(
            "rds", "describe_db_cluster_parameters", "Parameters", DBClusterParameterGroupName=group, Source="user"
        )
        return {one["ParameterName"]: str(one.get("ParameterValue", "")) for one in told}
