"""The failover contract: what a promotion reads, so that it needs no Pulumi, no state and no dead region.

Flat text in SSM String parameters under `/<app>/<environment>/standby/` of each region, about that region. Bash reads
it with one `get-parameters-by-path`. Nothing in it is secret. `contract_table.py` makes the page of these tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from pattern.errors import PatternError

VERSION = "2"
VERSION_KEY = "version"
READABLE = ("1", "2")
NONE = "-"  # SSM refuses an empty value

COLORS = ("blue", "green")
SERVICES = "services"
SCHEDULES = "schedules"
INCIDENT = "incident"
FREEZE = f"{INCIDENT}/freeze"
LOCK = f"{INCIDENT}/lock"
JOURNAL = f"{INCIDENT}/journal"


class ContractError(PatternError):
    """A contract entry that is missing or cannot be read."""


@dataclass(frozen=True)
class Key:
    """One parameter of the contract: its name below the contract's path, what it says, and an example.

    `may_be_none` says whether `-` is a valid value.
    """

    name: str
    meaning: str
    example: str
    may_be_none: bool = False


PLATFORM_KEYS: tuple[Key, ...] = (
    Key(VERSION_KEY, "version of this contract; a reader refuses one it does not know", VERSION),
    Key("app", "application name", "myapp"),
    Key("environment", "environment name", "prod"),
    Key("region", "the region this contract is about", "us-west-2"),
    Key("peer-region", "the other region of the pair", "us-east-2"),
    Key("database/global-cluster", "identifier of the Aurora global database", "myapp-prod-global"),
    Key("database/cluster", "identifier of this region's Aurora cluster", "myapp-prod-us-west-2"),
    Key(
        "database/cluster-arn",
        "ARN of this region's Aurora cluster",
        "arn:aws:rds:us-west-2:123456789012:cluster:myapp-prod-us-west-2",
    ),
    Key(
        "database/min-acu",
        "least Aurora capacity units (ACU) of a serverless cluster that serves; `-` for provisioned instances",
        "4",
        may_be_none=True,
    ),
    Key("ecs/cluster", "name of the ECS cluster", "myapp-prod"),
    Key(
        "ingress/kind", "`api` (HTTP API with a VPC link) or `alb` (a load balancer that clients reach directly)", "api"
    ),
    Key(
        "ingress/listener-arn",
        "ARN of the load balancer's listener that the VPC link reaches",
        "arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/app/myapp-prod/1/2",
    ),
    Key("ingress/live-color", "the color that must serve: `blue` or `green`", "blue"),
    Key(
        "ingress/blue-target-group-arn",
        "ARN of the front service's blue target group",
        "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/myapp-prod-blue/1",
    ),
    Key(
        "ingress/green-target-group-arn",
        "ARN of the front service's green target group",
        "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/myapp-prod-green/1",
        may_be_none=True,
    ),
    Key("ingress/api-id", "ID of the HTTP API", "a1b2c3d4e5", may_be_none=True),
    Key("ingress/vpc-link-id", "ID of the HTTP API's VPC link", "f6g7h8", may_be_none=True),
    Key("ingress/api-domain", "custom domain name of the API: the public name", "app.example.com", may_be_none=True),
    Key(
        "ingress/api-domain-target",
        "regional target of the custom domain: what the A record points at",
        "d-abc123.execute-api.us-west-2.amazonaws.com",
    ),
    Key("ingress/api-domain-zone-id", "hosted zone ID of that target, for the alias", "Z2OJLYMUO9EFXC"),
    Key(
        "ingress/certificate-arn",
        "ARN of this region's certificate",
        "arn:aws:acm:us-west-2:123456789012:certificate/11111111-2222-3333-4444-555555555555",
        may_be_none=True,
    ),
    Key("dns/zone-id", "hosted zone that holds the A record", "Z0123456789ABCDEFGHIJ"),
    Key("dns/record", "name of the A record", "app.example.com"),
    Key("dns/role-arn", "role to assume for a zone of another account", NONE, may_be_none=True),
    Key("probe/health-path", "path of a GET that is 200 when the app serves", "/healthz"),
    Key("probe/write-path", "path of a POST that is 200 when the app can write", "/healthz/write", may_be_none=True),
    Key(
        "iam/promotion-role-arn",
        "role with just the rights that a promotion needs",
        "arn:aws:iam::123456789012:role/myapp-prod-dr-promotion",
        may_be_none=True,
    ),
    Key(
        "watch/topic-arn",
        "SNS topic that alarms of this region speak to",
        "arn:aws:sns:us-west-2:123456789012:myapp-prod",
        may_be_none=True,
    ),
)

RUNBOOK_KEYS: tuple[Key, ...] = (
    Key(FREEZE, "set while a promotion runs or a failback is unfinished: who, when, why", "promotion run=… since=…"),
    Key(
        f"{LOCK}/<generation>",
        "the run that owns the move; the highest generation counts, and none is ever overwritten or deleted",
        "run=… kind=promotion by=… at=… takes-over=000001",
    ),
    Key(f"{LOCK}/<generation>/released", "the run has ended: this generation is free", "run=… at=…"),
)

StandbyMode = Literal["warm", "off"]
TargetGroups = Mapping[str, str]


@dataclass(frozen=True)
class ServiceEntry:
    """One service's parameter, `services/<name>`: what a promotion raises, and to what.

    Counts are tasks: `desired`, `min` and `max` are the *production* numbers, the same in both regions.
    `target_group_arns` maps a color to a target group; empty for a service behind no listener. `standby` says what runs
    while the region does not serve: `warm` is one task, `off` is none. `image` is the service's own container's;
    `front` marks the service behind the listener's default action (None: version 1, which does not say);
    `recycle` asks for new tasks once the writer has moved.
    """

    name: str
    ecs_service: str
    desired: int
    min: int
    max: int
    target_group_arns: TargetGroups
    standby: StandbyMode = "warm"
    image: str = NONE
    front: bool | None = None
    recycle: bool = False

    def encode(self) -> str:
        """`name=api service=api desired=6 min=4 max=12 blue=arn:… green=arn:… standby=warm …`: pairs, fixed order."""
        return _pairs(
            {
                "name": self.name,
                "service": self.ecs_service,
                "desired": str(self.desired),
                "min": str(self.min),
                "max": str(self.max),
                "blue": self.target_group_arns.get("blue", NONE),
                "green": self.target_group_arns.get("green", NONE),
                "standby": self.standby,
                "image": self.image,
                **({} if self.front is None else {"front": str(self.front).lower()}),
                "recycle": str(self.recycle).lower(),
            }
        )

    @classmethod
    def decode(cls, text: str) -> ServiceEntry:
        """The entry that `encode` wrote, or version 1 of it; pairs that are not known are ignored.

        Raises:
            ContractError: a pair is missing or a count is no number.
        """
        return _read("service", text, cls._of)

    @classmethod
    def _of(cls, pairs: Mapping[str, str]) -> ServiceEntry:
        groups = {color: pairs[color] for color in COLORS if pairs.get(color, NONE) != NONE}
        return cls(
            name=pairs["name"],
            ecs_service=pairs["service"],
            desired=int(pairs["desired"]),
            min=int(pairs["min"]),
            max=int(pairs["max"]),
            target_group_arns=groups,
            standby="off" if pairs.get("standby") == "off" else "warm",
            image=pairs.get("image", NONE),
            front=pairs["front"] == "true" if "front" in pairs else None,
            recycle=pairs.get("recycle") == "true",
        )


@dataclass(frozen=True)
class ScheduleEntry:
    """One schedule's parameter, `schedules/<name>`: the EventBridge rule, enabled in the serving region only, and the
    service whose task it runs."""

    rule: str
    service: str

    def encode(self) -> str:
        """`rule=myapp-prod-nightly service=worker`."""
        return _pairs({"rule": self.rule, "service": self.service})

    @classmethod
    def decode(cls, text: str) -> ScheduleEntry:
        """The entry that `encode` wrote; pairs that are not known are ignored.

        Raises:
            ContractError: a pair is missing.
        """
        return _read("schedule", text, lambda pairs: cls(pairs["rule"], pairs["service"]))


EntryT = TypeVar("EntryT")


def service_entries(contract: Mapping[str, str]) -> list[ServiceEntry]:
    """The services of a contract, given as key below its path → value; in the contract's order."""
    return [ServiceEntry.decode(text) for key, text in contract.items() if key.startswith(f"{SERVICES}/")]


def _pairs(values: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in values.items())


def _read(kind: str, text: str, make: Callable[[Mapping[str, str]], EntryT]) -> EntryT:
    try:
        return make(dict(pair.split("=", 1) for pair in text.split() if "=" in pair))
    except KeyError as missing:
        raise ContractError(
            f"{kind} entry {text!r} has no {missing.args[0]!r}; run `pulumi up` of the workloads"
        ) from None
    except ValueError as bad:
        raise ContractError(f"{kind} entry {text!r}: {bad}; counts are whole numbers") from None
