"""AWS-managed IAM policies, read once: moto parses all 1,600 for each of six partitions, and again at every reset.

moto asks IAM who the caller is on every request, so this is the difference between 2 s and nothing. Only the partition
``aws`` gets them; the lab has no other.
"""

from __future__ import annotations

import json
from functools import cache

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend, ManagedPolicy

from lab.emulator.engine.corrections import put_in_place

PARTITION = "aws"


@cache
def _read(account_id: str) -> tuple[AWSManagedPolicy, ...]:
    documents = json.loads(aws_managed_policies_data)
    return tuple(
        AWSManagedPolicy.from_data(name, account_id, PARTITION, document) for name, document in documents.items()
    )


def policies_of(backend: IAMBackend) -> list[ManagedPolicy]:
    """Fresh copies (they count their attachments) for the partition ``aws``; none for any other."""
    if backend.region_name != PARTITION:
        return []
    return [_copied(policy) for policy in _read(backend.account_id)]


def _copied(policy: AWSManagedPolicy) -> AWSManagedPolicy:
    # past moto's own `__new__`, which keeps every instance for ever, and many times quicker than `copy`
    fresh: AWSManagedPolicy = object.__new__(type(policy))
    fresh.__dict__.update(policy.__dict__)
    return fresh


def correct() -> None:
    """Make moto's IAM take its managed policies from here."""
    put_in_place(((IAMBackend, "_init_aws_policies", policies_of),))
