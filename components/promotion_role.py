"""The role that a promotion runs under: just the rights it needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pulumi
import pulumi_aws as aws

from pattern.contract import NONE
from pattern.naming import Names

POLICY_FILE = Path(__file__).parent.parent / "runbooks" / "iam" / "promotion-policy.json"


@dataclass(frozen=True)
class PromotionRoleArgs:
    """`principals` may assume the role: ARNs, or this account's root where none is named (its own IAM then decides).

    `resources` fill the placeholders of `runbooks/iam/promotion-policy.json`: identifiers of this region's stack.
    """

    names: Names
    account_id: str
    partition: str
    principals: Sequence[str]
    resources: Mapping[str, pulumi.Input[str]]


class PromotionRole(pulumi.ComponentResource):
    """Creates: IAM role (its name carries the suffix) with the policy of `runbooks/iam/`, made before the day: IAM's
    control plane is in us-east-1, so that a promotion must not need it."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: PromotionRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:PromotionRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        trusted = list(args.principals) or [f"arn:{args.partition}:iam::{args.account_id}:root"]
        trust = {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}
        role = aws.iam.Role(
            f"{name}-promotion",
            name=args.names.of("iam-role", "promotion"),
            assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            max_session_duration=4 * 60 * 60,  # seconds: a promotion by tired people, with room
            opts=child,
        )
        fixed = {
            "partition": args.partition,
            "account": args.account_id,
            "region": args.names.region,
            "stem": args.names.stem,
            "contract_path": args.names.contract_path,
        }
        aws.iam.RolePolicy(
            f"{name}-promotion",
            role=role.id,
            policy=pulumi.Output.all(**args.resources).apply(lambda found: promotion_policy({**fixed, **found})),
            opts=child,
        )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})


class PolicyTemplate(Template):
    """Placeholders are the contract's keys: `${ingress/listener-arn}`, and what every stack knows: `${account}`."""

    braceidpattern = r"[a-z][a-z0-9/_-]*"


def promotion_policy(values: Mapping[str, str]) -> str:
    """The policy document, its placeholders filled; a statement about something that is none (`-`) is left out.

    Raises:
        KeyError: a placeholder has no value.
    """
    document = json.loads(POLICY_FILE.read_text())
    filled = [json.loads(PolicyTemplate(json.dumps(one)).substitute(values)) for one in document["Statement"]]
    return json.dumps({**document, "Statement": [one for one in filled if one["Resource"] != NONE]})
