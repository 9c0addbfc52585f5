"""The typed config of a platform stack: `standby:*` keys in, one frozen value out, every problem reported at once.

Shared values stand in `Pulumi.yaml`, what differs in `Pulumi.<stack>.yaml`. A value arrives as text, objects and lists
as JSON, as Pulumi hands them to a program. Validation never leaves this machine: whether a zone or a version exists is
asked later, by those who can.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from pattern.addressing import AddressingError, overlapping, parse_vpc_cidr
from pattern.database import Database
from pattern.existing import Existing
from pattern.existing import problems as of_existing
from pattern.given_names import GivenNames
from pattern.name_keys import of_platform
from pattern.naming import Names
from pattern.objectives import Objectives
from pattern.reading import Section, raw_values, read_section, refuse_absent_file, region_disagreement
from pattern.texts import (
    CacheVersion,
    DomainName,
    Email,
    HostedZoneId,
    NodeType,
    Path,
    Region,
    RoleArn,
    Slug,
    Suffix,
)
from pattern.zones import ZoneCount


def _vpc_range(text: str) -> str:
    try:
        return str(parse_vpc_cidr(text))
    except AddressingError as problem:
        raise ValueError(str(problem)) from None


def _network(text: str) -> str:
    overlapping([("", text)])  # raises ValueError on what is no range
    return text


def _recovery_window(days: int) -> int:
    if days and not 7 <= days <= 30:
        raise ValueError(f"{days} is neither 0 nor 7 to 30; Secrets Manager offers no other recovery window")
    return days


RetentionDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 180, 365]
VpcCidr = Annotated[str, AfterValidator(_vpc_range)]
Cidr = Annotated[str, AfterValidator(_network)]
EndpointService = Literal["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"]


class Peer(Section):
    """The other region of the pair."""

    region: Region = Field(description="its region")
    vpc_cidr: VpcCidr = Field(description="its VPC's range")
    stack: str = Field(description="its platform stack's name")


class Cache(Section):
    """The Redis replication group of one region; never a Global Datastore."""

    node_type: NodeType = Field(default="cache.t4g.small", description="type of every node")
    replicas: int = Field(default=1, ge=0, le=5, description="replicas beside the primary node")
    engine_version: CacheVersion = Field(default="7.1", description="Redis version")


class Domain(Section):
    """The public name and the zone that holds it."""

    hosted_zone_id: HostedZoneId = Field(description="ID of the hosted zone")
    zone_name: DomainName | None = Field(default=None, description="its name; `name` is checked against it")
    name: DomainName = Field(description="the public name")
    role_arn: RoleArn | None = Field(
        default=None, description="role in the zone's account that a promotion and a failback assume to move the record"
    )
    deployment_role_arn: RoleArn | None = Field(
        default=None, description="role in the zone's account that `up` assumes to make records; default `roleArn`"
    )

    @model_validator(mode="after")
    def _inside_zone(self) -> Self:
        if self.zone_name and self.name != self.zone_name and not self.name.endswith(f".{self.zone_name}"):
            raise ValueError(f"{self.name!r} is not in the hosted zone {self.zone_name!r}; use a name that ends in it")
        return self


class Probe(Section):
    """What a promotion asks of the app: a GET that says it serves, a POST that says it can write (or none)."""

    path: Path = Field(default="/healthz", description="a GET that is 200 while the app serves")
    write_path: Path | None = Field(
        default="/healthz/write", description="a POST that is 200 while the app can write; null for none"
    )
    drill_path: Path | None = Field(
        default=None, description="takes a POST with an id and returns it at `<path>/<id>`: a drill counts lost writes"
    )


class Watch(Section):
    """When the alarms of a region speak."""

    lag_seconds: int = Field(default=60, ge=1, le=3600, description="replication lag of the database")
    cpu_percent: int = Field(default=80, ge=10, le=100, description="CPU of the database")
    connections: int = Field(default=800, ge=1, description="connections to the database")
    email: Email | None = Field(default=None, description="who gets the alarms by mail")


class Settings(Section):
    """One platform stack. Attribute `vpc_cidr` is config key `standby:vpcCidr`, and so on."""

    app: Slug = Field(description="application name; all names begin with it")
    environment: Slug = Field(description="environment name; follows the application in all names")
    region: Region = Field(description="this stack's region; equals `aws:region`")
    peer: Peer = Field(description="the other region")
    given_names: GivenNames = Field(
        default={}, alias="names", description="names that exist, by kind, part and region: `db-cluster@us-east-2`"
    )
    existing: Existing = Field(default=Existing(), description="what this region has already")
    name_suffix: Suffix = Field(
        default="", description="appended to global names; empty marks the primary, a DR stack has one (`-dr`)"
    )
    vpc_cidr: VpcCidr = Field(description="/16 to /24; overlaps neither the peer's range nor a reserved one")
    reserved_cidrs: tuple[Cidr, ...] = Field(default=(), description="ranges of on-premises, VPN, transit gateway")
    availability_zones: ZoneCount = Field(
        default="auto", description="`auto` takes three zones, or two where the account sees two; `2` or `3` is exact"
    )
    nat: Literal["zone", "single"] = Field(default="zone", description="a NAT gateway per zone, or a single one")
    interface_endpoints: tuple[EndpointService, ...] = Field(
        default=(), description="AWS APIs reached without the NAT gateway"
    )
    database: Database = Field(default=Database(), description="Aurora")
    is_aurora_secondary: bool = Field(default=False, description="the first key that a failback flips")
    aurora_source_region: Region | None = Field(
        default=None, description="the second key that a failback flips; required where the first is true"
    )
    cache: Cache = Field(default=Cache(), description="Redis")
    serves_traffic: bool = Field(description="whether this stack owns the A record in normal operation")
    protect: bool = Field(
        default=True,
        description="refuse to delete or replace what is live: Pulumi's protection, and AWS's deletion protection",
    )
    recovery_window_days: Annotated[int, AfterValidator(_recovery_window)] = Field(
        default=30,
        description="days in which a deleted secret can be restored: 7 to 30, or 0 for a scratch environment",
    )
    live_color: Literal["blue", "green"] = Field(
        default="blue", description="where the listener's default action leads"
    )
    https_listener: bool = Field(default=False, description="TLS between the API and the load balancer too")
    domain: Domain = Field(description="public name and zone")
    probe: Probe = Field(default=Probe(), description="what a promotion asks of the app")
    objectives: Objectives = Field(default=Objectives(), description="what a drill compares with")
    production: bool = Field(
        default=True, description="whether customers depend on it: a failover drill in an account asks for `false`"
    )
    watch: Watch = Field(default=Watch(), description="thresholds of the alarms, and who gets them")
    log_retention_days: RetentionDays = Field(default=30, description="of every log group")
    promotion_principals: tuple[str, ...] = Field(
        default=(), description="ARNs that may assume the promotion's role; default: this account, by its own IAM"
    )
    incident_freeze: str | None = Field(
        default=None, description="an incident by hand; the gate then refuses what would undo a promotion"
    )
    incident_freeze_exempt: str | None = Field(default=None, description="the run that may act during a freeze")

    @property
    def dr(self) -> bool:
        """Whether this is the DR stack. The suffix says so at all times; the Aurora keys flip during a failback."""
        return bool(self.name_suffix)

    @property
    def names(self) -> Names:
        """The names of this stack."""
        return Names(self.app, self.environment, self.region, self.name_suffix, self.given_names)

    @property
    def peer_names(self) -> Names:
        """The other region's names, but for those that carry its suffix, which is not known here."""
        return Names(self.app, self.environment, self.peer.region, given=self.given_names)


