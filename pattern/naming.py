"""Every physical name of the pair, and which of them carry the suffix.

Two regions of one account share some namespaces (IAM, S3, …): a name there must differ, so the DR stack's carries
`nameSuffix`. In all others a suffix would only make the two regions needlessly different. This table is the only
place that knows which is which; `docs/naming.md` is made from it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pattern.errors import PatternError


class NamingError(PatternError):
    """A kind of name that is not in the table, or a part with characters that AWS refuses."""


class Scope(StrEnum):
    """Where a name must be unique."""

    GLOBAL = "global"  # over the whole account (or all accounts): the DR stack's carries the suffix
    REGIONAL = "regional"  # within one region: no suffix
    PAIR = "pair"  # one object that both regions share or join: no suffix, never two


@dataclass(frozen=True)
class Kind:
    """How names of one kind are made: where they must be unique, how long they may be, and why."""

    scope: Scope
    max_length: int
    why: str
    pulumi_types: tuple[str, ...] = ()


_IAM = "IAM is global and compares names without regard to case"

KINDS: Mapping[str, Kind] = {
    "iam-role": Kind(Scope.GLOBAL, 64, _IAM, ("aws:iam/role:Role",)),
    "iam-policy": Kind(Scope.GLOBAL, 128, _IAM, ("aws:iam/policy:Policy",)),
    "iam-user": Kind(Scope.GLOBAL, 64, _IAM, ("aws:iam/user:User",)),
    "iam-group": Kind(Scope.GLOBAL, 128, _IAM, ("aws:iam/group:Group",)),
    "iam-instance-profile": Kind(Scope.GLOBAL, 128, _IAM, ("aws:iam/instanceProfile:InstanceProfile",)),
    "iam-server-certificate": Kind(Scope.GLOBAL, 128, _IAM, ("aws:iam/serverCertificate:ServerCertificate",)),
    "iam-saml-provider": Kind(Scope.GLOBAL, 128, _IAM, ("aws:iam/samlProvider:SamlProvider",)),
    "s3-bucket": Kind(
        Scope.GLOBAL,
        63,
        "bucket names are unique over all accounts",
        ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"),
    ),
    "cloudfront-function": Kind(Scope.GLOBAL, 64, "CloudFront is global", ("aws:cloudfront/function:Function",)),
    "cloudfront-cache-policy": Kind(
        Scope.GLOBAL, 128, "CloudFront is global", ("aws:cloudfront/cachePolicy:CachePolicy",)
    ),
    "cloudfront-origin-access-control": Kind(
        Scope.GLOBAL, 64, "CloudFront is global", ("aws:cloudfront/originAccessControl:OriginAccessControl",)
    ),
    "global-accelerator": Kind(
        Scope.GLOBAL, 64, "Global Accelerator is global", ("aws:globalaccelerator/accelerator:Accelerator",)
    ),
    "global-cluster": Kind(
        Scope.PAIR, 63, "one global database that both regions join by name", ("aws:rds/globalCluster:GlobalCluster",)
    ),
    "db-cluster": Kind(
        Scope.PAIR,
        63,
        "unique over the regions of a global database: the region stands in it",
        ("aws:rds/cluster:Cluster",),
    ),
    "db-instance": Kind(
        Scope.PAIR,
        63,
        "follows its cluster's name",
        ("aws:rds/clusterInstance:ClusterInstance", "aws:rds/instance:Instance"),
    ),
    "db-parameter-group": Kind(
        Scope.REGIONAL,
        255,
        "alike in both regions: a new primary does not inherit it",
        ("aws:rds/clusterParameterGroup:ClusterParameterGroup", "aws:rds/parameterGroup:ParameterGroup"),
    ),
    "db-subnet-group": Kind(Scope.REGIONAL, 255, "lives in one region", ("aws:rds/subnetGroup:SubnetGroup",)),
    "cache": Kind(Scope.REGIONAL, 40, "lives in one region", ("aws:elasticache/replicationGroup:ReplicationGroup",)),
    "cache-subnet-group": Kind(
        Scope.REGIONAL, 255, "lives in one region", ("aws:elasticache/subnetGroup:SubnetGroup",)
    ),
    "cache-parameter-group": Kind(
        Scope.REGIONAL, 255, "lives in one region", ("aws:elasticache/parameterGroup:ParameterGroup",)
    ),
    "security-group": Kind(Scope.REGIONAL, 255, "unique within its VPC", ("aws:ec2/securityGroup:SecurityGroup",)),
    "load-balancer": Kind(Scope.REGIONAL, 32, "lives in one region", ("aws:lb/loadBalancer:LoadBalancer",)),
    "target-group": Kind(Scope.REGIONAL, 32, "lives in one region", ("aws:lb/targetGroup:TargetGroup",)),
    "log-group": Kind(Scope.REGIONAL, 512, "lives in one region", ("aws:cloudwatch/logGroup:LogGroup",)),
    "ecs-cluster": Kind(Scope.REGIONAL, 255, "lives in one region", ("aws:ecs/cluster:Cluster",)),
    "ecs-service": Kind(Scope.REGIONAL, 255, "unique within its cluster", ("aws:ecs/service:Service",)),
    "task-family": Kind(Scope.REGIONAL, 255, "lives in one region", ("aws:ecs/taskDefinition:TaskDefinition",)),
    "secret": Kind(
        Scope.REGIONAL, 512, "lives in one region; a replica keeps its name", ("aws:secretsmanager/secret:Secret",)
    ),
    "ssm-parameter": Kind(Scope.REGIONAL, 1011, "lives in one region", ("aws:ssm/parameter:Parameter",)),
    "kms-alias": Kind(Scope.REGIONAL, 256, "lives in one region", ("aws:kms/alias:Alias",)),
    "api": Kind(Scope.REGIONAL, 128, "lives in one region", ("aws:apigatewayv2/api:Api",)),
    "vpc-link": Kind(Scope.REGIONAL, 128, "lives in one region", ("aws:apigatewayv2/vpcLink:VpcLink",)),
    "event-rule": Kind(Scope.REGIONAL, 64, "lives in one region", ("aws:cloudwatch/eventRule:EventRule",)),
    "event-subscription": Kind(
        Scope.REGIONAL, 255, "lives in one region", ("aws:rds/eventSubscription:EventSubscription",)
    ),
    "topic": Kind(Scope.REGIONAL, 256, "lives in one region", ("aws:sns/topic:Topic",)),
    "alarm": Kind(Scope.REGIONAL, 255, "lives in one region", ("aws:cloudwatch/metricAlarm:MetricAlarm",)),
    "dashboard": Kind(
        Scope.GLOBAL,
        255,
        "CloudWatch lists dashboards of all regions in one place",
        ("aws:cloudwatch/dashboard:Dashboard",),
    ),
}

GLOBAL_TYPES: frozenset[str] = frozenset(
    token for kind in KINDS.values() if kind.scope is Scope.GLOBAL for token in kind.pulumi_types
)
REGIONAL_TYPES: frozenset[str] = frozenset(
    token for kind in KINDS.values() if kind.scope is Scope.REGIONAL for token in kind.pulumi_types
)

_PREFIXED = {"log-group": "/", "secret": "", "kms-alias": "alias/"}
_PART = re.compile(r"^[A-Za-z0-9][A-Za-z0-9-]*$")


@dataclass(frozen=True)
class Names:
    """The names of one region's stack: `Names("myapp", "prod", "us-west-2", "-dr").of("iam-role", "task")`."""

    app: str
    environment: str
    region: str
    suffix: str = ""
    # config `names:`, see `pattern.given_names`
    given: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def stem(self) -> str:
        """`myapp-prod`: what all names begin with."""
        return f"{self.app}-{self.environment}"

    @property
    def contract_path(self) -> str:
        """`/myapp/prod/standby`: the SSM path of the failover contract, the same in both regions."""
        return f"/{self.app}/{self.environment}/standby"

    @property
    def journal_path(self) -> str:
        """`/myapp/prod/standby-journal`: where runs keep their journals, outside of the contract."""
        return f"{self.contract_path}-journal"

    @property
    def founder(self) -> bool:
        """Whether this stack owns what the pair has but once: the global cluster and the master secret."""
        return not self.suffix

    def of(self, kind: str, part: str = "") -> str:
        """The name of one object.

        Args:
            kind: a key of `KINDS`.
            part: what it is for (`task`, `api-blue`); empty for the only one of its kind.

        Raises:
            NamingError: unknown kind, or a part that is not letters, digits and dashes.
        """
        if kind not in KINDS:
            raise NamingError(f"no names of kind {kind!r}; known: {', '.join(sorted(KINDS))}")
        if part and not _PART.match(part):
            raise NamingError(f"{kind} name part {part!r}: letters, digits and dashes only")
        if (name := self._given(kind, part)) is not None:
            return name
        rule = KINDS[kind]
        stem = f"{self.stem}{self.suffix}" if rule.scope is Scope.GLOBAL else self.stem
        if kind == "global-cluster":
            part = part or "global"
        if kind in ("db-cluster", "db-instance"):
            stem = f"{stem}-{self.region}"
        return shorten(_PREFIXED.get(kind, "") + "-".join(filter(None, (stem, part))), rule.max_length)

    def _given(self, kind: str, part: str) -> str | None:
        """The name that exists already: this region's before the pair's."""
        key = f"{kind}/{part}" if part else kind
        return self.given.get(f"{key}@{self.region}", self.given.get(key))


def shorten(name: str, limit: int) -> str:
    """`name`, or its head and six hex digits of its SHA-256 where it is longer than `limit`: distinct names stay so."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7].rstrip('-')}-{digest}"


def table() -> str:
    """The table of `docs/naming.md`, in Markdown: kind, an example in each region, scope, limit, reason."""
    primary, dr = Names("myapp", "prod", "us-east-2"), Names("myapp", "prod", "us-west-2", "-dr")
    rows = ["| kind | primary | DR | scope | at most | why |", "|---|---|---|---|---|---|"]
    for kind, rule in KINDS.items():
        part = "" if kind in ("global-cluster", "db-cluster") else "1" if kind == "db-instance" else "api"
        names = f"`{primary.of(kind, part)}` | `{dr.of(kind, part)}`"
        rows.append(f"| {kind} | {names} | {rule.scope} | {rule.max_length} | {rule.why} |")
    return "\n".join(rows) + "\n"
