"""A secret whose first value is drawn by AWS and never written again.

Whoever rotates the secret makes new versions of it. Secrets Manager drops a version that no stage label holds, and the
provider would then create it again, with a new random value that opens nothing. So the first version carries a label of
its own, and neither its text nor its labels are looked at again: no refresh, failback or second `up` writes a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

# AWS Secrets Manager user guide, "Secret versions": a version without a label is deprecated and may be deleted.
FIRST_VALUE = "standby-first-value"
WRITTEN_ONCE = ["secretString", "versionStages"]


@dataclass(frozen=True)
class DrawnSecretArgs:
    """`text` makes the secret's text of the drawn word; `replica_region` gets a replica."""

    name: str
    description: str
    length: int
    key_arn: pulumi.Input[str]
    protect: bool
    recovery_window_days: int = 30
    replica_region: str | None = None
    text: Callable[[str], str] = str


def drawn_secret(parent: pulumi.Resource, name: str, args: DrawnSecretArgs) -> aws.secretsmanager.SecretVersion:
    """The secret and its first version, as children of a component; the text is secret in the state."""
    secret = aws.secretsmanager.Secret(
        name,
        name=args.name,
        description=args.description,
        kms_key_id=args.key_arn,
        recovery_window_in_days=args.recovery_window_days,
        replicas=[{"region": args.replica_region}] if args.replica_region else None,
        force_overwrite_replica_secret=True if args.replica_region else None,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.protect),
    )
    drawn = aws.secretsmanager.get_random_password_output(password_length=args.length, exclude_punctuation=True)
    text: pulumi.Output[str] = pulumi.Output.secret(drawn.random_password.apply(args.text))
    return aws.secretsmanager.SecretVersion(
        name,
        secret_id=secret.id,
        secret_string=text,
        version_stages=["AWSCURRENT", FIRST_VALUE],
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=WRITTEN_ONCE),
    )


def stored_text(secret: aws.secretsmanager.SecretVersion) -> pulumi.Output[str]:
    """The text as it was first stored, not what this run drew."""
    kept: pulumi.Output[str | None] = pulumi.Output.secret(secret.secret_string)
    return kept.apply(lambda text: text or "")
