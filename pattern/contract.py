"""The failover contract: what a promotion reads, so that it needs no Pulumi, no state and no dead region.

Flat text in SSM String parameters under `/<app>/<environment>/standby/` of each region, about that region. Bash reads
it with one `get-parameters-by-path`. Nothing in it is secret. `docs/contract.md` is made from these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pattern.errors import PatternError

VERSION = "1"
NONE = "-"  # SSM refuses an empty value

SERVICES = "services"
FREEZE = "incident/freeze"
LOCK = "incident/lock"
JOURNAL = "incident/journal"


class ContractError(PatternError):
    """A contract entry that is missing or cannot be read."""


@dataclass(frozen=True)
class Key:
    """One parameter of the contract: its name below the contract's path, what it says, and an example."""

    name: str
    meaning: str
    example: str


PLATFORM_KEYS: tuple[Key, ...] = (
    Key("version", "version of this contract; a reader refuses one it does not know", VERSION),
    Key("app", "application name", "myapp"),
    Key("environment", "environment name", "prod"),
    Key("region", "the region this contract is about", "us-west-2"),
    Key("peer-region", "the other region of the pair", "us-east-1"),
    Key("database/global-cluster", "identifier of the Aurora global database", "myapp-prod-global"),
    Key("database/cluster", "identifier of this region's Aurora cluster", "myapp-prod-us-west-2"),
    Key(
        "database/cluster-arn",
        "ARN of this region's Aurora cluster",
        "arn:aws:rds:us-west-2:123456789012:cluster:myapp-prod-us-west-2",
    ),
    Key("ecs/cluster", "name of the ECS cluster", "myapp-prod"),
    Key(
        "ingress/listener-arn",
        "ARN of the load balancer's listener that the VPC link reaches",
        "arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/app/myapp-prod/1/2",
    ),
    Key("ingress/live-colour", "the colour that must serve: blue or green", "blue"),
    Key(
        "ingress/blue-target-group-arn",
        "ARN of the front service's blue target group",
        "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/myapp-prod-blue/1",
    ),
    Key(
        "ingress/green-target-group-arn",
        "ARN of the front service's green target group",
        "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/myapp-prod-green/1",
    ),
    Key("ingress/api-id", "ID of the HTTP API", "a1b2c3d4e5"),
    Key("ingress/vpc-link-id", "ID of the HTTP API's VPC link", "f6g7h8"),
    Key("ingress/api-domain", "custom domain name of the API: the public name", "app.example.com"),
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
    ),
    Key("dns/zone-id", "hosted zone that holds the A record", "Z0123456789ABCDEFGHIJ"),
    Key("dns/record", "name of the A record", "app.example.com"),
    Key("dns/role-arn", "role to assume for a zone of another account, or `-`", NONE),
    Key("probe/health-path", "path of a GET that is 200 when the app serves", "/healthz"),
    Key("probe/write-path", "path of a POST that is 200 when the app can write, or `-`", "/healthz/write"),
    Key(
        "iam/promotion-role-arn",
        "role with just the rights that a promotion needs",
        "arn:aws:iam::123456789012:role/myapp-prod-dr-promotion",
    ),
    Key(
        "watch/topic-arn",
        "SNS topic that alarms of this region speak to",
        "arn:aws:sns:us-west-2:123456789012:myapp-prod",
    ),
)

RUNBOOK_KEYS: tuple[Key, ...] = (
    Key(FREEZE, "set while a promotion runs or a failback is unfinished: who, when, why", "promotion run=… since=…"),
    Key(LOCK, "held by the promotion that runs now: who, where, since when", "run=… host=… pid=… since=…"),
    Key(f"{JOURNAL}/<run>/<nnnn>", "one line of a run's journal (JSON)", '{"step":"promote-aurora",…}'),
)


@dataclass(frozen=True)
class ServiceEntry:
    """One service's parameter, `services/<name>`: what a promotion raises, and to what.

    Counts are tasks: `desired`, `min` and `max` are the *production* numbers, the same in both regions.
    `target_group_arns` maps a colour to a target group; empty for a service behind no listener.
    """

    name: str
    ecs_service: str
    desired: int
    min: int
    max: int
    target_group_arns: Mapping[str, str]

    def encode(self) -> str:
        """`name=api service=api desired=6 min=4 max=12 blue=arn:… green=arn:…`: pairs, single spaces, fixed order."""
        pairs = {
            "name": self.name,
            "service": self.ecs_service,
            "desired": self.desired,
            "min": self.min,
            "max": self.max,
            "blue": self.target_group_arns.get("blue", NONE),
            "green": self.target_group_arns.get("green", NONE),
        }
        return " ".join(f"{key}={value}" for key, value in pairs.items())

    @classmethod
    def decode(cls, text: str) -> ServiceEntry:
        """The entry that `encode` wrote.

        Raises:
            ContractError: a pair is missing or a count is no number.
        """
        pairs = dict(pair.split("=", 1) for pair in text.split() if "=" in pair)
        try:
            return cls(
                name=pairs["name"],
                ecs_service=pairs["service"],
                desired=int(pairs["desired"]),
                min=int(pairs["min"]),
                max=int(pairs["max"]),
                target_group_arns={
                    colour: pairs[colour] for colour in ("blue", "green") if pairs.get(colour, NONE) != NONE
                },
            )
        except KeyError as missing:
            raise ContractError(
                f"service entry {text!r} has no {missing.args[0]!r}; run `pulumi up` of the workloads"
            ) from None
        except ValueError as bad:
            raise ContractError(f"service entry {text!r}: {bad}; counts are whole numbers") from None


def table() -> str:
    """The table of `docs/contract.md`, in Markdown: key, meaning, example, by writer."""
    rows = ["| key | meaning | example | written by |", "|---|---|---|---|"]
    service = ServiceEntry("api", "api", 6, 4, 12, {"blue": "arn:…/blue", "green": "arn:…/green"}).encode()
    groups = (
        (PLATFORM_KEYS, "platform"),
        (
            (Key(f"{SERVICES}/<name>", "one service: its ECS name, production numbers, target groups", service),),
            "workloads",
        ),
        (RUNBOOK_KEYS, "runbooks, `standby`"),
    )
    rows += [f"| `{key.name}` | {key.meaning} | `{key.example}` | {by} |" for keys, by in groups for key in keys]
    return "\n".join(rows) + "\n"