# what only a stack's own file can say: where all of it is missing, the file is
OWN_KEYS = ("region", "peer", "vpcCidr", "servesTraffic")


def _between_keys(raw: Mapping[str, Any], stack: str) -> list[str]:
    """What is wrong between keys that may each be right; on raw values: told beside all others."""
    region, source = raw.get("region"), raw.get("auroraSourceRegion")
    given = raw.get("peer")
    peer: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    checks = (
        (
            region is not None and peer.get("region") == region,
            f"standby:peer.region is {region!r}, this stack's own region; name the other side's",
        ),
        (
            peer.get("stack") == stack,
            f"standby:peer.stack is {stack!r}, this stack itself; name the other side's",
        ),
        (
            "dr" in stack.split("-") and not raw.get("nameSuffix"),
            f"standby:nameSuffix is empty in stack {stack!r}; global names (IAM roles, buckets) would collide with "
            "the primary's: set it to '-dr'",
        ),
        (
            raw.get("isAuroraSecondary") is True and not source,
            "standby:auroraSourceRegion is missing while standby:isAuroraSecondary is true; set it to the writer's "
            f"region: `pulumi config set standby:auroraSourceRegion {peer.get('region', '<region>')}`",
        ),
        (
            source is not None and source == region,
            f"standby:auroraSourceRegion is {source!r}, this stack's own region; a secondary replicates from the other "
            f"one: set it to {peer.get('region', 'the peer region')}",
        ),
    )
    return [sentence for wrong, sentence in checks if wrong]


def load(config: Mapping[str, str], stack: str) -> Settings:
    """The settings of a platform stack.

    Args:
        config: every config value of the stack as Pulumi gives it, by full key (`standby:app`, `aws:region`).
        stack: the stack's name.

    Raises:
        ConfigError: with every problem found, each naming its key, what was found, and how to fix it.
    """
    raw = raw_values(Settings, config, "standby")
    refuse_absent_file(raw, OWN_KEYS, stack)
    existing = of_existing(raw.get("existing"), raw.get("region"), raw.get("names"))
    peer = raw.get("peer")
    regions = (raw.get("region"), peer.get("region") if isinstance(peer, Mapping) else None)
    names = of_platform(raw.get("names"), regions)
    more = [*region_disagreement(raw, config), *_between_keys(raw, stack), *existing, *names]
    return read_section(Settings, raw, "standby", stack, more)
