"""The region's own key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from pattern.naming import Names


@dataclass(frozen=True)
class EncryptionArgs:
    """What the key needs to know: whose account it is in, and the region whose services may use it.

    With `existing_arn` that key is used, and nothing is made: its policy must say what `key_policy` says.
    """

    names: Names
    account_id: str
    partition: str
    protect: bool = True
    existing_arn: str | None = None


class Encryption(pulumi.ComponentResource):
    """A customer-managed key with rotation, its alias, and a policy for the services that encrypt with it.

    Creates: KMS key, KMS alias. Used by Aurora, Redis, secrets, topic and log groups of this region.
    Its own region's and explicit, because an encrypted cross-region secondary refuses to be made without one.
    """

    key_arn: pulumi.Output[str]

    def __init__(self, name: str, args: EncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Encryption", name, None, opts)
        existing = pulumi.Output.from_input(args.existing_arn) if args.existing_arn else None
        self.key_arn = existing or self._key(name, args)
        self.register_outputs({"key_arn": self.key_arn})

    def _key(self, name: str, args: EncryptionArgs) -> pulumi.Output[str]:
        key = aws.kms.Key(
            f"{name}-key",
            description=f"{args.names.stem}: data at rest in {args.names.region}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=json.dumps(key_policy(args)),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        aws.kms.Alias(
            f"{name}-alias",
            name=args.names.of("kms-alias"),
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        arn: pulumi.Output[str] = key.arn
        return arn


def key_policy(args: EncryptionArgs) -> dict[str, Any]:
    """The key's policy: the account administers it, CloudWatch Logs and alarms of this region use it."""
    logs = f"arn:{args.partition}:logs:{args.names.region}:{args.account_id}:log-group:*"
    use = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AccountAdministersTheKey",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:{args.partition}:iam::{args.account_id}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Sid": "LogGroupsOfThisRegion",
                "Effect": "Allow",
                "Principal": {"Service": f"logs.{args.names.region}.amazonaws.com"},
                "Action": use,
                "Resource": "*",
                "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
            },
            {
                "Sid": "AlarmsAndDatabaseEventsReachTheTopic",
                "Effect": "Allow",
                "Principal": {"Service": ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"]},
                "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceAccount": args.account_id}},
            },
        ],
    }
