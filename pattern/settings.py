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
from pattern.naming import Names
from pattern.objectives import Objectives
from pattern.reading import Section, raw_values, read_section
from pattern.zones import ZoneCount


def _vpc_range(text: str) -> str:
    try:
        return str(parse_vpc_cidr(text))
    except AddressingError as problem:
        raise ValueError(str(problem)) from None


def _network(text: str) -> str:
    overlapping([("", text)])  # raises ValueError on what is no range
    return text


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=20)]
Region = Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
VpcCidr = Annotated[str, AfterValidator(_vpc_range)]
Cidr = Annotated[str, AfterValidator(_network)]
Path = Annotated[str, Field(pattern=r"^/[A-Za-z0-9/_.~-]*$")]
EngineVersion = Annotated[str, Field(pattern=r"^\d{2}\.\d{1,2}$")]
# Aurora user guide, "Configuration requirements of an Aurora global database": db.r5 or newer, memory optimized.
InstanceClass = Annotated[str, Field(pattern=r"^db\.(r[5-9]|r1\d|x2)[a-z]*\.[a-z0-9]+$|^db\.serverless$")]
EndpointService = Literal["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"]


class Peer(Section):
    """The other side of the pair."""

    region: Region
    vpc_cidr: VpcCidr
    stack: str


class Database(Section):
    """The Aurora cluster, the same in both regions."""

    engine_version: EngineVersion = "16.8"
    instance_class: InstanceClass = "db.r6g.large"
    instances: int = Field(default=2, ge=1, le=15)
    name: str = Field(default="app", pattern=r"^[a-z][a-z0-9_]{0,62}$")
    master_username: str = Field(default="standby", pattern=r"^[a-z][a-z0-9_]{0,15}$")
    backup_retention_days: int = Field(default=14, ge=7, le=35)
    performance_insights: bool = True
    monitoring_interval_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = 0


class Cache(Section):
    """The Redis replication group of one region; never a Global Datastore."""

    node_type: str = Field(default="cache.t4g.small", pattern=r"^cache\.[a-z0-9]+\.[a-z0-9]+$")
    replicas: int = Field(default=1, ge=0, le=5)
    engine_version: str = Field(default="7.1", pattern=r"^\d\.\d+$")


class Domain(Section):
    """The public name and the zone that holds it."""

    hosted_zone_id: str = Field(pattern=r"^Z[A-Z0-9]{5,31}$")
    zone_name: str | None = None
    name: str = Field(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")
    role_arn: str | None = Field(default=None, pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/.+$")

    @model_validator(mode="after")
    def _inside_zone(self) -> Self:
        if self.zone_name and self.name != self.zone_name and not self.name.endswith(f".{self.zone_name}"):
            raise ValueError(f"{self.name!r} is not in the hosted zone {self.zone_name!r}; use a name that ends in it")
        return self


class Probe(Section):
    """What a promotion asks of the app: a GET that says it serves, a POST that says it can write (or none)."""

    path: Path = "/healthz"
    write_path: Path | None = "/healthz/write"
    drill_path: Path | None = Field(
        default=None, description="takes a POST with an id and returns it at `<path>/<id>`: a drill counts lost writes"
    )


class Watch(Section):
    """When the alarms of a region speak."""

    lag_seconds: int = Field(default=60, ge=1, le=3600)
    cpu_percent: int = Field(default=80, ge=10, le=100)
    connections: int = Field(default=800, ge=1)
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")


class Settings(Section):
    """One platform stack. Attribute `vpc_cidr` is config key `standby:vpcCidr`, and so on."""

    app: Slug
    environment: Slug
    region: Region
    peer: Peer
    name_suffix: str = Field(default="", pattern=r"^(-[a-z0-9]{1,8})?$")
    vpc_cidr: VpcCidr
    reserved_cidrs: tuple[Cidr, ...] = ()
    availability_zones: ZoneCount = "auto"
    nat: Literal["zone", "single"] = "zone"
    interface_endpoints: tuple[EndpointService, ...] = ()
    database: Database = Database()
    is_aurora_secondary: bool = False
    aurora_source_region: Region | None = None
    cache: Cache = Cache()
    serves_traffic: bool
    protect: bool = True
    live_color: Literal["blue", "green"] = "blue"
    https_listener: bool = False
    domain: Domain
    probe: Probe = Probe()
    objectives: Objectives = Field(default=Objectives(), description="what a drill compares with")
    production: bool = Field(
        default=True, description="whether customers depend on it: a failover drill in an account asks for `false`"
    )
    watch: Watch = Watch()
    log_retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 180, 365] = 30
    promotion_principals: tuple[str, ...] = ()
    incident_freeze: str | None = None
    incident_freeze_exempt: str | None = None

    @property
    def names(self) -> Names:
        """The names of this stack."""
        return Names(self.app, self.environment, self.region, self.name_suffix)


def _between_keys(raw: Mapping[str, Any], stack: str, aws_region: str | None) -> list[str]:
    """What is wrong between keys that may each be right; on raw values: told beside all others."""
    region, source = raw.get("region"), raw.get("auroraSourceRegion")
    given = raw.get("peer")
    peer: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    checks = (
        (
            region is not None and aws_region != region,
            f"standby:region is {region!r} but aws:region is {aws_region!r}; they must agree: "
            f"`pulumi config set aws:region {region}` (or change standby:region)",
        ),
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
    return read_section(Settings, raw, "standby", stack, _between_keys(raw, stack, config.get("aws:region")))
